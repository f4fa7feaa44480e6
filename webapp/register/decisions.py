"""Register decisions: hamlet lock, idempotent forms, audit rows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from webapp.core.database.db import new_id
from webapp.people.models import OrgUnit
from webapp.register.models import Household, HouseholdStep, RegisterStep
from webapp.register.queries import hamlets_led_by
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


async def hamlet_led_by(person: Person, hamlet_id: str) -> OrgUnit:
    """Raises DoesNotExist."""
    return await OrgUnit.filter(id__in=await hamlets_led_by(person)).get(id=hamlet_id)


class IdempotentForm:
    """`first`: not applied before."""

    def __init__(self, person: Person, hamlet: OrgUnit, form: str) -> None:
        self.person, self.hamlet, self.form = person, hamlet, form or new_id()
        self.first = True

    async def note(self, what: str, household: Household | None = None, **told: Any) -> RegisterStep:
        return await RegisterStep.create(
            commune=self.hamlet.commune,
            hamlet=self.hamlet,
            what=what,
            household=household,
            told=told,
            by_id=self.person.id,
            by_name=self.person.name,
            at=datetime.now(UTC),
            form=self.form,
        )


@asynccontextmanager
async def register_decision(person: Person, hamlet: OrgUnit, form: str) -> AsyncIterator[IdempotentForm]:
    """Locks the hamlet against concurrent moves."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=hamlet.id)
        once = IdempotentForm(person, hamlet, form[:24])
        once.first = not await earlier_post(RegisterStep, once.form, commune=hamlet.commune)
        yield once


async def steps_of(ids: Sequence[str]) -> list[tuple[str, HouseholdStep]]:
    """Each decision under both its households."""
    rows = HouseholdStep.filter(Q(household_id__in=list(ids)) | Q(other_id__in=list(ids)))
    found = []
    for step in await rows.order_by("at").prefetch_related("household", "other"):
        found += [(id_, step) for id_ in (step.household_id, step.other_id) if id_ in ids]
    return [(str(id_), step) for id_, step in found]
