"""What a submission does here once it is known to be whole and to be its author's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sync.envelope import Submission as Envelope
from sync.envelope import record_id, slip_code, to_text
from sync.inbox import ACCEPTED, Arrival, Outcome, Unfit, held, quarantined
from webapp.accounts.models import Device
from webapp.calendar import holds_on, today
from webapp.households.models import Household
from webapp.households.queries import in_care_of
from webapp.outbox.forms import named
from webapp.outbox.kinds import Kind, Unreadable, Written
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.models import Submission
from webapp.outbox.registry import KINDS
from webapp.people.models import Position

LAST_SECOND = 253_370_764_800  # of the year 9998: a broken clock may say anything, and is still taken
CANCELLED = 0  # undone on the phone within 30 seconds: it keeps its number, so that none is missing


class Desk:
    """Reads what a ledger takes in, inside the transaction that stored it."""

    def __init__(self, ledger: TortoiseLedger) -> None:
        self.ledger = ledger

    async def apply(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        if not arrivals:
            return []
        device = await Device.get(id=to_text(arrivals[0].submission.device)).prefetch_related("member")
        came = await self._came(device, [arrival.submission for arrival in arrivals])
        reach = await Reach.of(device, {arrival.content.entity for arrival in arrivals})
        return [
            await _apply(reach, arrival, came.get(arrival.submission.digest.hex(), self.ledger.moment))
            for arrival in arrivals
        ]

    async def _came(self, device: Device, submissions: list[Envelope]) -> dict[str, datetime]:
        """When the bytes first arrived: earlier than now for what waited for its signature."""
        rows = await Submission.filter(
            device_id=device.id, seq__in=[submission.seq for submission in submissions]
        ).values_list("digest", "received_at")
        return {str(digest): moment for digest, moment in rows}


@dataclass
class Reach:
    """What one device may write about; asked once for everything it sent, not once a submission."""

    device: Device
    households: dict[str, Household]
    led: set[str]
    """Hamlets whose branch this member leads today."""
    in_care: dict[date, set[str]] = field(default_factory=dict)

    @classmethod
    async def of(cls, device: Device, entities: set[str]) -> "Reach":
        found = await Household.filter(id__in=list(entities), commune=device.commune)
        led = await Position.filter(
            holds_on(today()), member_id=device.member_id or "", kind="secretary", org__kind="branch"
        ).values_list("org__unit_id", flat=True)
        return cls(device, {household.id: household for household in found}, {str(unit) for unit in led})

    async def covers(self, household: Household, made_on: date) -> bool:
        """In care today or on the day it was made: a phone's clock may be years off, so either is enough.

        Plain web forms were judged by their page already.
        """
        if self.device.kind == "web" or household.hamlet_id in self.led:
            return True
        return household.id in await self._cared_for(today()) or household.id in await self._cared_for(
            made_on
        )

    async def _cared_for(self, day: date) -> set[str]:
        if day not in self.in_care:
            ids = await Household.filter(
                in_care_of(self.device.member_id or "", day), id__in=list(self.households)
            ).values_list("id", flat=True)
            self.in_care[day] = {str(id_) for id_ in ids}
        return self.in_care[day]


async def _apply(reach: Reach, arrival: Arrival, received_at: datetime) -> Outcome:
    content = arrival.content
    if content.kind == CANCELLED:
        return ACCEPTED
    kind = KINDS.get(content.kind)
    if kind is None or content.schema not in kind.fields:
        return held("schema")
    household = reach.households.get(content.entity)
    if household is None:
        return quarantined("scope")
    written = as_written(kind, reach.device, arrival, household, received_at)
    if not await reach.covers(household, written.made_on):
        return quarantined("scope")
    try:
        await kind.apply(written)
    except Unreadable as error:
        raise Unfit(error.code) from error
    return ACCEPTED


def as_written(
    kind: Kind, device: Device, arrival: Arrival, household: Household, received_at: datetime
) -> Written:
    submission, content = arrival
    member, name = device.member_id, device.member.full_name if device.member else ""
    if device.kind == "web":
        member, name = str(content.extras.get("m", "")) or None, str(content.extras.get("n", ""))
    return Written(
        id=record_id(submission.device, submission.seq),
        slip=slip_code(submission.device, submission.seq),
        device_id=device.id,
        seq=submission.seq,
        wall=content.wall,
        counter=content.counter,
        commune=device.commune,
        household=household,
        fields=named(kind.fields[content.schema], content.values),
        member_id=member,
        author_name=name,
        recorded_at=datetime.fromtimestamp(min(max(content.wall, 0), LAST_SECOND), UTC),
        received_at=received_at,
    )
