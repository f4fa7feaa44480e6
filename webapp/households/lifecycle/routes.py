"""Endpoints: split, join, close, undo."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.transactions import in_transaction

from webapp.core.i18n import gettext as _
from webapp.households.lifecycle.duplicates import restore_values
from webapp.households.lifecycle.forms import JoinForm, SplitForm
from webapp.households.lifecycle.pages import moving_page, others_of
from webapp.households.lifecycle.split_join_close import (
    decided_since,
    may_be_undone,
    record_close,
    record_merge,
    record_split,
    undo_step,
)
from webapp.people.models import OrgUnit
from webapp.register.decisions import register_decision
from webapp.register.models import Household, HouseholdStep, Turn
from webapp.register.queries import hamlets_led_by
from webapp.web.errors import Refused
from webapp.web.form_fields import field_text, fields_of
from webapp.web.idempotency import earlier_post
from webapp.web.pages import Asked, page, see_other
from webapp.web.person import Person
from webapp.web.policies import ORGANISERS


@get("/households/{household_id:str}/moving", opt={"policy": ORGANISERS})
async def moving(request: Asked, household_id: FromPath[str]) -> Response[str]:
    household, _hamlet = await _led(request.user, household_id)
    return page(request, "households/lifecycle/show.html", **await moving_page(request.user, household))


@post("/households/{household_id:str}/split", opt={"policy": ORGANISERS})
async def split_household(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    household, hamlet = await _led(request.user, household_id)
    fields = fields_of(await request.form())
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if not once.first:
            return see_other(f"/households/{household.id}")
        household = await Household.select_for_update().get(id=household.id)
        form = SplitForm.read(fields, household)
        if not form.errors:
            await record_split(once, household, form)
            return see_other(f"/households/{household.id}")
    shown = await moving_page(request.user, household) | {"split": form, "op": field_text(fields, "op")}
    return page(request, "households/lifecycle/show.html", status=422, **shown)


@post("/households/{household_id:str}/join", opt={"policy": ORGANISERS})
async def join_household(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    """This one moves into the other."""
    fields = fields_of(await request.form())
    if done := await _done(request.user, field_text(fields, "op")):
        return see_other(f"/households/{done.household_id}")
    household, hamlet = await _led(request.user, household_id)
    form = JoinForm.read(fields, {one.id for one in await others_of(household)})
    if form.errors:
        shown = await moving_page(request.user, household) | {"join": form, "op": field_text(fields, "op")}
        return page(request, "households/lifecycle/show.html", status=422, **shown)
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        home = await Household.select_for_update().get(id=form.into, closed_on=None)
        other = await Household.select_for_update().get(id=household.id, closed_on=None)
        if once.first:
            await record_merge(once, home, other, Turn.MERGE, {})
    return see_other(f"/households/{home.id}")


@post("/households/{household_id:str}/close", opt={"policy": ORGANISERS})
async def close_household(request: Asked, household_id: FromPath[str]) -> Redirect:
    household, hamlet = await _led(request.user, household_id)
    if household.people != 0:
        raise Refused(_("A household is closed when nobody lives there any more. Write first who went."))
    async with register_decision(
        request.user, hamlet, field_text(fields_of(await request.form()), "op")
    ) as once:
        if once.first:
            await record_close(once, await Household.select_for_update().get(id=household.id, closed_on=None))
    return see_other("/households/register")


@post("/households/steps/{step_id:str}/undo", opt={"policy": ORGANISERS})
async def take_back(request: Asked, step_id: FromPath[str]) -> Redirect:
    led = await hamlets_led_by(request.user)
    async with in_transaction():
        step = await HouseholdStep.get(id=step_id, household__hamlet_id__in=led)
        await step.fetch_related("household")
        await OrgUnit.select_for_update().get(id=step.household.hamlet_id)
        await step.refresh_from_db()
        if not step.undone_at:
            if not may_be_undone(step):
                raise Refused(_("This was more than 7 days ago. Write down what is right now instead."))
            if await decided_since(step):
                raise Refused(_("Something was decided after this. Take that back first."))
            await undo_step(request.user, step)
            await restore_values(request.user, step)
    return see_other(f"/households/{step.household_id}")


async def _led(person: Person, household_id: str) -> tuple[Household, OrgUnit]:
    led = await hamlets_led_by(person)
    household = await Household.get(id=household_id, hamlet_id__in=led, closed_on=None)
    return household, await OrgUnit.get(id=household.hamlet_id)


async def _done(person: Person, form: str) -> HouseholdStep | None:
    return await earlier_post(HouseholdStep, form[:24], commune=person.commune) if form else None


ROUTES = [moving, split_household, join_household, close_household, take_back]
