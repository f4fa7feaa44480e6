"""The province's application in the test's own process, and a commune's server that speaks with it."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from sync import parcel, seal
from sync.envelope import Submission, make_body
from sync.frames import Hello
from tests.conftest import application, started
from tests.support.browsing import Browser, browser_for
from webapp import settings as settings_module
from webapp.accounts.models import Account
from webapp.core.labels import LABELS
from webapp.people.models import OrgUnit
from webapp.province import invitation
from webapp.province.letters import Raised
from webapp.province.rules import admit_server, found_province, invite_office
from webapp.web.person import Role

TODAY = date(2026, 11, 2)


def raised(text: str = "", hamlet: str = "", category: int = 1) -> Raised:
    return Raised(category, 3, hamlet, TODAY, TODAY, text)


@dataclass
class Server:
    """A commune's server as the province meets it."""

    key: seal.DeviceKey = field(default_factory=seal.DeviceKey.generate)
    device: bytes = field(default_factory=parcel.new_nonce)
    outbox: list[Submission] = field(default_factory=list)

    def write(self, *letters: Any) -> list[Submission]:
        for letter in letters:
            body = make_body(kind=letter.KIND, schema=1, wall=int(time.time()), values=letter.values())
            self.outbox.append(Submission(self.device, len(self.outbox) + 1, body))
        return self.outbox

    def request(self, items: Sequence[Submission] | None = None, **extras: Any) -> tuple[Hello, bytes]:
        hello = Hello(
            self.device, parcel.new_nonce(), made=len(self.outbox), now=int(time.time()), extras=extras
        )
        return hello, parcel.request(LABELS, hello, self.key, self.outbox if items is None else items)


@pytest.fixture
async def province_app(environment: None, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[object]:
    monkeypatch.setenv("GANDAN_NODE", "province")
    settings_module.settings.cache_clear()
    made = application()
    async with started(made):
        yield made


@pytest.fixture
async def unit(province_app: object) -> OrgUnit:
    return await found_province("Nghệ An")


async def joined(commune: str) -> Server:
    """A server that was let in with its code."""
    server = Server()
    _, code = await invite_office(commune)
    said = invitation.join_request(invitation.proof_of(code), server.device, server.key.public)
    await admit_server(server.device, server.key.public, said["proof"])
    return server


@pytest.fixture
async def server(unit: OrgUnit) -> Server:
    return await joined("Hữu Khuông")


@pytest.fixture
async def open_as(province_app: object, unit: OrgUnit) -> AsyncIterator[Any]:
    """A browser of an official, or of a stranger: `await open_as(Role.PROVINCE_OFFICE)`, `await open_as(None)`."""
    opened: list[Browser] = []

    async def opening(role: Role | None) -> Browser:
        person = role and await Account.create(
            username=role.value, password_hash="-", name="Hoàng Tỉnh", role=role, unit=unit, commune=unit.id
        )
        opened.append(await browser_for(province_app, person))
        return opened[-1]

    yield opening
    for browser in opened:
        await browser.aclose()
