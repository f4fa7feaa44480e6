"""Server-side sessions."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware.session.server_side import ServerSideSessionBackend, ServerSideSessionConfig
from litestar.serialization import decode_json, encode_json
from litestar.stores.base import Store
from litestar.types import Message, ScopeSession
from tortoise.exceptions import OperationalError

from webapp.accounts.models import StoredSession
from webapp.settings import settings

PHONE_LASTS = timedelta(days=30)
OFFICE_LASTS = timedelta(hours=12)
OFFICE_IDLE = 30 * 60  # seconds
A_MINUTE = timedelta(minutes=1)
KEY_BYTES = 32
AS_LOADED = "gandan_session_as_loaded"


STORED = "h:"


def browser_in(session: StoredSession) -> str:
    """PIN browser's id, or ""."""
    return str(json.loads(bytes(session.value)).get("browser", ""))


def stored_key(key: str) -> str:
    """Against a stolen database. Random key: no salt."""
    return STORED + hashlib.sha256(key.encode()).hexdigest()


async def tidy_sessions() -> None:
    await StoredSession.filter(expires_at__lte=datetime.now(UTC)).delete()


class DatabaseStore(Store):
    async def set(self, key: str, value: str | bytes, expires_in: int | timedelta | None = None) -> None:
        raise NotImplementedError("sessions are written by `Sessions`, which knows whose they are")

    async def get(self, key: str, renew_for: int | timedelta | None = None) -> bytes | None:
        row = await StoredSession.get_or_none(key=stored_key(key))
        if row is None or (row.expires_at and row.expires_at <= datetime.now(UTC)):
            return None
        return bytes(row.value) if row.idle is None or await self._still_used(row) else None

    async def _still_used(self, row: StoredSession) -> bool:
        now = datetime.now(UTC)
        since = now - (row.seen_at or now)
        if since > timedelta(seconds=row.idle or 0):
            await row.delete()
            return False
        if row.seen_at is None or since > A_MINUTE:
            with suppress(OperationalError):  # a full disk must not prevent reading
                await StoredSession.filter(key=row.key).update(seen_at=now)
        return True

    async def delete(self, key: str) -> None:
        await StoredSession.filter(key=stored_key(key)).delete()

    async def delete_all(self) -> None:
        await StoredSession.all().delete()

    async def exists(self, key: str) -> bool:
        return await self.get(key) is not None

    async def expires_in(self, key: str) -> int | None:
        row = await StoredSession.get_or_none(key=stored_key(key))
        if row is None or row.expires_at is None:
            return None
        return max(0, int((row.expires_at - datetime.now(UTC)).total_seconds()))


class Sessions(ServerSideSessionBackend):
    """Written at sign-in and sign-out, under a new key.

    The stock backend writes at every page and keeps a given key: session fixation.
    """

    async def store_in_message(
        self, scope_session: ScopeSession, message: Message, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> None:
        old_key = connection.cookies.get(self.config.key)
        session: dict[str, Any] = dict(scope_session) if isinstance(scope_session, dict) else {}
        if session == connection.scope.get(AS_LOADED, {}):
            return
        if old_key:
            await StoredSession.filter(key=stored_key(old_key)).delete()
        value, lasts = await begin_session(session) if session else ("null", timedelta(0))
        MutableScopeHeaders.from_message(message).add(
            "set-cookie", _cookie(value, lasts).to_header(header="")
        )

    async def load_from_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> dict[str, Any]:
        """Copies it, to detect changes."""
        session = await super().load_from_connection(connection)
        connection.scope[AS_LOADED] = dict(session)  # type: ignore[literal-required]
        return session


async def begin_session(session: dict[str, Any]) -> tuple[str, timedelta]:
    key, now = secrets.token_hex(KEY_BYTES), datetime.now(UTC)
    await StoredSession.filter(expires_at__lte=now).delete()
    lasts = PHONE_LASTS if session.get("device") or session.get("browser") else OFFICE_LASTS
    await StoredSession.create(
        key=stored_key(key),
        value=encode_json(session),
        owner=session.get("member") or session.get("account"),
        expires_at=now + lasts,
        begun_at=now,
        seen_at=now,
        idle=OFFICE_IDLE if session.get("account") else None,
    )
    return key, lasts


async def session_for_proof(cookies: Mapping[str, str], session: dict[str, Any]) -> Cookie | None:
    """After a PIN proof; replaces another member's (shared phone). None: unchanged, or an account's."""
    shown = cookies.get(cookie_name(), "")
    kept = await DatabaseStore().get(shown) if shown else None
    before = decode_json(kept) if kept else {}
    if before == session or "account" in before:
        return None
    if kept:
        await DatabaseStore().delete(shown)
    return _cookie(*await begin_session(session))


def cookie_name() -> str:
    return "__Host-s" if settings().secure else "s"


def _cookie(value: str, lasts: timedelta) -> Cookie:
    return Cookie(
        key=cookie_name(),
        value=value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )


@dataclass
class SessionConfig(ServerSideSessionConfig):
    _backend_class = Sessions
