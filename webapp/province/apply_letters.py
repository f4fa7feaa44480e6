"""Applies communes' letters."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sync.envelope import CANCELLED, Content, Submission, from_text, to_text
from sync.inbox import ACCEPTED, Arrival, Inbox, Outcome, Status, Unfit
from webapp.core.database.db import wipe_erased_bytes_later
from webapp.core.labels import LABELS, record_id
from webapp.province.letters import BackupPart, Counted, NotALetter, Overdue, Raised, TakenBack
from webapp.province.models import (
    JoinedOffice,
    MonthTable,
    OfficeDevice,
    RaisedConcern,
    StoredBackup,
    StoredPart,
)
from webapp.province.queries import office_of
from webapp.submissions.intake.ledger import NOTHING_SAID, TortoiseLedger
from webapp.submissions.models import StoredSubmission

BACKUPS_KEPT = 2


class ProvinceApplier:
    """In the transaction that stored the submissions."""

    def __init__(self, ledger: TortoiseLedger) -> None:
        self.ledger = ledger

    async def apply(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        return [await self._take(arrival) for arrival in arrivals]

    async def _take(self, arrival: Arrival) -> Outcome:
        submission, content = arrival
        office = await office_of(to_text(submission.device))
        if content.kind == CANCELLED:
            return ACCEPTED
        if content.kind not in TAKEN or content.schema != 1:
            return Outcome.held("schema")
        if office is None or content.entity or content.extras:
            return Outcome.quarantined("scope")
        try:
            await TAKEN[content.kind](office, submission, content)
        except NotALetter as error:
            raise Unfit("form") from error
        return ACCEPTED


async def _raise(office: JoinedOffice, submission: Submission, content: Content) -> None:
    letter = Raised.read(content.values)
    await RaisedConcern.create(
        id=record_id(submission.device, submission.seq),
        commune=office.commune,
        office=office,
        **{name: getattr(letter, name) for name in Raised.NAMES},
    )


async def _count(office: JoinedOffice, _: Submission, content: Content) -> None:
    """Once a month: the difference of two counts would reveal small numbers."""
    letter = Counted.read(content.values)
    await MonthTable.get_or_create(
        office=office,
        month=letter.month,
        subject=letter.subject,
        defaults={
            "commune": office.commune,
            "counted_on": letter.counted_on,
            "rows": list(letter.rows),
            "columns": [list(column) for column in letter.columns],
        },
    )


async def _store(office: JoinedOffice, submission: Submission, content: Content) -> None:
    letter = BackupPart.read(content.values)
    now = datetime.now(UTC)
    backup, _ = await StoredBackup.get_or_create(
        office=office,
        name=letter.name,
        defaults={
            "commune": office.commune,
            "parts": letter.parts,
            "size": letter.size,
            "begun_at": now,
        },
    )
    await StoredPart.get_or_create(
        backup=backup,
        place=letter.place,
        defaults={"commune": office.commune, "device_id": to_text(submission.device), "seq": submission.seq},
    )
    if await StoredPart.filter(backup=backup).count() == backup.parts and backup.whole_at is None:
        await StoredBackup.filter(id=backup.id).update(whole_at=now)
        await _drop_older(office)


async def _take_back(office: JoinedOffice, _: Submission, content: Content) -> None:
    """Erases content and answer, also in the log; keeps the row."""
    letter = TakenBack.read(content.values)
    if not await OfficeDevice.filter(office=office, device_id=letter.device).exists():
        raise NotALetter
    wipe_erased_bytes_later()
    await RaisedConcern.filter(id=record_id(from_text(letter.device), letter.seq), office=office).delete()
    row = StoredSubmission.filter(
        device_id=letter.device, seq=letter.seq, kind__in=[Raised.KIND, Overdue.KIND]
    )
    await row.update(**NOTHING_SAID, status=int(Status.ERASED), code="")


async def _note_overdue(_office: JoinedOffice, _: Submission, content: Content) -> None:
    """Validated only; stays in the log until recalled."""
    Overdue.read(content.values)


async def _drop_older(office: JoinedOffice) -> None:
    """Erases older complete backups; their numbers stay."""
    whole = await StoredBackup.filter(office=office, whole_at__not_isnull=True).order_by("-whole_at")
    for backup in whole[BACKUPS_KEPT:]:
        for part in await StoredPart.filter(backup=backup):
            await StoredSubmission.filter(device_id=part.device_id, seq=part.seq).update(
                **NOTHING_SAID, status=int(Status.ERASED), number=None
            )
        await StoredPart.filter(backup=backup).delete()
        await backup.delete()


TAKEN: Mapping[int, Callable[[JoinedOffice, Submission, Content], Awaitable[Any]]] = {
    Raised.KIND: _raise,
    Counted.KIND: _count,
    BackupPart.KIND: _store,
    TakenBack.KIND: _take_back,
    Overdue.KIND: _note_overdue,
}


async def reread_letters(province: str) -> None:
    """After an upgrade: newer schemas, internal faults."""
    waiting = StoredSubmission.filter(commune=province, status=int(Status.HELD), code__in=("schema", "fault"))
    ledger = TortoiseLedger(province)
    for row in await waiting.order_by("received_at", "id"):
        await Inbox(ledger, ProvinceApplier(ledger).apply, LABELS).apply_again(
            from_text(row.device_id), [row.seq], digests=frozenset({bytes.fromhex(row.digest)})
        )
