"""The invented commune as `make run` shows it: one office for every test of a run that only looks."""

import tempfile
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.office import Office
from webapp.people.models import Member

PHONE = {"width": 360, "height": 640}


@cache
def demo_office(config: pytest.Config) -> Office:
    """Started by whoever asks first; it stops with the run."""
    folder = tempfile.TemporaryDirectory(prefix="gandan-demo-")
    office = Office(Path(folder.name), GANDAN_DEMO="1")
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


def member_named(office: Office, name: str) -> Member:
    found: Callable[[], Awaitable[Member]] = lambda: Member.get(full_name=name)  # noqa: E731
    return office.ask(found)  # type: ignore[no-any-return]
