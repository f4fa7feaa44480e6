"""The disk is full, or the office dies, at any step of taking in: no false receipt, nothing by halves, and it recovers."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiosqlite
import asyncpg
import httpx
import pytest
from tortoise import connections

from sync.envelope import to_text
from sync.ranges import Ranges
from tests.support.phone import MEDIA, Phone, enrolled, post
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.core.labels import record_id
from webapp.households.details.models import HouseholdChange
from webapp.submissions.intake import rebuild
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


TRYING: ContextVar[bool] = ContextVar("trying", default=False)
"""In the request: what else the office does meanwhile, each at its own time, is not hit."""


class Killed(BaseException):
    """The process is gone: nothing of ours runs any more, and the database forgets what was not committed."""


@dataclass
class Fault:
    """At the `at`-th statement, before it or after it, only there or from there on."""

    at: int
    error: Callable[[], BaseException]
    after: bool = False
    lasts: bool = False
    writes: bool = False
    """A question is not counted: a disk that stays full is found full at the next write."""
    seen: int = 0
    fired: list[str] = field(default_factory=list)

    def __call__(self, statement: str, done: bool) -> None:
        if done != self.after or (statement.startswith("SELECT") and (done or self.writes)):
            return  # to die after a question is to die before it: it left nothing
        self.seen += 1
        if self.seen == self.at or (self.seen > self.at and self.lasts):
            self.fired.append(statement)
            raise self.error()

    @property
    def where(self) -> str:
        return f"{self.at}: {self.fired[:1]}"


@contextmanager
def at_each_statement(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> Iterator[None]:
    """Calls `fault(statement, done)` before and after whatever is asked of the database, but for undoing."""

    def around(plain: Any, text_at: int) -> Any:
        async def asked(self: Any, *args: Any, **named: Any) -> Any:
            text = (
                str(args[text_at])
                if len(args) > text_at and isinstance(args[text_at], str)
                else plain_name(args)
            )
            if "ROLLBACK" in text.upper() or not TRYING.get():
                return await plain(self, *args, **named)
            fault(text, False)
            answer = await plain(self, *args, **named)
            fault(text, True)
            return answer

        return asked

    with monkeypatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", around(aiosqlite.Connection._execute, 1))
        for name in ("execute", "executemany", "fetch", "fetchrow"):
            patch.setattr(asyncpg.Connection, name, around(getattr(asyncpg.Connection, name), 0))
        yield


def plain_name(args: tuple[Any, ...]) -> str:
    return str(getattr(args[0], "__name__", "")) if args else ""


def full(url: str) -> Exception:
    if url.startswith("sqlite"):
        return sqlite3.OperationalError("database or disk is full")
    return asyncpg.DiskFullError("could not extend file: No space left on device")


async def written(world: World) -> Phone:
    """One of every kind that a phone sends."""
    phone = await enrolled(world.dan)
    phone.wants_pages = False
    phone.write(1, world.an.id, [1, [1], 0, "Hỏi thăm"])
    phone.write(2, world.an.id, [1, 2, "Giếng cạn", None, None, 1])
    phone.write(3, world.an.id, [None, None, None, f"09{len(phone.device):08d}", "", ""])
    phone.write(1, world.bao.id, [4])
    return phone


async def kept(phone: Phone) -> tuple[set[int], set[int]]:
    """Numbers that count, and numbers that left something in the register: they are the same, or it is by halves."""
    device = to_text(phone.device)
    accepted = await StoredSubmission.filter(device_id=device, status=1).values_list("seq", flat=True)
    made = {record_id(phone.device, seq): seq for seq in range(1, 5)}
    left = {made[row.id] for model in (Visit, Concern) for row in await model.filter(id__in=list(made))}
    left |= set(await HouseholdChange.filter(device_id=device).values_list("seq", flat=True))  # type: ignore[arg-type]
    return set(accepted), left  # type: ignore[arg-type]


async def tried(browser: httpx.AsyncClient, phone: Phone) -> httpx.Response | None:
    """One exchange; None when the office died in it."""
    hello, body = phone.request(phone.outbox)
    with suppress(Killed):
        trying = TRYING.set(True)
        try:
            answer = await post(browser, body)
        finally:
            TRYING.reset(trying)
        if answer.status_code == 200 and answer.headers["content-type"] == MEDIA:
            phone.take(hello, answer.content)
        return answer
    return None


async def is_true_and_recovers(browser: httpx.AsyncClient, phone: Phone, where: str) -> None:
    accepted, left = await kept(phone)
    told = {seq for seq, receipt in phone.receipts.items() if receipt.status == 1}
    assert told <= accepted, where
    assert accepted == left, where
    hello, body = phone.request([], asked=Ranges.of(range(1, 5)))
    phone.take(hello, (await post(browser, body)).content)
    known = [seq for seq in range(1, 5) if seq in phone.receipts]
    rest = [one for one in phone.outbox if one.seq not in known]
    phone.receipts = {seq: one for seq, one in phone.receipts.items() if one.status == 1}
    await phone.exchange(browser, phone.outbox if len(rest) < 4 else rest)

    assert {seq: receipt.status for seq, receipt in phone.receipts.items()} == dict.fromkeys(
        range(1, 5), 1
    ), where
    assert await kept(phone) == ({1, 2, 3, 4}, {1, 2, 3, 4}), where


@pytest.mark.parametrize("lasts", ["once", "from then on"])
async def test_a_full_disk_at_any_statement_gives_no_receipt_and_nothing_by_halves(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, database_url: str, lasts: str
) -> None:
    """T-18: the N-th write fails, N = 1, 2, 3 …; when there is space again all goes on."""
    browser = await browser_of(None)
    for failing in count(1):
        phone, fault = (
            await written(huoi_co),
            Fault(failing, lambda: full(database_url), lasts=lasts != "once", writes=lasts != "once"),
        )
        with at_each_statement(monkeypatch, fault):
            answer = await tried(browser, phone)
        if fault.fired:
            assert answer is not None and (answer.status_code, answer.text) == (503, "storage"), fault.where
            assert int(answer.headers["retry-after"]) >= 10
        await is_true_and_recovers(browser, phone, fault.where)
        if not fault.fired:
            break
    assert failing > 15
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_office_that_dies_at_any_statement_has_lost_nothing_it_acknowledged(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """T-16: every point at which the intake waits for the database, before it and after a write, commits among them."""
    browser = await browser_of(None)
    commits = 0
    for failing in count(1):
        phone, fault = await written(huoi_co), Fault(failing, Killed, after=moment == "after", lasts=True)
        with at_each_statement(monkeypatch, fault):
            await tried(browser, phone)
        commits += any("COMMIT" in text.upper() for text in fault.fired[:1])
        await is_true_and_recovers(browser, phone, fault.where)
        if not fault.fired:
            break
    assert failing > 15 and commits >= 1
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_database_that_may_not_grow_by_another_page_recovers(
    huoi_co: World, browser_of: Any, database_url: str
) -> None:
    """T-18 with SQLite's own error: it may undo the whole transaction by itself, and nothing may follow outside of it."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no such limit to set")
    browser, failed = await browser_of(None), 0
    for room in range(12):
        phone = await written(huoi_co)
        for _ in range(20):
            phone.write(1, huoi_co.an.id, [1, [1], 0, "Ghi chú dài " * 20])
        writer = connections.get("default")._connection  # type: ignore[attr-defined]
        (pages,) = (await writer.execute_fetchall("PRAGMA page_count"))[0]
        await writer.execute(f"PRAGMA max_page_count = {pages + room}")
        answer = await tried(browser, phone)
        await writer.execute("PRAGMA max_page_count = 1073741823")
        assert answer is not None
        failed += answer.status_code == 503
        accepted, _ = await kept(phone)
        assert {seq for seq, receipt in phone.receipts.items() if receipt.status == 1} <= accepted
        phone.receipts.clear()
        await phone.exchange(browser, phone.outbox)
        assert {receipt.status for receipt in phone.receipts.values()} == {1}
    assert failed > 3
    assert await rebuild.rebuild_from_log(check=True) == 0
