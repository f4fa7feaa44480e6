"""Records typed for their author, who may object."""

import logging
from collections.abc import Sequence

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from sync.inbox import Status
from webapp.attachments.models import Attachment
from webapp.submissions.kinds import KINDS, Kind, Written
from webapp.submissions.models import WITHDRAW, Ruling, StoredSubmission, TypedRecord
from webapp.submissions.rulings import ADMIT
from webapp.submissions.typed_queries import OBJECT_WITHIN
from webapp.web.form_fields import field_text

OBJECTED = "objected"
log = logging.getLogger("gandan")


async def note_typed(kind: Kind, several: Sequence[Written]) -> None:
    rows = [
        TypedRecord(
            id=written.id,
            commune=written.commune,
            kind=kind.name,
            household=written.about.id if written.about else "",
            member=written.member_id,
            typed_by_name=written.typed_by_name,
            device_id=written.device_id,
            seq=written.seq,
            recorded_at=written.recorded_at,
            received_at=written.received_at,
        )
        for written in several
        if written.typed_by_name and written.member_id
    ]
    if rows:
        await TypedRecord.bulk_create(rows)


async def put_aside_objected(several: Sequence[Written]) -> None:
    """Not in a replay: the status holds the result. Admitted records stay."""
    for written in several:
        row = await TypedRecord.get_or_none(
            id=field_text(written.fields, "record"), commune=written.commune, member=written.member_id or ""
        )
        if row is None or written.received_at - row.received_at > OBJECT_WITHIN:
            continue
        name = {"device_id": row.device_id, "seq": row.seq}
        if not await Ruling.exists(**name, verdict=ADMIT):
            await _put_aside(row)


async def _put_aside(row: TypedRecord) -> None:
    """Not if others depend on it (foreign key), such as a referred concern."""
    accepted = StoredSubmission.filter(device_id=row.device_id, seq=row.seq, status=int(Status.ACCEPTED))
    try:
        async with in_transaction():
            await undo_record(_kind(row.kind), row.id, row.device_id, row.seq)
            await accepted.update(status=int(Status.QUARANTINED), code=OBJECTED)
    except IntegrityError:
        log.info("objected to, but others stand on it: %s %s", row.device_id, row.seq)


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS.values() if kind.name == name)


async def undo_record(kind: Kind, record: str, device_id: str, seq: int) -> None:
    await TypedRecord.filter(id=record).delete()
    await Ruling.filter(device_id=device_id, seq=seq, verdict=WITHDRAW).delete()
    await Attachment.filter(record=record).delete()
    if kind.take_back:
        await kind.take_back(device_id, seq)
        return
    for table in kind.made_of:
        await table.filter(id=record).delete()
