"""Endpoints: movements, monthly sheet, duplicates."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.household_page.pages import change_page
from webapp.households.details.models import PopulationEvent
from webapp.households.details.movement_form import ChildrenForm, MovementForm
from webapp.households.details.movement_kinds import POPULATION_EVENT, choose_count, say_children
from webapp.households.monthly.pages import monthly_sheet_page, read_month
from webapp.households.viewer import Viewer
from webapp.register.queries import hamlets_led_by
from webapp.submissions.intake.receipts import redirect_to_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.errors import Refused
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.person import Person
from webapp.web.policies import LEADERS, ORGANISERS, WRITERS


@post("/households/{household_id:str}/population", opt={"policy": WRITERS})
async def record_movement(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    found = await viewer.household(household_id)
    fields = fields_of(await request.form())
    movement = MovementForm.read(fields, made_on=today())
    shown = await change_page(viewer, found)
    if not shown["standing"].allows("movements"):
        raise Refused(_("This family did not agree that anything is written about it."))
    if movement.errors:
        movement.values["helped"] = field_text(fields, "helped")
        given = shown | {"movement": movement, "op": str(fields.get("op", ""))[:11]}
        return page(request, "household_page/change.html", status=422, **given)
    outcome = await submit_form(request.user, POPULATION_EVENT, found.id, fields)
    return redirect_to_receipt(outcome, f"/households/{found.id}")


@get("/households/population", opt={"policy": LEADERS})
async def monthly_sheet(request: Asked) -> Response[str]:
    asked = request.query_params
    shown = await monthly_sheet_page(
        request.user, read_month(asked.get("month", "")), hamlet=asked.get("hamlet", "")
    )
    return page(request, "households/monthly/sheet.html", **shown)


@post("/households/population/choices", opt={"policy": ORGANISERS})
async def say_what_counts(request: Asked) -> Redirect:
    sent = fields_of(await request.form())
    async with in_transaction():
        event = await _event(request.user, field_text(sent, "event"))
        await choose_count(request.user, event, counts=field_text(sent, "counts") == "1")
    month = read_month(field_text(sent, "month"))
    return see_other(f"/households/population?month={month:%Y-%m}&hamlet={event.household.hamlet_id}")


@post("/households/population/children", opt={"policy": ORGANISERS})
async def say_how_many_children(request: Asked) -> Response[str] | Redirect:
    sent = fields_of(await request.form())
    month = read_month(field_text(sent, "month"))
    async with in_transaction():
        event = await _event(request.user, field_text(sent, "event"))
        form = ChildrenForm.read(sent, event.persons)
        if not form.errors:
            await say_children(request.user, event, form.under_6)
    if form.errors:
        shown = await monthly_sheet_page(request.user, month, hamlet=event.household.hamlet_id)
        return page(request, "households/monthly/sheet.html", status=422, **shown | {"children": form})
    return see_other(f"/households/population?month={month:%Y-%m}&hamlet={event.household.hamlet_id}")


async def _event(person: Person, opid: str) -> PopulationEvent:
    hamlets = await hamlets_led_by(person)
    found = PopulationEvent.filter(commune=person.commune, household__hamlet_id__in=hamlets)
    return await found.prefetch_related("household").get(opid=opid[:40])


ROUTES = [record_movement, monthly_sheet, say_what_counts, say_how_many_children]
