"""What may be known of accounts, phones and slips."""

import hashlib
from datetime import UTC, datetime

from webapp.accounts.models import Device, Slip


async def device_in_use(device_id: str) -> bool:
    return await Device.filter(id=device_id, revoked_at=None).exists()


def code_hash(code: str) -> str:
    """Slips are stored as hashes: who reads the database cannot enrol a phone."""
    return hashlib.sha256(b"slip " + code.encode()).hexdigest()


async def slip_for(code: str) -> Slip | None:
    """The slip with this code, if it can still be used."""
    digits = "".join(c for c in code if c.isdigit())
    slip = await Slip.get_or_none(code_hash=code_hash(digits), used_at=None).prefetch_related("member")
    return slip if slip and slip.expires_at > datetime.now(UTC) else None
