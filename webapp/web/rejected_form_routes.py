"""Page of unsaved forms."""

from datetime import UTC, datetime

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.web import rejected_forms
from webapp.web.pages import Asked, page, see_other


@get("/typed", opt={"policy": "signed_in"})
async def typed_page(request: Asked) -> Response[str]:
    kept = [
        (words, datetime.fromtimestamp(words.at, UTC)) for words in rejected_forms.kept_for(request.user.id)
    ]
    return page(request, "typed.html", kept=kept)


@post("/typed/{id_:str}", opt={"policy": "signed_in"})
async def drop_typed(request: Asked, id_: FromPath[str]) -> Redirect:
    rejected_forms.drop(request.user.id, id_)
    return see_other("/typed")


ROUTES = [typed_page, drop_typed]
