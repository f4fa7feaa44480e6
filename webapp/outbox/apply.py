"""What a submission does here once it is known to be whole and to be its author's."""

from collections.abc import Sequence
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
        return [
            await _apply(device, arrival, came.get(arrival.submission.digest.hex(), self.ledger.moment))
            for arrival in arrivals
        ]

    async def _came(self, device: Device, submissions: list[Envelope]) -> dict[str, datetime]:
        """When the bytes first arrived: earlier than now for what waited for its signature."""
        rows = await Submission.filter(
            device_id=device.id, seq__in=[submission.seq for submission in submissions]
        ).values_list("digest", "received_at")
        return {str(digest): moment for digest, moment in rows}


async def _apply(device: Device, arrival: Arrival, received_at: datetime) -> Outcome:
    content = arrival.content
    if content.kind == CANCELLED:
        return ACCEPTED
    kind = KINDS.get(content.kind)
    if kind is None or content.schema not in kind.fields:
        return held("schema")
    household = await Household.get_or_none(id=content.entity, commune=device.commune)
    if household is None:
        return quarantined("scope")
    written = as_written(kind, device, arrival, household, received_at)
    if device.kind == "phone" and not await _may_write(device, household, written.made_on):
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
        recorded_at=datetime.fromtimestamp(content.wall, UTC),
        received_at=received_at,
    )


async def _may_write(device: Device, household: Household, made_on: date) -> bool:
    """In this member's care on the day it was made, or today; or in the hamlet whose branch they lead.

    A phone's clock may be years off, so either day is enough.
    """
    member = device.member_id or ""
    for day in (today(), made_on):
        if await Household.filter(in_care_of(member, day), id=household.id).exists():
            return True
    return await Position.filter(
        holds_on(today()),
        member_id=member,
        kind="secretary",
        org__kind="branch",
        org__unit_id=household.hamlet_id,
    ).exists()
