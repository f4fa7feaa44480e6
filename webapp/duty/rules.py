"""Version of the duty card, and acknowledgements."""

import hashlib
from collections.abc import Iterable
from datetime import date

from sync.envelope import to_text
from webapp.duty.forms import AckForm, CardReadForm
from webapp.duty.models import CardRead, DutyAck
from webapp.submissions.kinds import Written

VERSION, SINCE = 1, date(2026, 11, 25)
"""Version of the card's text. Increment it on every change: all members must read it again."""


async def acknowledge_duty(written: Written, form: AckForm) -> None:
    """Ignored for office accounts."""
    if written.member_id is None:
        return
    await DutyAck.create(
        id=written.id,
        commune=written.commune,
        member_id=written.member_id,
        version=form.version,
        households=form.households,
        digest=form.digest,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def note_card_read(written: Written, form: CardReadForm) -> None:
    """Ignored for office accounts."""
    if written.member_id is None:
        return
    await CardRead.create(
        id=written.id,
        commune=written.commune,
        member_id=written.member_id,
        card=form.card,
        version=form.version,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def newest_acks(members: Iterable[str]) -> dict[str, DutyAck]:
    rows = DutyAck.filter(member_id__in=list(members)).order_by("recorded_at", "id")
    return {row.member_id: row async for row in rows}


def card_digest(codes: Iterable[str], plan: str) -> str:
    """Identifies the card: its households and plan."""
    return to_text(hashlib.sha256(" ".join([*sorted(codes), plan]).encode()).digest()[:8])


def ack_holds(ack: DutyAck | None, digest: str) -> bool:
    return ack is not None and (ack.version, ack.digest) == (VERSION, digest)
