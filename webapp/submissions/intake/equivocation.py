"""Equivocation: two bodies under one number, so the phone's key was cloned and the phone is closed."""

from collections.abc import Sequence

from sync.inbox import EQUIVOCATION, Entry
from webapp.accounts.models import Device
from webapp.accounts.revocation import CLONED, close_phone


async def close_cloned_phone(device: Device, entries: Sequence[Entry]) -> None:
    """Nothing tells which of the two phones is the person's, so both are closed."""
    if any((entry.status, entry.code) == EQUIVOCATION for entry in entries) and await close_phone(
        device, CLONED
    ):
        await device.refresh_from_db(fields=["revoked_at", "revoked_for"])
