"""Submission kind: ruling of the office on other submissions."""

from collections.abc import Iterable

from webapp.core.database.db import derived_id
from webapp.core.i18n import gettext as _
from webapp.submissions.field_types import OPID
from webapp.submissions.kinds import KINDS, Kind, Written
from webapp.submissions.models import IGNORE_BASE, Ruling, StoredSubmission
from webapp.web.form_fields import field_text, field_texts

ADMIT, REJECT, ERASE, KEEP = "admit", "reject", "erase", "keep"
VERDICTS = (ADMIT, REJECT, ERASE, KEEP, IGNORE_BASE)
REASON_MAX = 300
DIGITS = 12  # of the digest; a number may have several bodies


def target_of(row: StoredSubmission) -> str:
    """Id in forms."""
    return f"{row.device_id}.{row.seq}.{row.digest[:DIGITS]}"


async def named_submission(commune: str, target: str) -> StoredSubmission | None:
    device, _dot, rest = target.partition(".")
    seq, _dot, digest = rest.partition(".")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 17 and len(digest) == DIGITS):
        return None
    return await StoredSubmission.get_or_none(
        commune=commune, device_id=device, seq=int(seq), digest__startswith=digest
    )


async def named_submissions(written: Written) -> list[StoredSubmission]:
    found = [
        await named_submission(written.commune, target) for target in field_texts(written.fields, "targets")
    ]
    return [row for row in found if row]


async def apply_ruling(written: Written) -> None:
    verdict, reason = field_text(written.fields, "verdict"), field_text(written.fields, "reason").strip()
    targets = [
        await named_submission(written.commune, target) for target in field_texts(written.fields, "targets")
    ]
    bases = [opid for opid in field_texts(written.fields, "bases") if OPID.fullmatch(opid)]
    errors = {}
    if verdict not in VERDICTS:
        errors["verdict"] = _("Choose whether to take it in.")
    if not reason or len(reason) > REASON_MAX:
        errors["reason"] = _("Write the reason in a few words.")
    if not targets or None in targets:
        errors["targets"] = _("Choose at least one record.")
    written.refuse(errors)
    for place, target in enumerate(targets):
        if target is not None:
            await Ruling.create(
                id=_id(written.id, place),
                commune=written.commune,
                verdict=verdict,
                reason=reason,
                device_id=target.device_id,
                seq=target.seq,
                digest=target.digest,
                bases=bases,
                by=field_text(written.fields, "by"),
                by_name=written.author_name,
                about=field_text(written.fields, "about"),
                made_at=written.recorded_at,
                received_at=written.received_at,
            )
    if verdict == IGNORE_BASE:
        await _refold(targets)


async def _refold(targets: Iterable[StoredSubmission | None]) -> None:
    for target in targets:
        kind = KINDS.get(target.kind or 0) if target else None
        if kind and kind.refold and target and target.entity:
            await kind.refold(target.entity)


def _id(ruling: str, place: int) -> str:
    """Deterministic."""
    return derived_id(f"ruling {ruling} {place}")


RULING = Kind(
    90,
    "ruling",
    {
        1: ("verdict", "reason", "targets"),
        2: ("verdict", "reason", "targets", "bases"),
        3: ("verdict", "reason", "targets", "bases", "by", "about"),
    },
    apply_ruling,
    made_of=(Ruling,),
    about="commune",
)
