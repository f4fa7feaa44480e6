"""Decisions about a hamlet's register: one at a time, once, with who and when."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from webapp.access import Person
from webapp.db import new_id
from webapp.households.models import Household, RegisterStep
from webapp.households.queries import hamlets_led_by
from webapp.people.models import OrgUnit


async def hamlet_led_by(person: Person, hamlet_id: str) -> OrgUnit:
    """What is not theirs is not there."""
    return await OrgUnit.filter(id__in=await hamlets_led_by(person)).get(id=hamlet_id)


class Once:
    """A form that was posted before does nothing this time."""

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
async def deciding(person: Person, hamlet: OrgUnit, form: str) -> AsyncIterator[Once]:
    """One decision about a hamlet at a time: two people who move houses at once do not mix their paths up."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=hamlet.id)
        once = Once(person, hamlet, form[:24])
        once.first = not await RegisterStep.filter(commune=hamlet.commune, form=once.form).exists()
        yield once
