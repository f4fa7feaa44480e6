"""Endpoints: reception, and what only the commune's secretary opens."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.households.viewer import Viewer
from webapp.reception.forms import AddressForm, ConductForm, ConductOutcomeForm
from webapp.reception.models import MemberConduct, PetitionKind, SafetyHelper
from webapp.reception.pages import private_page, reception_page
from webapp.reception.queries import conduct_shown_to
from webapp.reception.rules import (
    close_conduct,
    count_petition,
    record_conduct,
    refer_to_safety,
    write_address,
)
from webapp.register.models import Household
from webapp.web.form_fields import Fields, field_text, fields_of
from webapp.web.free_text import read_choice
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import COMMUNE_SECRETARIES, NO_HOUSEHOLD, OFFICE, audit_subject

HERE, PRIVATE = "/reception", "/reception/private"
DESK: dict[str, Any] = {"policy": OFFICE, "shows": NO_HOUSEHOLD}
ALONE: dict[str, Any] = {"policy": COMMUNE_SECRETARIES}


@get(HERE, opt=DESK)
async def reception(request: Asked) -> Response[str]:
    return page(request, "reception/index.html", **await reception_page(request.user), op=new_id())


@post(f"{HERE}/addresses", opt=DESK)
async def write_address_down(request: Asked) -> Response[str] | Redirect:
    form = AddressForm.read(fields_of(await request.form()))
    if form.errors:
        shown = await reception_page(request.user) | {"form": form, "op": new_id()}
        return page(request, "reception/index.html", status=422, **shown)
    await write_address(request.user, form)
    return see_other(HERE)


@post(f"{HERE}/petitions", opt=DESK)
async def show_the_way(request: Asked) -> Redirect:
    fields = fields_of(await request.form())
    kind = PetitionKind(_code(fields, "kind", len(PetitionKind)))
    await count_petition(request.user, kind, field_text(fields, "op")[:24])
    return see_other(HERE)


@get(PRIVATE, opt=ALONE)
async def private(request: Asked) -> Response[str]:
    return await _private(request)


@post(f"{PRIVATE}/referrals", opt=ALONE | {"shows": NO_HOUSEHOLD})
async def refer(request: Asked) -> Redirect:
    fields = fields_of(await request.form())
    helper = SafetyHelper(_code(fields, "helper", len(SafetyHelper)))
    await refer_to_safety(request.user, helper, field_text(fields, "op")[:24])
    return see_other(PRIVATE)


@post(f"{PRIVATE}/conduct", opt=ALONE)
async def record_member_conduct(request: Asked) -> Response[str] | Redirect:
    """About the commune's secretary: the province's address, and nothing is kept."""
    form = ConductForm.read(fields_of(await request.form()))
    if form.names_secretary:
        return await _private(request, passed_on=True)
    code = form.values["household"]
    household = await (await Viewer(request.user).visible()).get_or_none(code__iexact=code) if code else None
    if code and household is None:
        form.errors["household"] = _("There is no household with this code.")
    if form.errors:
        return await _private(request, status=422, form=form)
    await record_conduct(request.user, form, household)
    return see_other(PRIVATE)


@post(PRIVATE + "/conduct/{conduct_id:str}/outcome", opt=ALONE)
async def close_member_conduct(request: Asked, conduct_id: FromPath[str]) -> Response[str] | Redirect:
    conduct = await conduct_shown_to(request.user).get(id=conduct_id)
    form = ConductOutcomeForm.read(fields_of(await request.form()))
    if form.errors:
        return await _private(request, status=422, outcome=form, outcome_of=conduct.id)
    await close_conduct(request.user, conduct, form.outcome)
    return see_other(PRIVATE)


async def _private(request: Asked, *, status: int = 200, **given: Any) -> Response[str]:
    shown = await private_page(request.user)
    matters: list[MemberConduct] = [*shown["open_matters"], *shown["closed_matters"]]
    homes: list[Household] = [one.household for one in matters if one.household]
    audit_subject(request, *(home.id for home in homes))
    return page(request, "reception/private.html", status=status, **shown | {"op": new_id()} | given)


def _code(fields: Fields, name: str, most: int) -> int:
    code = read_choice({name: field_text(fields, name)}, name, range(1, most + 1))
    if code is None:
        raise ClientException
    return code


ROUTES = [
    reception,
    write_address_down,
    show_the_way,
    private,
    refer,
    record_member_conduct,
    close_member_conduct,
]
