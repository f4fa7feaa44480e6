"""The list of members, for who hands out their slips."""

from litestar import Response, get

from webapp.accounts.models import Role
from webapp.pages import Asked, page
from webapp.people.shown import members_page

LEADING = (Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)


@get("/members", opt={"policy": LEADING})
async def members(request: Asked) -> Response[str]:
    asked = request.query_params
    number = asked.get("page", "")
    shown = await members_page(
        request.user,
        branch=asked.get("branch", ""),
        page=int(number) if number.isdigit() and len(number) < 6 else 1,
    )
    return page(request, "people/index.html", **shown)


ROUTES = [members]
