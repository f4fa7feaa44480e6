"""PIN proof of a phone, answered with its key share."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tortoise.transactions import in_transaction

from webapp.accounts.models import Device
from webapp.accounts.passwords.passwords import hashed_password, password_matches

TRIES, FREE, PAUSE = 10, 4, timedelta(seconds=30)


class ProofTry(NamedTuple):
    """`share`, or tries `left`, `wait` in seconds."""

    share: bytes = b""
    left: int = 0
    wait: int = 0


async def keep_pin(device_id: str, value: bytes) -> None:
    """The caller verified reading key or slip."""
    slow = await hashed_pin(value)
    await Device.filter(id=device_id).update(pin_hash=slow, pin_wrong=0, pin_until=None)


async def hashed_pin(value: bytes) -> str:
    return await hashed_password(_text(value))


async def share_for(device_id: str, value: bytes) -> ProofTry:
    """Counted first: an aborted request is no free try."""
    now = datetime.now(UTC)
    async with in_transaction():
        device = await Device.select_for_update().get(id=device_id)
        tried = _refused(device, now)
        if tried is None:
            device.pin_wrong += 1
            device.pin_until = now + _pause(device.pin_wrong)
            await device.save(update_fields=["pin_wrong", "pin_until"])
    if tried:
        return tried
    if await password_matches(_text(value), device.pin_hash):
        await Device.filter(id=device_id).update(pin_wrong=0, pin_until=None)
        return ProofTry(bytes(device.share))
    left = TRIES - device.pin_wrong
    return ProofTry(left=left, wait=int(_pause(device.pin_wrong).total_seconds()) if left else 0)


def _refused(device: Device, now: datetime) -> ProofTry | None:
    """A wait above the longest pause (clock set back) is ignored."""
    left = TRIES - device.pin_wrong
    if left <= 0 or device.pin_hash is None:
        return ProofTry()
    wait = device.pin_until - now if device.pin_until else timedelta()
    return (
        ProofTry(left=left, wait=int(wait.total_seconds()) + 1)
        if timedelta() < wait <= _pause(TRIES)
        else None
    )


def _pause(wrong: int) -> timedelta:
    """Backoff, as on the phone."""
    return PAUSE * 2 ** (wrong - FREE - 1) if wrong > FREE else timedelta()


def _text(value: bytes) -> str:
    return b64encode(value).decode()
