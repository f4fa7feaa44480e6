"""Many phones at once, several workers at once: everything arrives once, and pages do not wait for phones."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import create_database
from tests.support.crowd import gather_phones, meet
from tests.support.office import Office, apart
from tests.support.phone import MEDIA, Phone, enrolled
from tests.support.warm import WarmOffice
from tests.support.world import World
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

HOME, ASKED = 1, [1]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where real servers keep what they get; empty for SQLite beside them."""
    if request.param == "sqlite":
        return ""
    cluster = request.getfixturevalue("cluster")
    name = f"crowd{abs(hash(request.node.nodeid)) % 10**9}"
    apart(create_database(cluster, name, "template_gandan"))
    return str(cluster.url(name))


def office_in(folder: Path, url: str) -> Office:
    return WarmOffice(folder, url, GANDAN_DEMO="", GANDAN_SECRETS=str(folder / "secrets"))


async def kept() -> dict[str, int]:
    return {
        "submissions": await StoredSubmission.all().count(),
        "accepted": await StoredSubmission.filter(status=1).count(),
        "numbers": len(set(await StoredSubmission.filter(status=1).values_list("number", flat=True))),
        "visits": await Visit.all().count(),
    }


def test_twelve_phones_after_thirty_days_are_drained_and_nobody_is_refused(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-65, with fewer phones; `python -m tests.bench.crowd` measures all 66."""
    monkeypatch.setenv("GANDAN_SECRETS", str(tmp_path / "secrets"))
    office = office_in(tmp_path, place)
    phones: list[Phone] = office.prepare(lambda: gather_phones(12, 3, 20))
    office.start()
    try:
        seen = asyncio.run(meet(office, phones))
    finally:
        office.stop()

    assert set(seen.statuses) == {200}
    assert set(seen.page_statuses) == {200}
    assert all(not phone.unsettled() for phone in phones)
    assert all(len(phone.pages) == 19 + 5 * 3 for phone in phones)  # own pages, five a household
    assert office.ask(kept) == dict.fromkeys(("submissions", "accepted", "numbers", "visits"), 12 * 20)


def test_two_workers_given_the_same_submissions_keep_them_once(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-20: one insert wins, both answers say accepted with the same numbers."""
    monkeypatch.setenv("GANDAN_SECRETS", str(tmp_path / "secrets"))
    first = office_in(tmp_path, place)
    second = office_in(tmp_path, first.url)
    [phone] = first.prepare(lambda: gather_phones(1, 3, 40))
    phone.wants_pages = False
    first.start()
    second.start()
    try:
        answers = asyncio.run(_from_both(phone, [first, second]))
    finally:
        first.stop()
        second.stop()

    assert len(answers) == 40
    for receipts in answers:
        assert [receipt.status for receipt in receipts] == [1] * 10
    for place_ in range(4):
        assert len({tuple(receipts) for receipts in answers[place_ * 10 : place_ * 10 + 10]}) == 1
    assert first.ask(kept) == dict.fromkeys(("submissions", "accepted", "numbers", "visits"), 40)


async def _from_both(phone: Phone, offices: list[Office]) -> list[Any]:
    """Four outboxes' parts, each five times to each office at the same moment."""
    answers: list[Any] = []
    async with httpx.AsyncClient(timeout=30) as air:
        for start in range(0, 40, 10):
            hello, body = phone.request(phone.outbox[start : start + 10])
            sent = [
                air.post(f"{office.base}/sync/v1/exchange", content=body, headers={"content-type": MEDIA})
                for office in offices * 5
            ]
            for answer in await asyncio.gather(*sent):
                assert answer.status_code == 200
                answers.append(phone.take(hello, answer.content).receipts)
    return answers


async def test_pages_do_not_wait_for_phones_in_line(huoi_co: World, app: Any, browser_of: Any) -> None:
    """T-65: while all turns are taken a page comes at once; the phone waits, and is answered after."""
    phone, air, desk = await enrolled(huoi_co.dan), await browser_of(None), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    turns: asyncio.Semaphore = app.state.turns
    while not turns.locked():
        await turns.acquire()

    waiting = asyncio.create_task(phone.exchange(air))
    page = await asyncio.wait_for(desk.get("/arrivals"), 10)
    written = await asyncio.wait_for(
        (await browser_of(huoi_co.dan)).send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1"}), 10
    )

    assert (page.status_code, written.status_code) == (200, 303)
    assert not waiting.done()
    assert await Visit.all().count() == 1
    turns.release()
    assert [receipt.status for receipt in (await asyncio.wait_for(waiting, 10)).receipts] == [1]
