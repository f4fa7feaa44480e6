"""What a person may see today; cached per request."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from tortoise.queryset import QuerySet

from webapp.core.calendar import today
from webapp.households.due_visits import HouseholdLine, household_lines
from webapp.people.queries import place_of
from webapp.register.charge import in_care
from webapp.register.models import Household
from webapp.register.queries import households_visible_to
from webapp.web.person import Person

T = TypeVar("T")


class Viewer:
    """A person on one day. Caches each answer; do not keep across requests or writes."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.day = today()
        self._visible: QuerySet[Household] | None = None
        self._contested: dict[str, list[str]] | None = None
        self._in_care: list[Household] | None = None
        self._lines: list[HouseholdLine] | None = None
        self._place: str | None = None
        self._answers: dict[str, Any] = {}

    @property
    def member_id(self) -> str:
        """Empty for the office."""
        return self.person.member_id or ""

    async def visible(self) -> QuerySet[Household]:
        if self._visible is None:
            self._visible = await households_visible_to(self.person, self.day)
        return self._visible

    async def household(self, household_id: str) -> Household:
        """Raises `DoesNotExist` unless visible."""
        return await (await self.visible()).get(id=household_id)

    async def visible_ids(self) -> list[str]:
        return list(await self._fields_by_id())

    async def contested_ids(self) -> list[str]:
        """With conflicts."""
        return [id_ for id_, fields in (await self._fields_by_id()).items() if fields]

    async def _fields_by_id(self) -> dict[str, list[str]]:
        if self._contested is None:
            self._contested = dict(await (await self.visible()).values_list("id", "contested"))
        return self._contested

    async def in_care(self) -> list[Household]:
        """Path order, with hamlet and cluster."""
        if self._in_care is None:
            self._in_care = await in_care(self.person, self.day)
        return self._in_care

    async def lines(self) -> list[HouseholdLine]:
        """Households in care, in path order."""
        if self._lines is None:
            self._lines = await household_lines(await self.in_care(), self.day)
        return self._lines

    async def household_lines(self, households: Sequence[Household]) -> list[HouseholdLine]:
        """In the given order; reuses cached `lines`."""
        known = {line.household.id: line for line in self._lines or ()}
        others = [one for one in households if one.id not in known]
        known |= {line.household.id: line for line in await household_lines(others, self.day)}
        return [known[one.id] for one in households]

    async def once(self, key: str, ask: Callable[[], Awaitable[T]]) -> T:
        """What later features share between their pages."""
        if key not in self._answers:
            self._answers[key] = await ask()
        return cast("T", self._answers[key])

    async def place(self) -> str:
        """Phone heading."""
        if self._place is None:
            self._place = await place_of(self.member_id)
        return self._place
