"""Submissions that are kept but were not taken in: why, what they say, and what the office does with them."""

from collections.abc import Sequence
from typing import Any

from sync.envelope import to_text
from sync.inbox import Inbox, Status
from webapp.access import Person
from webapp.attachments.rules import settle_all
from webapp.households.rules import homes_of
from webapp.outbox.apply import Desk
from webapp.outbox.door import ignore_blind_bases, submit
from webapp.outbox.erasing import erase_what_was_ruled
from webapp.outbox.kinds import Fields
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.models import Ruling, Submission
from webapp.outbox.quota import QUOTA, waiting_since_yesterday
from webapp.outbox.registry import KINDS
from webapp.outbox.rivals import RIVAL, apart, take_in_second
from webapp.outbox.rulings import ADMIT, REJECT, RULING
from webapp.outbox.waiting import (
    WAITING,
    Decidable,
    RulingForm,
    WaitingLine,
    apply_again,
    leave_out,
    read_ruling,
    waiting_page,
    words_in,
)

READ_AGAIN = ("schema", "fault")
DECIDABLE: Decidable = {
    "scope": (ADMIT, REJECT),
    "revoked": (ADMIT, REJECT),
    QUOTA: (ADMIT, REJECT),
    "form": (REJECT,),
    RIVAL: (ADMIT, REJECT),
    "device-unknown": (REJECT,),
    "unsigned": (REJECT,),
}
"""What nobody can read, or nobody signed, is not taken in by a decision."""


async def put_aside_page(person: Person, form: RulingForm | None = None) -> dict[str, Any]:
    return await waiting_page(person.commune, DECIDABLE, lambda rows: lines_of(person.commune, rows), form)


async def lines_of(commune: str, rows: Sequence[Submission]) -> list[WaitingLine]:
    entities = [row.entity for row in rows if row.entity]
    homes = await homes_of(commune, entities)
    return [
        WaitingLine(
            row,
            KINDS[row.kind].name if row.kind in KINDS else "",
            words_in(row),
            row.author_name,
            homes.get(row.entity or ""),
        )
        for row in rows
    ]


async def decide(person: Person, fields: Fields) -> RulingForm:
    """Rule on what was chosen. Without errors it is done; posted twice it is done once."""
    form = await read_ruling(person.commune, fields, DECIDABLE)
    if not form.errors:
        await submit(person, RULING, "", fields)
        await carry_out(person.commune)
    return form


async def carry_out(commune: str) -> None:
    """Do what was ruled. A crash between a ruling and this is made good at the next ruling or start."""
    rulings = await Ruling.filter(commune=commune).order_by("received_at", "id")
    verdicts = {(one.device_id, one.seq, one.digest): one.verdict for one in rulings}
    rows = await Submission.filter(commune=commune, status__in=WAITING).order_by("received_at", "id")
    ruled = [(row, verdicts.get((row.device_id, row.seq, row.digest))) for row in rows]
    ledger = TortoiseLedger(commune)
    desk = Desk(ledger)
    inbox = Inbox(ledger, desk.apply)
    alone, second = await apart([row for row, verdict in ruled if verdict == ADMIT])
    await take_in_second(second)
    await apply_again(inbox, alone)
    await leave_out(inbox, [row for row, verdict in ruled if verdict == REJECT], "rejected")
    await ignore_blind_bases(commune, desk.claiming)
    await settle_all(desk.files)
    await erase_what_was_ruled(commune)


async def read_again(commune: str) -> None:
    """After an upgrade: what was newer than this office, or met a fault of ours, may be readable now."""
    rows = await Submission.filter(commune=commune, status=int(Status.HELD), code__in=READ_AGAIN).order_by(
        "received_at", "id"
    )
    await _read(commune, rows)


async def read_on_another_day(commune: str, device: bytes) -> None:
    """What one phone brought beyond the measure of an earlier day; called when it comes again."""
    rows = await waiting_since_yesterday(to_text(device))
    if rows:
        await _read(commune, rows)


async def _read(commune: str, rows: Sequence[Submission]) -> None:
    """Late, and with all that follows when something is read at once."""
    ledger = TortoiseLedger(commune)
    desk = Desk(ledger)
    await apply_again(Inbox(ledger, desk.apply), rows)
    await ignore_blind_bases(commune, desk.claiming)
    await settle_all(desk.files)
