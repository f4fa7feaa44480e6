"""Page of the forms that were typed but not saved."""

from datetime import UTC, datetime

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp import typed
from webapp.pages import Asked, page, see


@get("/typed", opt={"policy": "signed_in"})
async def typed_page(request: Asked) -> Response[str]:
    kept = [(words, datetime.fromtimestamp(words.at, UTC)) for words in typed.kept_for(request.user.id)]
    return page(request, "typed.html", kept=kept)


@post("/typed/{id_:str}", opt={"policy": "signed_in"})
async def drop_typed(request: Asked, id_: FromPath[str]) -> Redirect:
    typed.drop(request.user.id, id_)
    return see("/typed")


ROUTES = [typed_page, drop_typed]
