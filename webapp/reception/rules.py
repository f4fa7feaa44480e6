"""Changes of the reception page; each with who and when, a form posted twice once."""

from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.people.models import OrgUnit
from webapp.reception.forms import AddressForm, ConductForm
from webapp.reception.models import (
    MemberConduct,
    PetitionKind,
    ReceptionAddress,
    RedirectedPetition,
    SafetyHelper,
    SafetyReferral,
)
from webapp.register.models import Household
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


async def write_address(person: Person, form: AddressForm) -> None:
    await ReceptionAddress.create(
        commune=person.commune,
        office=form.office,
        address=form.values["address"],
        hours=form.values["hours"],
        by_name=person.name,
        made_at=now(),
    )


async def count_petition(person: Person, kind: PetitionKind, op: str) -> None:
    async with in_transaction():
        if await _is_again(RedirectedPetition, person, op):
            return
        await RedirectedPetition.create(
            commune=person.commune, kind=kind, made_on=today(), by_name=person.name, form=op
        )


async def record_conduct(person: Person, form: ConductForm, household: Household | None) -> None:
    op = form.values["op"][:24]
    async with in_transaction():
        if await _is_again(MemberConduct, person, op):
            return
        await MemberConduct.create(
            commune=person.commune,
            channel=form.channel,
            household=household,
            text=form.text,
            by_name=person.name,
            made_at=now(),
            form=op,
        )


async def close_conduct(person: Person, conduct: MemberConduct, outcome: str) -> None:
    """The first outcome stands."""
    await MemberConduct.filter(id=conduct.id, closed_at=None).update(
        closed_at=now(), closed_by_name=person.name, outcome=outcome
    )


async def refer_to_safety(person: Person, helper: SafetyHelper, op: str) -> None:
    async with in_transaction():
        if await _is_again(SafetyReferral, person, op):
            return
        await SafetyReferral.create(
            commune=person.commune, helper=helper, referred_at=now(), by_name=person.name, form=op
        )


async def _is_again(
    table: type[RedirectedPetition] | type[MemberConduct] | type[SafetyReferral], person: Person, op: str
) -> bool:
    """Under the commune's lock."""
    await OrgUnit.select_for_update().get(id=person.commune)
    return bool(op) and await earlier_post(table, op, commune=person.commune) is not None
