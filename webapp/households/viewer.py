"""What one person may see today: asked once a request, and handed to the functions that make pages."""

from collections.abc import Sequence

from tortoise.queryset import QuerySet

from webapp.core.calendar import today
from webapp.households.standing import HouseholdLine, household_lines
from webapp.people.queries import place_of
from webapp.register.charge import in_care
from webapp.register.models import Household
from webapp.register.queries import households_visible_to
from webapp.web.person import Person


class Viewer:
    """A person on one day. Each answer is fetched at first use and kept, so it does not outlive a request
    or a write.
    """

    def __init__(self, person: Person) -> None:
        self.person = person
        self.day = today()
        self._visible: QuerySet[Household] | None = None
        self._contested: dict[str, list[str]] | None = None
        self._in_care: list[Household] | None = None
        self._lines: list[HouseholdLine] | None = None
        self._place: str | None = None

    @property
    def member_id(self) -> str:
        """Empty for an office account."""
        return self.person.member_id or ""

    async def visible(self) -> QuerySet[Household]:
        """Authorisation: see `households_visible_to`."""
        if self._visible is None:
            self._visible = await households_visible_to(self.person, self.day)
        return self._visible

    async def household(self, household_id: str) -> Household:
        """Raises `DoesNotExist` unless visible."""
        return await (await self.visible()).get(id=household_id)

    async def visible_ids(self) -> list[str]:
        return list(await self._fields_by_id())

    async def contested_ids(self) -> list[str]:
        """Visible households with conflicts."""
        return [id_ for id_, fields in (await self._fields_by_id()).items() if fields]

    async def _fields_by_id(self) -> dict[str, list[str]]:
        if self._contested is None:
            self._contested = dict(await (await self.visible()).values_list("id", "contested"))
        return self._contested

    async def in_care(self) -> list[Household]:
        """In path order, with hamlet and cluster."""
        if self._in_care is None:
            self._in_care = await in_care(self.person, self.day)
        return self._in_care

    async def lines(self) -> list[HouseholdLine]:
        """The households in care as lists show them, in path order."""
        if self._lines is None:
            self._lines = await household_lines(await self.in_care(), self.day)
        return self._lines

    async def household_lines(self, households: Sequence[Household]) -> list[HouseholdLine]:
        """In the given order; of households in care as `lines` has them, if it was asked before."""
        known = {line.household.id: line for line in self._lines or ()}
        others = [one for one in households if one.id not in known]
        known |= {line.household.id: line for line in await household_lines(others, self.day)}
        return [known[one.id] for one in households]

    async def place(self) -> str:
        """For the heading on the phone."""
        if self._place is None:
            self._place = await place_of(self.member_id)
        return self._place
