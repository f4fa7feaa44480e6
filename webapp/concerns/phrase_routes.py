"""Endpoints for ready phrases."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.concerns.models import ReadyPhrase
from webapp.concerns.phrases import PhraseForm, end_phrase, phrases_page, write_phrase
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import NO_HOUSEHOLD, OFFICE

HERE = "/concerns/phrases"


@get(HERE, opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def ready_phrases(request: Asked) -> Response[str]:
    return page(request, "concerns/phrases.html", **await phrases_page(request.user))


@post(HERE, opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def write_ready_phrase(request: Asked) -> Response[str] | Redirect:
    form = PhraseForm.read(fields_of(await request.form()))
    if form.errors:
        return page(request, "concerns/phrases.html", status=422, **await phrases_page(request.user, form))
    await write_phrase(request.user, form)
    return see_other(HERE)


@post(HERE + "/{phrase_id:str}/end", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def end_ready_phrase(request: Asked, phrase_id: FromPath[str]) -> Redirect:
    phrase = await ReadyPhrase.filter(commune=request.user.commune).get(id=phrase_id)
    await end_phrase(request.user, phrase)
    return see_other(HERE)


ROUTES = [ready_phrases, write_ready_phrase, end_ready_phrase]
