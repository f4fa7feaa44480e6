"""A household goes to other hands while both phones are without signal: no work is lost, and each is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.steps import arrived, counts, enrol, says, write_visit
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.assignments.charge.handovers import handing_over
from webapp.assignments.charge.models import Handover, HandoverConfirmed
from webapp.assignments.charge.take_charge import take_charge
from webapp.core.calendar import today
from webapp.submissions.models import DeviceContact, StoredSubmission
from webapp.visits.models import Visit

PATHS = """async () => {
    const open = indexedDB.open("gandan");
    const db = await new Promise((yes) => { open.onsuccess = () => yes(open.result); });
    const keys = await new Promise((yes) => {
        const asked = db.transaction("pages").objectStore("pages").getAllKeys();
        asked.onsuccess = () => yes(asked.result);
    });
    db.close();
    return keys.map((key) => key[1]);
}"""


async def test_both_phones_are_away_and_nothing_is_lost_or_credited_to_somebody_else(
    phone: BrowserContext, chromium: Browser, office: Office, world: World
) -> None:
    other = await chromium.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
    other.set_default_timeout(20_000)
    old, new = await enrol(phone, office, world.dan), await enrol(other, office, world.en)
    home = f"/households/{world.an.id}"
    assert home in await old.evaluate(PATHS)
    assert home not in await new.evaluate(PATHS)
    await phone.set_offline(True)
    await other.set_offline(True)
    await write_visit(old, office, world.an, note="Ống nước vỡ ở khe trên")
    await write_visit(new, office, world.canh)
    await counts(old, 1)
    await counts(new, 1)

    hand_over(office, world)
    await back(phone, old)
    await says(old, "Xã đã nhận lúc")

    assert [row["author_name"] for row in arrived(office)] == [world.dan.full_name]
    assert codes(office) == ["late"]
    assert credited(office) == [(world.dan.id, today())]
    await gone(old, home)
    await old.goto(f"{office.base}/")
    told = await old.locator("main").inner_text()
    assert "nay là: Vi Thị Én" in told and "vẫn tính cho bạn" in told

    await back(other, new)
    await came(new, home)
    await new.goto(f"{office.base}/handover/mine")
    assert "Nhận từ đ/c Lô Văn Dần" in await new.locator("main").inner_text()
    await new.goto(f"{office.base}{home}")
    assert "ghi trước bàn giao" in await new.locator("main").inner_text()
    await other.close()


async def test_both_say_without_signal_that_it_is_done(
    phone: BrowserContext, chromium: Browser, office: Office, world: World
) -> None:
    hand_over(office, world)
    other = await chromium.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
    other.set_default_timeout(20_000)
    for context, member, words in ((phone, world.dan, "Tôi đã bàn giao"), (other, world.en, "Tôi đã nhận")):
        page = await enrol(context, office, member)
        await came(page, "/handover/mine")
        await context.set_offline(True)
        await page.goto(f"{office.base}/handover/mine")
        await page.get_by_role("button", name=words).click()
        await counts(page, 1)
        await back(context, page)
        await says(page, "Xã đã nhận lúc")
    await other.close()

    async def confirmed() -> tuple[int, bool]:
        [one] = await handing_over(Handover.all())
        return await HandoverConfirmed.all().count(), one.both

    assert office.ask(confirmed) == (2, True)


def hand_over(office: Office, world: World) -> None:
    """By the branch, today; both phones were last heard of four days ago."""

    async def work() -> None:
        moment = datetime.now(UTC) - timedelta(days=4)
        await Device.filter(kind="phone").update(seen_at=moment, enrolled_at=moment - timedelta(days=1))
        await DeviceContact.all().update(at=moment)
        wanted = {world.an.id: world.en.id}
        await take_charge(world.branch, wanted, today(), by="Cụt Đình Khoa", reason="Nhà sát nhau")

    office.ask(work)


def codes(office: Office) -> list[Any]:
    async def work() -> list[Any]:
        return list(await StoredSubmission.all().values_list("code", flat=True))

    return list(office.ask(work))


def credited(office: Office) -> list[Any]:
    async def work() -> list[Any]:
        return list(await Visit.all().values_list("by_id", "happened_on"))

    return list(office.ask(work))


async def back(context: BrowserContext, page: Page) -> None:
    await context.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")


async def came(page: Page, path: str) -> None:
    await _until(page, path, there=True)


async def gone(page: Page, path: str) -> None:
    await _until(page, path, there=False)


async def _until(page: Page, path: str, *, there: bool) -> None:
    for _ in range(400):
        paths = await page.evaluate(PATHS)
        if any(one.startswith(path) for one in paths) is there:
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"{path} {'never came' if there else 'is still there'}: {paths}")
