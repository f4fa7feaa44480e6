"""The invented commune as `make run` shows it: one office for every test of a run that only looks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.support.office import Office
from tests.support.warm import WarmOffice
from webapp.accounts.models import Account, StoredSession
from webapp.accounts.sessions import stored_key
from webapp.people.models import Member

PHONE = {"width": 360, "height": 640}


@cache
def demo_office(config: pytest.Config) -> Office:
    """Started by whoever asks first; it stops with the run."""
    folder = tempfile.TemporaryDirectory(prefix="gandan-demo-")
    office = WarmOffice(Path(folder.name), GANDAN_DEMO="1")
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(office.stop)
    office.start()
    return office


async def looking(
    chromium: Browser, office: Office, person: str = "", *, javascript: bool = True, agent: str | None = None
) -> BrowserContext:
    """A browser that one of the demo's links has signed in; without a person a stranger's."""
    context = await chromium.new_context(
        viewport=PHONE,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=javascript,
        user_agent=agent,
        base_url=office.base,
    )
    context.set_default_timeout(10_000)
    if person:
        await context.request.get(f"/demo/{person}")
    return context


@contextmanager
def small_office(folder: Path) -> Iterator[Office]:
    """The small world for the tests of one module."""
    office = WarmOffice(folder, GANDAN_DEMO="")
    office.world = office.prepare_small_world()  # type: ignore[attr-defined]
    office.start()
    try:
        yield office
    finally:
        office.stop()


async def sign_in(context: BrowserContext, office: Office, person: Account | Member) -> None:
    """As somebody who signed in before."""
    key, kind = f"key-of-{person.id}", "account" if isinstance(person, Account) else "member"
    value = f'{{"{kind}":"{person.id}"}}'.encode()

    async def remember() -> None:
        await StoredSession.get_or_create(key=stored_key(key), defaults={"value": value, "owner": person.id})

    office.ask(remember)
    await context.add_cookies([{"name": "s", "value": key, "url": office.base}])


DESK = {"width": 1200, "height": 800}
