"""PIN of a browser without keys, checked by the server."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tortoise.transactions import in_transaction

from webapp.accounts.models import BrowserPin, StoredSession
from webapp.accounts.passwords.passwords import hashed_password, password_matches
from webapp.accounts.sessions import PHONE_LASTS, browser_in
from webapp.core.database.db import new_id

IDLE, AT_MOST = timedelta(minutes=10), timedelta(hours=12)
NOTED_EVERY = timedelta(seconds=30)
TRIES, FREE, PAUSE = 10, 4, timedelta(seconds=30)


class PinTry(NamedTuple):
    """`wait` in seconds."""

    right: bool
    left: int = 0
    wait: int = 0


async def choose_pin(member_id: str, pin: str) -> BrowserPin:
    now, slow = datetime.now(UTC), await hashed_password(pin)
    await BrowserPin.filter(made_at__lt=now - PHONE_LASTS).delete()
    return await BrowserPin.create(
        id=new_id(), member=member_id, pin_hash=slow, made_at=now, opened_at=now, seen_at=now
    )


async def change_pin(browser_id: str, pin: str) -> None:
    """The caller verified the old PIN."""
    slow = await hashed_password(pin)
    await BrowserPin.filter(id=browser_id).update(pin_hash=slow)


async def close_browser(browser_id: str) -> None:
    row = await BrowserPin.get_or_none(id=browser_id)
    if row is None:
        return
    await row.delete()
    for session in await StoredSession.filter(owner=row.member):
        if browser_in(session) == browser_id:
            await session.delete()


async def is_browser_open(browser_id: str) -> bool:
    """By `IDLE` and `AT_MOST`; counts as use."""
    row, now = await BrowserPin.get_or_none(id=browser_id), datetime.now(UTC)
    if row is None or abs(now - row.seen_at) > IDLE or abs(now - row.opened_at) > AT_MOST:
        return False
    if abs(now - row.seen_at) > NOTED_EVERY:
        await BrowserPin.filter(id=browser_id).update(seen_at=now)
    return row.wrong < TRIES


async def try_pin(browser_id: str, pin: str) -> PinTry:
    """Counted first: an aborted request is no free try."""
    now = datetime.now(UTC)
    async with in_transaction():
        row = await BrowserPin.select_for_update().get_or_none(id=browser_id)
        if refused := _refused(row, now):
            return refused
        wrong, slow = row.wrong + 1, row.pin_hash  # type: ignore[union-attr]
        await BrowserPin.filter(id=browser_id).update(wrong=wrong, until=now + pause_after(wrong))
    if await password_matches(pin, slow):
        await BrowserPin.filter(id=browser_id).update(wrong=0, until=None, opened_at=now, seen_at=now)
        return PinTry(True)
    return PinTry(False, TRIES - wrong, int(pause_after(wrong).total_seconds()) if wrong < TRIES else 0)


def _refused(row: BrowserPin | None, now: datetime) -> PinTry | None:
    """A wait above the longest pause (clock set back) is ignored."""
    if row is None or row.wrong >= TRIES:
        return PinTry(False)
    wait = row.until - now if row.until else timedelta()
    early = timedelta() < wait <= pause_after(TRIES)
    return PinTry(False, TRIES - row.wrong, int(wait.total_seconds()) + 1) if early else None


def pause_after(wrong: int) -> timedelta:
    """Backoff, as on a phone."""
    return PAUSE * 2 ** (wrong - FREE - 1) if wrong > FREE else timedelta()
