"""Rate limit of wrong passwords, with backoff instead of lock-out.

A known browser (cookie) has its own count: guesses from elsewhere do not delay it.
"""

import hashlib
import hmac
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tortoise.transactions import in_transaction

from webapp.accounts.models import Account, WrongTries
from webapp.core.i18n import gettext as _
from webapp.core.keys import csrf_secret
from webapp.settings import settings

FORGOTTEN_AFTER = timedelta(hours=24)
KNOWN_FOR = 400 * 86400  # seconds; browsers' maximum


@dataclass(frozen=True)
class Limit:
    """After `free` tries: `first` seconds, doubling up to `most`."""

    key: str
    free: int
    first: int
    most: int

    def wait(self, row: WrongTries | None, now: datetime) -> int:
        if row is None or row.count < self.free or now - row.last_at > FORGOTTEN_AFTER:
            return 0
        pause = min(self.most, self.first * 2 ** min(20, row.count - self.free))
        return max(0, math.ceil((row.last_at + timedelta(seconds=pause) - now).total_seconds()))


def limits_for(username: str, commune: str, address: str, known: str) -> list[Limit]:
    """Known browser; else address, and account over all addresses."""
    name = f"{commune}|{username.strip().lower()}"
    if known:
        return [Limit(_key("browser", name, known), 5, 30, 900)]
    return [Limit(_key("address", name, address), 5, 30, 900), Limit(_key("name", name), 20, 2, 60)]


def limits_at_a_desk(account: Account) -> list[Limit]:
    """Unattended computer."""
    return [Limit(_key("desk", account.id), 5, 30, 900)]


def wait_words(wait: int) -> str:
    return _("Wrong too many times. Wait %(minutes)s minutes, or ask the office for a new password.") % {
        "minutes": -(-wait // 60)
    }


async def begin_try(limits: Sequence[Limit]) -> int:
    """Seconds to wait. Counted before the check: parallel requests gain nothing."""
    now = datetime.now(UTC)
    for limit in limits:
        _, new = await WrongTries.get_or_create(key=limit.key, defaults={"last_at": now})
        if new:
            await WrongTries.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    async with in_transaction():
        rows = {
            row.key: row
            for row in await WrongTries.filter(key__in=[limit.key for limit in limits])
            .order_by("key")
            .select_for_update()
        }
        if wait := max(limit.wait(rows.get(limit.key), now) for limit in limits):
            return wait
        for row in rows.values():
            row.count = 1 if now - row.last_at > FORGOTTEN_AFTER else row.count + 1
            row.last_at = now
            await row.save(update_fields=["count", "last_at"])
    return 0


async def forgive_tries(limits: Sequence[Limit]) -> None:
    """Right password: resets the first limit, takes this try from others."""
    await WrongTries.filter(key=limits[0].key).delete()
    for limit in limits[1:]:
        row = await WrongTries.get_or_none(key=limit.key)
        if row:
            await WrongTries.filter(key=limit.key).update(count=max(0, row.count - 1))


def _key(*parts: str) -> str:
    """Hashed: the user name may be a mistyped password."""
    said = "|".join(("gandan sign-in 1", *parts))
    return hmac.digest(csrf_secret().encode(), said.encode(), "sha256").hex()


async def browser_of(username: str, commune: str, cookies: Mapping[str, str]) -> str:
    """Known browser's id, or ""."""
    account = await Account.get_or_none(username=username.strip().lower(), commune=commune, disabled_at=None)
    said = account and cookies.get(known_cookie(account, secure=settings().secure))
    return proven(account, said) if account and said else ""


def known_cookie(account: Account, *, secure: bool) -> str:
    return f"{'__Host-' if secure else ''}k{account.id}"


def new_proof(account: Account) -> str:
    """Known browser's cookie; a new password invalidates it."""
    one = secrets.token_urlsafe(12)
    return f"{one}.{_proof(account, one)}"


def proven(account: Account, cookie: str) -> str:
    """Known browser's id; "" if invalid."""
    one, _, said = cookie.partition(".")
    fits = hmac.compare_digest(said.encode(errors="replace"), _proof(account, one).encode())
    return one if fits else ""


def _proof(account: Account, one: str) -> str:
    password = hashlib.sha256(account.password_hash.encode()).hexdigest()
    return _key("known", account.id, password, one)
