"""The signal comes and goes: nothing is lost, nothing is there twice, and "received" is only said with a receipt."""

import asyncio
import copy
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.commune import small_office
from tests.browser.proxy import Link, Way, link_to
from tests.browser.steps import arrived, counts, enrol, says, sentence, write_visit
from tests.support.office import Office
from tests.support.world import World

BAD = {"rate": 2_000, "delay": 0.25}
"""16 kbit/s, and half a second there and back."""

AT_ONCE = 4
"""Seconds, on the busiest machine; whoever waits for a dead link waits eight."""
NO_PAUSE = "Math.random = () => 0"
"""An office that did not answer is asked again as soon as there is hope."""
SAFE = "Phiếu vẫn an toàn trên máy."


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with small_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest_asyncio.fixture(loop_scope="session")
async def link(office: Office) -> AsyncIterator[Link]:
    async with link_to(office.port) as link:
        yield link


@pytest_asyncio.fixture(loop_scope="session")
async def far(office: Office, link: Link) -> Office:
    """The same office, seen through the link."""
    seen = copy.copy(office)
    seen.base = link.base
    return seen


@pytest_asyncio.fixture(loop_scope="session")
async def page(phone: BrowserContext, far: Office, world: World) -> Page:
    return await enrol(phone, far, world.dan)


async def tries(page: Page) -> None:
    """As when the phone finds a signal."""
    await page.evaluate("dispatchEvent(new Event('online'))")


async def until(link: Link, *, faults: int = 1, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while link.faults < faults:
        assert time.monotonic() < end, "the phone did not try"
        await asyncio.sleep(0.05)


async def test_after_a_lost_answer_it_is_sent_once_and_only_then_called_received(
    page: Page, far: Office, link: Link, world: World
) -> None:
    before = len(arrived(far))
    link.turn(Way.ANSWER_LOST)
    await write_visit(page, far, world.an)
    await until(link)

    assert len(arrived(far)) == before + 1
    await says(page, SAFE)
    await counts(page, 1)

    link.turn(Way.OPEN)
    await tries(page)
    await says(page, "Xã đã nhận lúc")
    assert len(arrived(far)) == before + 1


@pytest.mark.parametrize("budget", [300, 600, 700])
async def test_an_exchange_cut_in_the_middle_is_made_good(
    page: Page, far: Office, link: Link, world: World, budget: int
) -> None:
    before = len(arrived(far))
    link.turn(Way.CUT, budget=budget)
    await write_visit(page, far, world.an, note="Ống nước vỡ ở khe trên, cần hai người làm nửa ngày")
    await until(link)
    await says(page, SAFE)

    link.turn(Way.OPEN)
    await tries(page)
    await says(page, "Xã đã nhận lúc")
    assert len(arrived(far)) == before + 1


async def test_somebody_elses_page_is_no_receipt(
    phone: BrowserContext, page: Page, far: Office, link: Link, world: World
) -> None:
    before = len(arrived(far))
    await phone.service_workers[-1].evaluate(NO_PAUSE)
    link.turn(Way.PORTAL)
    await write_visit(page, far, world.bao)
    await until(link)

    await says(page, "Xã chưa trả lời")
    await counts(page, 1)
    await page.goto(f"{far.base}/households")
    await expect(page.get_by_text(world.bao.head_name)).to_be_visible()

    link.turn(Way.OPEN)
    await tries(page)
    await says(page, "Xã đã nhận lúc")
    assert len(arrived(far)) == before + 1


async def test_pages_of_the_phone_open_at_once_on_a_dead_link(
    page: Page, far: Office, link: Link, world: World
) -> None:
    link.turn(Way.DEAF)
    here = f"/households/{world.an.id}"
    for path in ("/households", here, f"{here}/visits/new", "/outbox"):
        assert min([await seconds_to_open(page, far.base + path) for _ in range(2)]) < AT_ONCE, path

    await write_visit(page, far, world.an)
    await counts(page, 1)
    assert "nhận" not in await sentence(page)


async def seconds_to_open(page: Page, address: str) -> float:
    started = time.monotonic()
    await page.goto(address, wait_until="domcontentloaded")
    return time.monotonic() - started


async def test_airplane_mode_on_and_off_while_sending(
    phone: BrowserContext, page: Page, far: Office, link: Link, world: World
) -> None:
    before = len(arrived(far))
    await phone.set_offline(True)
    for number in range(8):
        await write_visit(page, far, (world.an, world.bao)[number % 2], note=f"Lần {number}: chờ sửa mái bếp")
    link.rate, link.delay = BAD["rate"], BAD["delay"]
    told: list[tuple[str, int]] = []

    for seconds in (1.2, 1.6, 2, 2, 3, 5, 8, 16, 32):
        await phone.set_offline(False)
        told = await received_while(page, far, seconds)
        if told:
            break
        await phone.set_offline(True)
        link.break_all()
        await asyncio.sleep(1)

    assert link.halves, "no exchange was cut"
    assert told
    assert [count - before for _, count in told if count - before != 8] == []
    assert sorted(row["seq"] for row in arrived(far)[before:]) == list(range(1, 9))


async def received_while(page: Page, office: Office, seconds: float) -> list[tuple[str, int]]:
    """Each time the bar says "received": what it says, and how many the office has."""
    told, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        await asyncio.sleep(0.2)
        if "đã nhận" in (words := await sentence(page)):
            told.append((words, len(arrived(office))))
    return told
