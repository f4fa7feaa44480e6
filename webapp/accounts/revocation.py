"""Revocation: ends a phone's sessions; it wipes itself at its next contact."""

import json
from datetime import UTC, datetime

from tortoise.transactions import in_transaction

from webapp.accounts.models import Device, Revocation, StoredSession
from webapp.core import journal
from webapp.web.person import Person

CLONED = "cloned"
REASONS = ("lost", "left", "replaced", CLONED)


async def close_phone(device: Device, reason: str, *, note: str = "", by: Person | None = None) -> bool:
    """False if already revoked. Journal first: survives a restore."""
    if device.revoked_at:
        return False
    now = datetime.now(UTC)
    name = by.name if by else ""
    fact = {"what": "closed", "commune": device.commune, "device": device.id, "reason": reason}
    journal.write_down(fact | {"at": now.isoformat(timespec="seconds"), "by": name})
    return await _close(device.id, reason, now, note=note, by=by.id if by else None, by_name=name)


async def replay_revocations(commune: str) -> None:
    """At every start, in case of a restore."""
    for fact in journal.facts():
        if fact["what"] == "closed" and fact["commune"] == commune:
            at = datetime.fromisoformat(fact["at"])
            await _close(fact["device"], fact["reason"], at, by_name=fact["by"])


async def _close(
    device_id: str, reason: str, at: datetime, *, note: str = "", by: str | None = None, by_name: str = ""
) -> bool:
    async with in_transaction():
        changed = await Device.filter(id=device_id, revoked_at=None).update(revoked_at=at, revoked_for=reason)
        if not changed:
            return False
        device = await Device.get(id=device_id)
        await Revocation.create(
            commune=device.commune,
            device=device,
            reason=reason,
            note=note,
            by=by,
            by_name=by_name,
            made_at=at,
        )
        await _end_sessions(device)
    return True


async def _end_sessions(device: Device) -> None:
    """Also those without device id: perhaps this phone."""
    for session in await StoredSession.filter(owner=device.member_id):
        if json.loads(bytes(session.value)).get("device", device.id) == device.id:
            await session.delete()
