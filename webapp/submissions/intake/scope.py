"""Write authorisation: assignment now or when written, or a ruling."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sync.contacts import Contact
from sync.envelope import Submission
from sync.inbox import Arrival
from webapp.accounts.models import Device
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.people.rules import branches_led_between
from webapp.register.charge import in_care_between
from webapp.register.models import Household
from webapp.submissions.kinds import Kind
from webapp.submissions.models import Ruling
from webapp.submissions.queries import contacts_with, proven_since
from webapp.submissions.rulings import ADMIT

Custody = Literal["now", "then", ""]


@dataclass
class Scope:
    """Lazy, cached for a batch."""

    device: Device
    households: dict[str, Household]
    _known: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    async def of(cls, device: Device, entities: set[str]) -> "Scope":
        found = await Household.filter(id__in=list(entities), commune=device.commune)
        return cls(device, {household.id: household for household in found})

    async def custody(
        self, kind: Kind, arrival: Arrival, household: Household | None, came: datetime
    ) -> Custody:
        """Returns "now", "then" (when written) or "" (none).

        Time of writing is proven by contacts: a wrong clock neither loses work nor extends an expired
        permission. Web forms were authorised by their page.
        """
        if kind.about == "commune":
            return "now" if self.device.kind == "web" else ""
        if kind.about == "author":
            return "now" if self.device.kind == "web" or self.device.member_id else ""
        if household is None:
            return ""
        if self.device.kind == "web" or household.id in await self._cared_for(today()):
            return "now"
        if household.hamlet_id in await self._led(today()) or await self.let_in(arrival.submission):
            return "now"
        day = await self._written_after(arrival.submission.seq, came)
        if day is None:
            return ""
        then = household.id in await self._cared_for(day) or household.hamlet_id in await self._led(day)
        return "then" if then else ""

    async def _written_after(self, seq: int, came: datetime) -> date | None:
        """Earliest day of writing; None: should have arrived long before."""
        contacts: list[Contact] = await self._once(self._contacts)
        since = proven_since(contacts, seq, came, self.device.enrolled_at)
        return local_time(since).date() if since else None

    async def since(self, kind: Kind, seq: int, came: datetime) -> date | None:
        """None: no past permission to check."""
        return await self._written_after(seq, came) if kind.asks_then and self.device.kind != "web" else None

    async def let_in(self, submission: Submission) -> bool:
        """By a ruling on exactly this body."""
        return (submission.seq, submission.digest.hex()) in await self._once(self._let)

    async def _once(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        if ask.__name__ not in self._known:
            self._known[ask.__name__] = await ask()
        return self._known[ask.__name__]

    async def _cared_for(self, since: date) -> set[str]:
        if since not in self._known:
            ids = await Household.filter(
                await in_care_between(self.device.member_id or "", since, today()),
                id__in=list(self.households),
            ).values_list("id", flat=True)
            self._known[since] = {str(id_) for id_ in ids}
        found: set[str] = self._known[since]
        return found

    async def _led(self, since: date) -> set[str]:
        """Hamlets of branches led on any day since."""
        if ("led", since) not in self._known:
            branches = await branches_led_between(self.device.member_id or "", since, today())
            self._known["led", since] = {one.unit_id for one in branches}
        found: set[str] = self._known["led", since]
        return found

    async def _let(self) -> set[tuple[int, str]]:
        ruled = await Ruling.filter(device_id=self.device.id, verdict=ADMIT).values_list("seq", "digest")
        return {(int(str(seq)), str(digest)) for seq, digest in ruled}

    async def _contacts(self) -> list[Contact]:
        return await contacts_with(self.device.id)
