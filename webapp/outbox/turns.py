"""The turns of a phone's proofs: each is believed once, and one that falls back may mean a second phone with its key."""

from collections.abc import Sequence
from datetime import datetime

from sync.ledger import TURNS
from webapp.accounts.models import PROVED_CLOCK, READ_TWICE, Device

NONCES_KEPT = 20


def believe(row: Device, turn: int, moment: datetime, *, reads: bool) -> bool:
    """Notes a proof on the device's row, after its hello was noted there; the caller saves it."""
    *before, nonce = row.nonces
    row.nonces = [*before, f"{nonce} {turn}"]
    if not row.turn < turn <= row.turn + TURNS:
        _note_second_reader(row, turn, moment, before)
        return False
    row.turn, row.proved_at = turn, moment if reads else None
    row.report |= {PROVED_CLOCK: row.report["clock"]}
    return True


def _note_second_reader(row: Device, turn: int, moment: datetime, before: Sequence[str]) -> None:
    """A turn that came with another nonce: two phones hold one key. One that was only late came with none, and
    old bytes that are sent again say an old time: their signature stands over that too."""
    if row.report["clock"] < row.report.get(PROVED_CLOCK, 0):
        return
    if f"{turn}" in [one.split()[-1] for one in before] or turn <= row.turn - NONCES_KEPT:
        row.report |= {READ_TWICE: int(moment.timestamp())}
