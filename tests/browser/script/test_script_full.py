"""A phone that is full, or whose storage was taken away: nothing is called done that is not, and the office sees the gap."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.script.between import Between
from tests.browser.script.kept import PIN, Kept, enrolled, slip_for
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.office.phones import phones_page
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

# From write number `from` on, nothing can be written any more, until `gd.broken` is false.
FULL = """(from) => {
    let count = 0;
    for (const verb of ["put", "add"]) {
        const real = IDBObjectStore.prototype[verb];
        IDBObjectStore.prototype[verb] = function (...words) {
            if (++count >= from && gd.broken) throw new DOMException("full", "QuotaExceededError");
            return real.apply(this, words);
        };
    }
    gd.broken = true;
}"""


@pytest.mark.parametrize("first", range(1, 8))
async def test_t51_an_exchange_on_a_full_phone_loses_nothing_and_doubles_nothing(
    kept: Kept, office: Office, world: World, first: int
) -> None:
    """T-51: from the first, second … write of the worker on: not received until a receipt could be kept."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Máy đầy")
    kept.road.always = ""
    worker = kept.phone.service_workers[-1]
    await worker.evaluate(FULL, first)
    assert await kept.send() is not None, "a failure is answered too"

    [state] = await kept.states()
    assert state in ("waiting", "accepted")
    assert state == "waiting" or office.ask(lambda: StoredSubmission.all().count()) == 1

    await worker.evaluate("gd.broken = false")
    await kept.send()
    assert await kept.states() == ["accepted"]
    assert office.ask(lambda: Visit.all().count()) == 1


@pytest.mark.parametrize("first", range(1, 4))
async def test_t51_enrolling_on_a_full_phone_says_so_and_the_slip_stays_good(
    phone: BrowserContext, office: Office, road: Between, world: World, first: int
) -> None:
    """T-51: the key, the profile: what could not be written is not called enrolled; the same slip goes on later."""
    page: Page = await phone.new_page()
    await page.goto(f"{road.base}/enrol/{slip_for(office, world.dan)}")
    await page.wait_for_selector("form[data-enrol]:not([hidden])")
    await page.evaluate("gd.kit")
    await page.evaluate(FULL, first)
    await page.click("label[for=name_ok]")
    await page.fill("#pin", PIN)
    await page.fill("#pin2", PIN)
    await page.click("form[data-enrol] button")
    said = page.locator("form[data-enrol] [data-say]")
    if first < 3:
        await expect(said).to_contain_text("Chưa có sóng. Giữ giấy này")
        assert await page.evaluate("gd.people()") == []
        await page.evaluate("gd.broken = false")
        await page.click("form[data-enrol] button")

    await page.wait_for_url(road.base + "/")
    assert office.ask(lambda: Device.filter(kind="phone").count()) == 1


async def test_t50_when_the_storage_is_taken_away_the_office_sees_exactly_what_is_gone(
    kept: Kept, office: Office, world: World
) -> None:
    """T-50: evicted with two of three never sent; the person enrols anew, under another device."""
    await kept.visit(world.an.id)
    await kept.until_states("accepted")
    for _ in range(2):
        page = await kept.open(f"/households/{world.bao.id}")
        await page.click("form[data-undo] button")
        await page.wait_for_selector("[data-saved]")
    await kept.send_what_may_go()
    assert await kept.states() == ["accepted", "waiting", "waiting"]

    session = await kept.phone.new_cdp_session(kept.page)
    await kept.page.goto("about:blank")
    await session.send("Storage.clearDataForOrigin", {"origin": kept.road.base, "storageTypes": "all"})
    again = await enrolled(kept.phone, office, kept.road, world.dan)

    await again.visit(world.an.id, "Máy mở lại")
    await again.until_states("accepted")
    old, new = office.ask(lambda: Device.filter(kind="phone").order_by("enrolled_at"))
    assert old.id != new.id and (old.issued, old.received) == (3, "1")
    shown = office.ask(lambda: _lines(world))
    assert {line.device.id: str(line.missing) for line in shown} == {old.id: "2-3", new.id: ""}
    assert office.ask(lambda: Visit.all().count()) == 2


async def _lines(world: World) -> list:
    from webapp.web.person import Person, Role

    clerk = Person(world.clerk.id, "", Role.COMMUNE_OFFICE, world.commune.id)
    return list((await phones_page(clerk))["used"])
