"""Endpoints: register, search, household, edits, conflicts."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.household_page.conflicts import choose_conflict_values, conflicts_page
from webapp.household_page.pages import change_page, household_page, households_page, register_page
from webapp.households.details.change_form import HouseholdChangeForm
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.viewer import Viewer
from webapp.register.queries import owner_of
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.typed_queries import typed_page
from webapp.web.errors import Refused
from webapp.web.form_fields import fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page, see_other, whole_number
from webapp.web.policies import CLERKS, COMMUNE, LEADERS, WRITERS


@get("/households", opt={"policy": COMMUNE})
async def households(request: Asked) -> Response[str] | Redirect:
    if request.user.in_office:
        return see_other("/households/register")
    shown = await households_page(Viewer(request.user)) | await typed_page(request.user)
    return page(request, "household_page/index.html", **shown, op=new_id(), saved=shown_receipt(request))


@get("/households/register", opt={"policy": LEADERS})
async def register(request: Asked) -> Response[str]:
    asked = request.query_params
    shown = await register_page(
        Viewer(request.user), hamlet=asked.get("hamlet", ""), page=_number(asked.get("page", ""))
    )
    return page(request, "household_page/register.html", **shown)


@post("/households/register", status_code=200, opt={"policy": LEADERS})
async def look_up(request: Asked) -> Response[str]:
    """POST: names in URLs stay in histories and logs."""
    sent = await request.form()
    shown = await register_page(
        Viewer(request.user), hamlet=sent.get("hamlet", ""), words=sent.get("words", "")[:80]
    )
    return page(request, "household_page/register.html", **shown)


@get("/households/{household_id:str}", opt={"policy": COMMUNE})
async def household(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    owner = await owner_of(household_id)
    viewer = Viewer(request.user)
    found = await viewer.household(owner)
    if owner != household_id:
        return see_other(f"/households/{owner}")
    asked = request.query_params
    shown = await household_page(
        viewer, found, page=_number(asked.get("page", "")) if request.user.in_office else 0
    )
    return page(
        request, "household_page/show.html", **shown | {"op": new_id(), "saved": shown_receipt(request)}
    )


@get("/households/{household_id:str}/changes/new", opt={"policy": WRITERS})
async def new_change(request: Asked, household_id: FromPath[str]) -> Response[str]:
    viewer = Viewer(request.user)
    found = await viewer.household(household_id)
    return page(request, "household_page/change.html", **await change_page(viewer, found) | {"op": new_id()})


@post("/households/{household_id:str}/changes", opt={"policy": WRITERS})
async def put_right(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    found = await viewer.household(household_id)
    fields = fields_of(await request.form())
    form = HouseholdChangeForm.read(fields)
    if not form.errors and not form.changes:
        form.errors["people"] = _("Nothing is changed yet.")
    shown = await change_page(viewer, found)
    if not shown["standing"].allows("contact"):
        raise Refused(_("This family did not agree that anything is written about it."))
    if form.errors:
        given = shown | {"form": form, "op": fields.get("op", "")}
        return page(request, "household_page/change.html", status=422, **given)
    return redirect_to_receipt(
        await submit_form(request.user, HOUSEHOLD_CHANGE, found.id, fields), f"/households/{found.id}"
    )


@get("/conflicts", opt={"policy": COMMUNE})
async def conflicts(request: Asked) -> Response[str]:
    asked = request.query_params
    shown = await conflicts_page(Viewer(request.user), after=asked.get("after", ""), many="many" in asked)
    return page(request, "household_page/conflicts.html", **shown | {"op": new_id()})


@post("/conflicts", opt={"policy": CLERKS})
async def settle_conflicts(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = await choose_conflict_values(request.user, fields)
    many = "many" in fields
    if form.errors:
        shown = await conflicts_page(Viewer(request.user), many=many) | {
            "form": form,
            "op": fields.get("op", ""),
        }
        return page(request, "household_page/conflicts.html", status=422, **shown)
    return see_other("/conflicts?many=1" if many else "/conflicts")


def _number(text: str) -> int:
    return whole_number(text, 1)


ROUTES = [households, register, look_up, household, new_change, put_right, conflicts, settle_conflicts]
MENU = [
    MenuPage(Section.ARRIVED, 3, "conflicts", "/conflicts", N_("Not agreed yet"), LEADERS),
    MenuPage(Section.HOUSEHOLDS, 1, "households", "/households", N_("All households"), LEADERS),
]
