"""Replay protection of reading proofs by turn; detects cloned keys."""

from collections.abc import Sequence
from datetime import datetime

from sync.ledger import TURNS
from webapp.accounts.models import PROVED_CLOCK, READ_TWICE, Device

NONCES_KEPT = 20


def believe_proof(row: Device, turn: int, moment: datetime, *, reads: bool) -> bool:
    """After the hello; the caller saves `row`."""
    *before, nonce = row.nonces
    row.nonces = [*before, f"{nonce} {turn}"]
    if not row.turn < turn <= row.turn + TURNS:
        _note_second_reader(row, turn, moment, before)
        return False
    row.turn, row.proved_at = turn, moment if reads else None
    row.report |= {PROVED_CLOCK: row.report["clock"]}
    return True


def _note_second_reader(row: Device, turn: int, moment: datetime, before: Sequence[str]) -> None:
    """Cloned key: the turn came before with another nonce, or is too old to tell; not a delayed one.

    Replayed bytes have an older (signed) clock.
    """
    if row.report["clock"] < row.report.get(PROVED_CLOCK, 0):
        return
    if f"{turn}" in [one.split()[-1] for one in before] or turn <= row.turn - NONCES_KEPT:
        row.report |= {READ_TWICE: int(moment.timestamp())}
