"""Whatever strangers send to a route that anybody may use, the office never answers with a fault of its own."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from litestar import Litestar

from tests.conftest import started
from tests.support.browsing import Browser
from tests.support.routes import handlers
from tests.support.world import World
from webapp import settings as settings_module
from webapp.core import keys
from webapp.web.person import Role

ODD_NUMBERS = ("²", "①", "٣", "-1", "1e999", "9" * 400, "0x10", "")
ODD_TEXTS = ("\x00", "a\x00b", "\u202e", "'\"><script>", "%00", "..%2f..%2fetc", "x" * 3000, "\ud800", "é")
ODD = (*ODD_NUMBERS, *ODD_TEXTS)
QUERIES = (
    *(
        "at",
        "branch",
        "code",
        "corrects",
        "day",
        "done",
        "hamlet",
        "household",
        "month",
        "next",
        "number",
        "on",
        "page",
    ),
    *(
        "plan",
        "q",
        "saved",
        "show",
        "since",
        "year",
        "status",
        "group",
        "member",
        "serial-0",
        "count",
        "kind",
        "from",
    ),
)
NESTED = 20_000
BODIES = (
    b"",
    b"{",
    b"[" * NESTED,
    b'{"a":' * NESTED,
    b"[" * NESTED + b"]" * NESTED,
    b"\x00",
    b"\xff\xfe\xfd",
    b"null",
    b"1e999",
    b"9" * 5000,
    b'["x"]',
    b'"\\ud800"',
    b'{"code":"\\u0000","sign":"\\u0000","label":"\\u0000","proof":"\\u0000","device":"\\u0000","nonce":"\\u0000"}',
    b'{"code":[],"sign":{},"label":9,"proof":true,"device":null,"nonce":[1]}',
    b'{"code":"\xc2\xb2\xc2\xb2","sign":"AAAA","proof":"AAAA","device":"AAAA","nonce":"AAAA"}',
    b'{"code":99999999999999999999999999999999,"sign":1e308,"device":-0.0,"proof":1}',
    b"code=%00&username=%00&password=%00&next=%00&size=%C2%B2&reason=%00&op=%00",
    b"code=%C2%B2%C2%B2&username=" + b"x" * 500 + b"&password=" + b"y" * 500 + b"&next=//%00",
    b"code=%ED%A0%80&username=%FF&password=%FF&next=%FF&theme=%FF",
    b"&".join(b"code=1" for _ in range(2000)),
    b'--x\r\ncontent-disposition: form-data; name="code"\r\n\r\n\x00\r\n--x--\r\n',
    b'--x\r\ncontent-disposition: form-data; name="code"; filename="a"\r\n\r\nbytes\r\n--x--\r\n',
    b'--x\r\ncontent-disposition: form-data; name="code"\r\n\r\n\xff\xfe\r\n--x--\r\n',
    *(
        b'--x\r\ncontent-disposition: form-data; name="code"\r\ncontent-type: text/plain; charset=%b\r\n\r\n1\r\n--x--\r\n'
        % name
        for name in (b"none", b"hex", b"undefined", b"utf-16")
    ),
    b"--x\r\n",
    b"GDX\x01\x00h\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"GDX\x01\x01not zlib",
    b"GDC\x01h\x00a\x00f\x00",
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/vnd.gandan.exchange",
    "application/offset+octet-stream",
    "application/json; charset=utf-7",
    "multipart/form-data",
    "text/plain",
    "\xff/\xff;;=",
    "",
)

READ = TYPES[:5]
"""Of these the office reads values, which may reach the database."""
ROLES = {
    "clerk": Role.COMMUNE_OFFICE,
    "secretary": Role.COMMUNE_SECRETARY,
    "khoa": Role.BRANCH_SECRETARY,
    "dan": Role.MEMBER,
    "viewer": Role.PROVINCE_VIEWER,
}


def public(app: Litestar) -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, method, handler in handlers(app)
        if handler.opt["policy"] == "public" and method != "HEAD" or "/blobs/" in path
    ]


def addresses() -> Iterator[str]:
    """Another one for each request, so that no limit by address answers in a route's place."""
    for number in range(1 << 20):
        yield f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


class Stranger:
    def __init__(self, app: Litestar) -> None:
        self.app, self.addresses = app, addresses()
        self.browser = Browser()
        self.faults: list[str] = []

    async def open(self) -> None:
        self.browser = self._from(next(self.addresses))
        await self.browser.get("/sign-in")

    def _from(self, address: str) -> Browser:
        transport = httpx.ASGITransport(app=self.app, client=(address, 1), raise_app_exceptions=False)
        # Squeezed answers would take half of the time; their faults are looked for in the test of odd headers.
        plain = {"accept-encoding": "identity"}
        return Browser(transport=transport, base_url="http://huukhuong.test", headers=plain)

    async def send(self, method: str, path: str, **sent: Any) -> None:
        """With the form's token, which every stranger gets with a page; without it all forms would be 403."""
        token, cookies = self.browser.token, dict(self.browser.cookies)
        headers = {"x-csrftoken": token, **sent.pop("headers", {})}
        async with self._from(next(self.addresses)) as browser:
            browser.cookies.update(cookies)
            try:
                answer = await browser.request(method, path, headers=headers, **sent)
            except (httpx.InvalidURL, UnicodeEncodeError):
                return  # no browser sends that either
        if answer.status_code >= 500:
            self.faults.append(f"{answer.status_code} {method} {path[:80]} {headers} {str(sent)[:120]}")


def filled(path: str, value: str) -> str:
    return re.sub(r"\{\w+:\w+\}", value.replace("\\", "\\\\"), path)


async def stranger_at(app: Litestar) -> Stranger:
    found = Stranger(app)
    await found.open()
    return found


@pytest.fixture(params=["commune", "province"])
async def office(request: pytest.FixtureRequest, environment: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests.conftest import application

    monkeypatch.setenv("GANDAN_NODE", request.param)
    settings_module.settings.cache_clear()
    keys.make_all_keys()
    made = application()
    async with started(made):
        yield made


@pytest.mark.both
async def test_odd_addresses_are_nobodys_fault_but_the_senders(office: Litestar) -> None:
    stranger = await stranger_at(office)
    for method, path in public(office):
        for value in ODD:
            quoted = "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))
            await stranger.send(method, filled(path, quoted or "-"))
            query = f"?next={quoted}&code={quoted}&page={quoted}&done={quoted}&saved={quoted}&v={quoted}"
            await stranger.send(method, filled(path, "AAAAAAAAAAA") + query)

    assert not stranger.faults, "\n".join(stranger.faults)


@pytest.mark.both
async def test_odd_bodies_are_nobodys_fault_but_the_senders(office: Litestar, database_url: str) -> None:
    """A body is taken apart without a database: what nobody reads is sent to one of the two."""
    types = TYPES if database_url.startswith("sqlite") else READ
    stranger = await stranger_at(office)
    for method, path in public(office):
        if method == "GET":
            continue
        for kind in types:
            for body in BODIES:
                headers = {"content-type": kind.encode("latin-1")}
                await stranger.send(method, filled(path, "AAAAAAAAAAA"), content=body, headers=headers)

    assert not stranger.faults, "\n".join(stranger.faults)


async def test_odd_headers_are_nobodys_fault_but_the_senders(office: Litestar) -> None:
    stranger = await stranger_at(office)
    names = (
        "cookie",
        "authorization",
        "upload-length",
        "upload-offset",
        "upload-checksum",
        "accept-encoding",
    )
    values = (
        b"\xff",
        b"",
        b"s=\x00",
        b"s=" + b"x" * 3000,
        b"c=\xc2\xb2;look=\xff.\xff",
        b"Gandan x y",
        "²".encode(),
    )
    for method, path in public(office):
        for name in (*names, "hx-request", "accept-language", "range", "content-length"):
            for value in values:
                await stranger.send(method, filled(path, "AAAAAAAAAAA"), headers={name: value})

    assert not stranger.faults, "\n".join(stranger.faults)


async def test_every_public_route_is_among_those_that_were_tried(app: Litestar, huoi_co: World) -> None:
    tried = {path for _, path in public(app)}

    assert {"/enrol/device", "/sign-in", "/sync/v1/exchange", "/sync/v1/carried", "/healthz"} <= tried


@pytest.mark.parametrize("role", ROLES)
async def test_odd_addresses_of_who_is_signed_in_are_no_fault_of_the_office(
    app: Litestar, huoi_co: World, browser_of: Any, role: str
) -> None:
    """A digit that `int` cannot read, a number larger than a column, a character that no database keeps.

    Whom a route refuses by role it refuses before it reads anything: one value shows it. Every value at every
    page: `test_odd_requests.py`, by the first role that may.
    """
    browser, faults = await browser_of(getattr(huoi_co, role)), []
    await browser.get("/device")
    for path, method, handler in handlers(app):
        if handler.opt["policy"] == "public" or (method != "GET" and "{" not in path):
            continue
        values = ("²", "9" * 400, "\x00") if "{" in path else ("²", "9" * 400)
        refused = handler.opt["policy"] != "signed_in" and ROLES[role] not in handler.opt["policy"]
        for value in values[:1] if refused else values:
            quoted = quote(value)
            where = f"{filled(path, quoted)}?{'&'.join(f'{name}={quoted}' for name in QUERIES)}"
            answer = await (browser.get(where) if method == "GET" else browser.send_form(where))
            if answer.status_code >= 500:
                faults.append(f"{answer.status_code} {method} {path} {value[:20]}")

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("content", ["{", "[" * NESTED, '{"a":' * NESTED])
@pytest.mark.parametrize("path", ["/sync/v1/join", "/sync/v1/backup"])
async def test_a_province_answers_broken_json_with_400(
    environment: None, monkeypatch: pytest.MonkeyPatch, path: str, content: str
) -> None:
    from tests.conftest import application

    monkeypatch.setenv("GANDAN_NODE", "province")
    settings_module.settings.cache_clear()
    async with started(application()):
        stranger = await stranger_at(application())
        headers = {"content-type": "application/json"}
        answer = await stranger.browser.post(path, content=content, headers=headers)

    assert (answer.status_code, answer.text) == (400, "format")
