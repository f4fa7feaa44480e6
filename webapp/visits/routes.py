"""Today's page, and writing down a visit."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.models import Role
from webapp.calendar import today
from webapp.db import new_id
from webapp.households.models import Household
from webapp.households.queries import households_visible_to
from webapp.outbox.door import submit
from webapp.outbox.forms import fields_of
from webapp.pages import Asked, page, see
from webapp.receipts import received
from webapp.visits.forms import VisitForm
from webapp.visits.shown import new_visit_page, today_page
from webapp.visits.submissions import VISIT

CARRIERS = (Role.MEMBER, Role.BRANCH_SECRETARY)


@get("/", opt={"policy": "signed_in"})
async def first_page(request: Asked) -> Response[str] | Redirect:
    if request.user.in_office:
        return see("/arrivals")
    if not request.user.carries_households:
        return page(request, "visits/above.html")
    return page(request, "visits/today.html", **await today_page(request.user))


@get("/households/{household_id:str}/visits/new", opt={"policy": CARRIERS})
async def new_visit(request: Asked, household_id: FromPath[str]) -> Response[str]:
    household = await _visible(request, household_id)
    return page(
        request, "visits/new.html", **await new_visit_page(request.user, household) | {"op": new_id()}
    )


@post("/households/{household_id:str}/visits", opt={"policy": CARRIERS})
async def record_visit(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household = await _visible(request, household_id)
    fields = fields_of(await request.form())
    form = VisitForm.read(fields, made_on=today())
    if form.errors:
        shown = await new_visit_page(request.user, household)
        given = shown | {"form": form, "op": fields.get("op", "")}
        return page(request, "visits/new.html", status=422, **given)
    return received(await submit(request.user, VISIT, household.id, fields), f"/households/{household.id}")


async def _visible(request: Asked, household_id: str) -> Household:
    return await (await households_visible_to(request.user)).get(id=household_id)


ROUTES = [first_page, new_visit, record_visit]
