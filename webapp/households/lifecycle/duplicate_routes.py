"""Endpoints: likely duplicates."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from tortoise.exceptions import DoesNotExist
from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.households.due_visits import household_lines
from webapp.households.lifecycle.duplicate_pages import differing_if_agreed, duplicates_page, same_page
from webapp.households.lifecycle.duplicates import SameForm, answer_pair, unite_households
from webapp.people.models import OrgUnit
from webapp.register.decisions import register_decision
from webapp.register.models import Household, HouseholdStep
from webapp.register.queries import hamlets_led_by
from webapp.web.form_fields import field_text, fields_of
from webapp.web.idempotency import earlier_post
from webapp.web.pages import Asked, page, see_other, whole_number
from webapp.web.person import Person
from webapp.web.policies import ORGANISERS


@get("/households/duplicates", opt={"policy": ORGANISERS})
async def duplicates(request: Asked) -> Response[str]:
    asked = request.query_params
    number = asked.get("page", "")
    shown = await duplicates_page(
        request.user,
        hamlet=asked.get("hamlet", ""),
        page=whole_number(number, 1),
    )
    return page(request, "households/lifecycle/duplicates.html", **shown)


@post("/households/duplicates/{first_id:str}/{second_id:str}/different", opt={"policy": ORGANISERS})
async def they_differ(request: Asked, first_id: FromPath[str], second_id: FromPath[str]) -> Redirect:
    first, second = await _both(request.user, first_id, second_id)
    async with in_transaction():
        await answer_pair(request.user, first, second, same=False)
    return see_other("/households/duplicates")


@get("/households/duplicates/{first_id:str}/{second_id:str}", opt={"policy": ORGANISERS})
async def compare(request: Asked, first_id: FromPath[str], second_id: FromPath[str]) -> Response[str]:
    first, second = await _both(request.user, first_id, second_id)
    return page(request, "households/lifecycle/same.html", **await same_page(first, second))


@post("/households/duplicates/{first_id:str}/{second_id:str}", opt={"policy": ORGANISERS})
async def they_are_one(
    request: Asked, first_id: FromPath[str], second_id: FromPath[str]
) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form_id = field_text(fields, "op")[:24]
    done = await earlier_post(HouseholdStep, form_id, commune=request.user.commune) if form_id else None
    if done:
        return see_other(f"/households/{done.household_id}")
    first, second = await _both(request.user, first_id, second_id)
    hamlet = await OrgUnit.get(id=first.hamlet_id)
    async with register_decision(request.user, hamlet, form_id) as once:
        homes = await Household.filter(id__in=[first.id, second.id], closed_on=None).select_for_update()
        if len(homes) < 2:
            raise DoesNotExist(Household)
        both = await household_lines(homes, today())
        form = SameForm.read(fields, (homes[0], homes[1]), differing_if_agreed(both))
        if not form.errors:
            await unite_households(once, {home.id: home for home in homes}, form)
            return see_other(f"/households/{form.keep}")
    shown = await same_page(first, second, form) | {"op": form_id}
    return page(request, "households/lifecycle/same.html", status=422, **shown)


async def _both(person: Person, first_id: str, second_id: str) -> tuple[Household, Household]:
    standing = Household.filter(hamlet_id__in=await hamlets_led_by(person), closed_on=None)
    first, second = await standing.get(id=first_id), await standing.get(id=second_id)
    if first.hamlet_id != second.hamlet_id or first.id == second.id:
        raise DoesNotExist(Household)
    return first, second


ROUTES = [duplicates, they_differ, compare, they_are_one]
