"""Permanent erasure: journal (survives a restore), log, projections."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from sync.blobs import named_in
from sync.envelope import Content, Malformed, from_text, to_text
from sync.inbox import Entry, Erasure, Inbox, Status
from webapp.attachments.lifecycle import forget_files
from webapp.core import journal
from webapp.core.database.db import wipe_erased_bytes, wipe_erased_bytes_later
from webapp.core.labels import LABELS, record_id
from webapp.households.requests.models import FamilyAnswer
from webapp.office.erase_family import empty_written_families
from webapp.settings import settings
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.file_upkeep import tidy_files
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.rebuild import replay_log
from webapp.submissions.intake.typed_records import undo_record
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.queries import Name, erased_names
from webapp.submissions.rulings import ERASE
from webapp.submissions.two_person_erasure import erasure_is_agreed, requests_about


async def erase_what_was_ruled(commune: str) -> None:
    """After a crash, the next ruling or start finishes it."""
    left = await _ruled(commune)
    if not left:
        return
    journal.write_down(
        *[
            {
                "what": "erased",
                "commune": commune,
                "device": row.device_id,
                "seq": row.seq,
                "digest": row.digest,
                "rival": await _is_equivocation(row),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "by": by,
            }
            for row, by in left
        ]
    )
    journal.copy_to(settings().data / "backups")
    await replay_erasures(commune)


async def replay_erasures(commune: str) -> None:
    """From the journal, at start and after a ruling. Idempotent."""
    wanted = erased_names(commune)
    done = await StoredSubmission.filter(commune=commune, status=int(Status.ERASED)).values_list(
        "device_id", "seq", "digest"
    )
    left = {name: equivocation for name, equivocation in wanted.items() if name not in set(done)}
    if left:
        wipe_erased_bytes_later()
        ledger = TortoiseLedger(commune)
        inbox = Inbox(ledger, Applier(ledger).apply, LABELS)
        for device in sorted({device for device, _, _ in left}):
            await inbox.erase(
                from_text(device),
                [
                    Erasure(seq, bytes.fromhex(digest), left[of, seq, digest])
                    for of, seq, digest in left
                    if of == device
                ],
                take_back=partial(_take_back, commune),
            )
        await tidy_files(commune)
    await empty_written_families(commune)
    await wipe_erased_bytes()


async def _ruled(commune: str) -> list[tuple[StoredSubmission, str]]:
    """(row, names) with enough erasure rulings."""
    asked = await Ruling.filter(commune=commune, verdict=ERASE).values_list("device_id", "seq", "digest")
    names = {(str(device), int(str(seq)), str(digest)) for device, seq, digest in asked}
    rows = await _here(commune, names)
    requests = await requests_about(rows)
    return [
        (row, ", ".join(dict.fromkeys(one.by_name for one in requests[row.id])))
        for row in rows
        if await erasure_is_agreed(row, requests[row.id])
    ]


async def _here(commune: str, names: Collection[Name]) -> list[StoredSubmission]:
    there = await StoredSubmission.filter(
        commune=commune,
        device_id__in=list({device for device, _, _ in names}),
        status__not=int(Status.ERASED),
    ).values_list("id", "device_id", "seq", "digest")
    ids = [str(id_) for id_, *name in there if tuple(name) in names]
    return await StoredSubmission.filter(id__in=ids) if ids else []


async def _is_equivocation(row: StoredSubmission) -> bool:
    others = StoredSubmission.filter(device_id=row.device_id, seq=row.seq, digest__not=row.digest)
    return row.status != Status.ACCEPTED and await others.filter(status__not=int(Status.REFUSED)).exists()


async def _take_back(commune: str, rows: Sequence[Entry]) -> None:
    """If other rows depend on theirs (foreign key), replays the log without them."""
    try:
        async with in_transaction():
            for row in rows:
                await _take_back_one(row)
    except IntegrityError:
        for row in rows:
            name = {"device_id": to_text(row.device), "seq": row.seq, "digest": row.digest.hex()}
            await StoredSubmission.filter(**name).update(status=int(Status.ERASED))
        await replay_log(commune)
    for row in rows:
        await _take_back_files(commune, row)
        await FamilyAnswer.filter(commune=commune, request=record_id(row.device, row.seq)).update(reason="")


async def _take_back_files(commune: str, row: Entry) -> None:
    try:
        named = named_in(Content.parse(row.body or b"").extras)
    except Malformed:
        named = ()
    await forget_files(record_id(row.device, row.seq), named, to_text(row.device), commune)


async def _take_back_one(row: Entry) -> None:
    try:
        kind = KINDS.get(Content.parse(row.body or b"").kind)
    except Malformed:
        return
    if kind is None:
        return
    await undo_record(kind, record_id(row.device, row.seq), to_text(row.device), row.seq)
