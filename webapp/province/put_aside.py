"""Held and quarantined letters: list, rulings."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sync.envelope import to_text
from sync.inbox import Inbox
from webapp.core.i18n import gettext as _
from webapp.core.labels import LABELS
from webapp.province.apply_letters import ProvinceApplier
from webapp.province.letters import BackupPart, Counted, Overdue, Raised, TakenBack
from webapp.province.queries import office_of
from webapp.submissions.decide import (
    WAITING,
    Decidable,
    RulingForm,
    WaitingLine,
    apply_rows_again,
    read_ruling,
    refuse_rows,
    waiting_page,
    words_in,
)
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.rulings import ADMIT, REJECT, named_submission
from webapp.web.form_fields import Fields, field_text
from webapp.web.person import Person

NAMES = {
    Raised.KIND: "letter_raised",
    Counted.KIND: "letter_counted",
    BackupPart.KIND: "letter_backup",
    TakenBack.KIND: "letter_taken_back",
    Overdue.KIND: "letter_overdue",
}
DECIDABLE: Decidable = {
    "scope": (ADMIT, REJECT),
    "revoked": (ADMIT, REJECT),
    "equivocation": (ADMIT, REJECT),
    "form": (REJECT,),
    "device-unknown": (REJECT,),
    "unsigned": (REJECT,),
}
WORDS_SHOWN = 300
READ_ELSEWHERE = {Raised.KIND: {1: Raised.NAMES}}
"""Text the province may read once accepted; hidden if it can no longer be admitted."""


async def letters_put_aside_page(person: Person, form: RulingForm | None = None) -> dict[str, Any]:
    """Viewers cannot decide."""
    decidable = DECIDABLE if person.decides_for_province else {}
    return await waiting_page(person.commune, decidable, _lines_of, form)


async def _lines_of(rows: Sequence[StoredSubmission]) -> list[WaitingLine]:
    return [await _line(row) for row in rows]


async def _line(row: StoredSubmission) -> WaitingLine:
    office = await office_of(row.device_id)
    read_elsewhere = row.kind in READ_ELSEWHERE and ADMIT in DECIDABLE.get(row.code, ())
    words = words_in(row, READ_ELSEWHERE[row.kind or 0])[:WORDS_SHOWN] if read_elsewhere else ""
    return WaitingLine(row, NAMES.get(row.kind or 0, ""), words, office.name if office else row.device_id)


async def rule_on_letters(person: Person, fields: Fields) -> RulingForm:
    """Idempotent. An admitted letter still unreadable waits as an error."""
    form = await read_ruling(person.commune, fields, DECIDABLE)
    if form.errors:
        return form
    found = [await named_submission(person.commune, target) for target in form.values["targets"]]
    rows = [row for row in found if row and row.status in WAITING]
    for row in rows:
        await record_ruling(person, row, fields)
    ledger = TortoiseLedger(person.commune)
    inbox = Inbox(ledger, ProvinceApplier(ledger).apply, LABELS)
    if field_text(fields, "verdict") == REJECT:
        await refuse_rows(inbox, rows, "rejected")
        return form
    await apply_rows_again(inbox, rows)
    left = await StoredSubmission.filter(id__in=[row.id for row in rows], status__in=WAITING).first()
    if left:
        form.code = left.code  # may have changed
        form.errors["verdict"] = _(
            "This still cannot be taken in: its office has not joined, or it is no letter."
        )
    return form


async def record_ruling(person: Person, row: StoredSubmission, fields: Fields) -> None:
    now = datetime.now(UTC)
    said = f"gandan ruling {field_text(fields, 'op')} {row.device_id} {row.seq} {row.digest}"
    await Ruling.get_or_create(
        id=to_text(hashlib.sha256(said.encode()).digest()[:8]),
        defaults={
            "commune": person.commune,
            "verdict": field_text(fields, "verdict"),
            "reason": field_text(fields, "reason").strip(),
            "device_id": row.device_id,
            "seq": row.seq,
            "digest": row.digest,
            "by_name": person.name,
            "made_at": now,
            "received_at": now,
        },
    )
