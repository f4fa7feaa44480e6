"""Held and quarantined submissions: the office's list, rulings, later application."""

from collections.abc import Sequence
from typing import Any

from tortoise import connections

from sync.envelope import to_text
from sync.inbox import Inbox, Status
from webapp.access import Person
from webapp.accounts.models import Role
from webapp.attachments.rules import settle_all
from webapp.db import places
from webapp.households.models import Household
from webapp.households.rules import homes_of
from webapp.i18n import gettext as _
from webapp.outbox.apply import Desk
from webapp.outbox.door import ignore_blind_bases, submit
from webapp.outbox.erasing import erase_what_was_ruled
from webapp.outbox.kinds import Fields
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.models import Submission
from webapp.outbox.queries import UNPROVEN
from webapp.outbox.quota import QUOTA, waiting_since_yesterday
from webapp.outbox.registry import KINDS
from webapp.outbox.restricted import is_restricted, requests_about
from webapp.outbox.rivals import RIVAL, apart, take_in_second
from webapp.outbox.rulings import ADMIT, REJECT, RULING, named
from webapp.outbox.typed_for import OBJECTED
from webapp.outbox.unreadable import made_readable
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
    "number": (ADMIT, REJECT),
    QUOTA: (ADMIT, REJECT),
    "form": (REJECT,),
    OBJECTED: (ADMIT, REJECT),
    "format": (REJECT,),
    "size": (REJECT,),
    RIVAL: (ADMIT, REJECT),
    "device-unknown": (REJECT,),
    "unsigned": (REJECT,),
}
"""Unreadable, unsigned or unknown: cannot be admitted."""


async def put_aside_page(person: Person, form: RulingForm | None = None) -> dict[str, Any]:
    return await waiting_page(person.commune, DECIDABLE, lambda rows: lines_of(person, rows), form)


async def lines_of(person: Person, rows: Sequence[Submission]) -> list[WaitingLine]:
    """Text only if the user may see it on other pages."""
    made_readable(rows)
    homes = await homes_of(person.commune, [row.entity for row in rows if row.entity])
    asked = await requests_about(rows)
    return [
        WaitingLine(
            row,
            KINDS[row.kind].name if row.kind in KINDS else "",
            "" if asked[row.id] else _words_for(person, row, homes.get(row.entity or "")),
            row.author_name,
            homes.get(row.entity or ""),
            two=is_restricted(row),
            asked=next(iter(asked[row.id]), None),
        )
        for row in rows
    ]


def _words_for(person: Person, row: Submission, home: Household | None) -> str:
    """Empty without consent. Restricted text is for the commune secretary."""
    kind = KINDS.get(row.kind or 0)
    if row.code in UNPROVEN:  # author not proven
        return ""
    if kind is None or home is None or not home.head_name:
        return ""
    if is_restricted(row):
        return words_in(row, kind.fields) if person.role is Role.COMMUNE_SECRETARY else ""
    return words_in(
        row,
        {
            schema: [name if name in kind.office_reads else "" for name in names]
            for schema, names in kind.fields.items()
        },
    )


async def decide(person: Person, fields: Fields) -> RulingForm:
    """Idempotent."""
    form = await read_ruling(person.commune, fields, DECIDABLE)
    chosen = [await named(person.commune, target) for target in form.values["targets"]]
    if any((await requests_about([row for row in chosen if row])).values()):
        form.errors["targets"] = _("Its erasure waits for a second person. Decide about that first.")
    if not form.errors:
        await submit(person, RULING, "", fields)
        await carry_out(person.commune)
    return form


async def carry_out(commune: str) -> None:
    """Apply rulings. After a crash, the next ruling or start finishes it."""
    ruled = await _ruled(commune)
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


async def _ruled(commune: str) -> list[tuple[Submission, str]]:
    """Loads only waiting rows with a ruling: most have none."""
    commune_, held, put_aside = places(3)
    sql = f"""SELECT s.id, r.verdict FROM ruling r JOIN submission s
        ON s.device_id = r.device_id AND s.seq = r.seq AND s.digest = r.digest
        WHERE r.commune = {commune_} AND s.status IN ({held}, {put_aside}) ORDER BY r.received_at, r.id"""  # noqa: S608
    _, found = await connections.get("default").execute_query(sql, [commune, *WAITING])
    verdicts = {row["id"]: row["verdict"] for row in found}
    rows = await Submission.filter(id__in=list(verdicts)).order_by("received_at", "id") if verdicts else []
    return [(row, verdicts[row.id]) for row in rows]


async def read_again(commune: str) -> None:
    """After an upgrade: newer schemas and internal faults may be readable."""
    rows = await Submission.filter(commune=commune, status=int(Status.HELD), code__in=READ_AGAIN).order_by(
        "received_at", "id"
    )
    await take_in_again(commune, rows)


async def read_on_another_day(commune: str, device: bytes) -> None:
    """Apply what exceeded the quota of an earlier day."""
    rows = await waiting_since_yesterday(to_text(device))
    if rows:
        await take_in_again(commune, rows)


async def take_in_again(commune: str, rows: Sequence[Submission]) -> None:
    ledger = TortoiseLedger(commune)
    desk = Desk(ledger)
    await apply_again(Inbox(ledger, desk.apply), rows)
    await ignore_blind_bases(commune, desk.claiming)
    await settle_all(desk.files)
