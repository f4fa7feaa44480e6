"""What the PIN protects, and what it must not stand in the way of."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.script.bench import DEVICE, PIN, Bench, bench_page, rows_of
from tests.browser.script.kept import Kept, drafted, enrolled, fill_slip, slip_for
from tests.browser.script.locked import DUMP, LATER, wrong_pins
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.accounts.pins.pins import unfit_pin
from webapp.core.calendar import today
from webapp.core.database.models import Node
from webapp.register.charge_models import GroupPlace
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

TRY = "([device, pin]) => gd.tryPin(device, pin).then(({ raw, left, wait }) => [!!raw, left, wait])"
EARLIER = """async ([pin, old]) => { const it = await gd.chosen();
    await gd.setPin(it, old, (await gd.tryPin(it.device, pin)).raw); }"""
EASY = [
    "1234", "12345", "1234567", "12a456", "", "１２９４５７", "000000", "111111", "123456", "654321", "456789",
    "890123", "210987", "121212", "123123", "747474",
]  # fmt: skip


async def test_the_right_pin_opens_and_a_wrong_one_is_counted(desk: Page) -> None:
    assert await desk.evaluate(TRY, [DEVICE, "000000"]) == [False, 9, 0]
    assert (await desk.evaluate(TRY, [DEVICE, PIN]))[0]
    assert (await desk.evaluate(TRY, [DEVICE, "000000"]))[1] == 9


async def test_t62_after_five_wrong_pins_even_the_right_one_must_wait_longer_each_time(desk: Page) -> None:
    """T-62: the delay doubles with each wrong PIN after the fourth."""
    waits = [(await desk.evaluate(TRY, [DEVICE, "000000"]))[2] for _ in range(5)]
    assert waits == [0, 0, 0, 0, 30_000]

    opened, _, wait = await desk.evaluate(TRY, [DEVICE, PIN])
    assert not opened and 0 < wait <= 30_000

    for longer in (60_000, 120_000):
        await desk.evaluate(LATER, 121_000)
        assert (await desk.evaluate(TRY, [DEVICE, "000000"]))[2] == longer

    await desk.evaluate(LATER, 121_000)
    assert (await desk.evaluate(TRY, [DEVICE, PIN]))[0]


async def test_a_clock_set_back_does_not_lock_for_years(desk: Page) -> None:
    for _ in range(5):
        await desk.evaluate(TRY, [DEVICE, "000000"])
    await desk.evaluate(LATER, -86_400_000 * 365)

    assert (await desk.evaluate(TRY, [DEVICE, PIN]))[0]


async def test_a_try_counts_before_it_is_tried(desk: Page) -> None:
    await desk.evaluate("(it) => { gd.kek = () => new Promise(() => 0); gd.tryPin(it, '000000'); }", DEVICE)
    counted = """async (it) => {
        let wrong = 0;
        while (!wrong) wrong = (await gd.read("profiles", it)).wrong;
        return wrong;
    }"""

    async with asyncio.timeout(40):
        assert await desk.evaluate(counted, DEVICE) == 1


async def test_ten_wrong_pins_close_what_is_readable_for_good_but_not_the_outbox(desk: Page) -> None:
    await desk.click("label[for=met]")
    await desk.click("#visit button")
    await desk.wait_for_selector("[data-saved]")
    answers = []
    for _ in range(10):
        answers.append(await desk.evaluate(TRY, [DEVICE, "000000"]))
        await desk.evaluate(LATER, 1_000_000)

    assert [left for _, left, _ in answers] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert not (await desk.evaluate(TRY, [DEVICE, PIN]))[0]
    assert (
        await desk.evaluate("(it) => gd.read('profiles', it).then((profile) => profile.dek)", DEVICE) is None
    )
    assert await rows_of(desk) == [[1, "waiting"]]


async def test_a_pin_is_six_digits_that_are_no_run(phone: BrowserContext, bench: Bench) -> None:
    page = await bench_page(phone, bench)
    asked = "(pins) => pins.map((pin) => gd.badPin({ pin: { value: pin }, pin2: { value: pin } }))"

    assert await page.evaluate(asked, EASY) == ["pin_form"] * len(EASY)
    assert (
        await page.evaluate("gd.badPin({ pin: { value: '482915' }, pin2: { value: '482916' } })")
        == "pins_differ"
    )


async def test_the_phone_and_the_office_call_the_same_pins_easy_to_guess(
    phone: BrowserContext, bench: Bench
) -> None:
    page = await bench_page(phone, bench)

    found = await page.evaluate(
        """() => Array.from({ length: 1000000 }, (_, n) => String(n).padStart(6, "0")).filter(gd.weak)"""
    )

    assert found == [pin for n in range(1_000_000) if unfit_pin(pin := f"{n:06}")]
    assert len(found) == 1_110


async def test_t62_ten_wrong_pins_remove_pages_and_keys_and_the_outbox_is_still_sent(
    kept: Kept, office: Office, world: World
) -> None:
    """T-62: pages, drafts and keys gone; what was sealed reaches the office, from a locked phone."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    page = await kept.open(f"/households/{world.bao.id}/visits/new")
    await page.click("summary")
    await page.fill("#note", "Đang viết dở")
    await drafted(page)
    await page.evaluate("gd.lock()")
    await page.wait_for_url("**/unlock?next=*")
    await wrong_pins(kept, 9)
    left = "gd.tx(['pages', 'drafts'], async (at) => [await at('pages').count(), await at('drafts').count()])"
    pages, drafts = await page.evaluate(left)
    assert pages >= 5 and drafts == 1

    await wrong_pins(kept, 1)

    await page.wait_for_selector("text=Đã khoá vì sai 10 lần")
    assert await page.evaluate(left) == [0, 0]
    assert await page.evaluate("gd.chosen().then((it) => [it.dek, it.share])") == [None, None]
    await page.reload()
    await wrong_pins(kept, 1)
    assert world.an.head_name not in await page.evaluate(DUMP)
    kept.road.always = ""
    await kept.send()
    assert await kept.states() == ["accepted"]
    assert office.ask(lambda: Visit.first()).note == "Ống nước vỡ"


async def test_t35_a_locked_phone_loses_at_its_next_contact_what_its_person_may_no_longer_read(
    kept: Kept, office: Office, world: World
) -> None:
    """T-35, I7: it sends while it is locked, and is opened later, where there is no signal."""
    page, kept.road.always = kept.page, "dead"
    await kept.visit(world.bao.id)
    await page.evaluate("gd.lock()")
    await page.wait_for_url("**/unlock?next=*")
    office.ask(lambda: GroupPlace.filter(household_id=world.an.id).update(valid_to=today() - timedelta(1)))
    kept.road.always = ""

    await kept.send()
    await kept.until_states("accepted")

    paths = "gd.chosen().then(async (it) => (await gd.allOf('pages', it.device)).map((page) => page.path))"
    left = await page.evaluate(paths)
    assert not [path for path in left if world.an.id in path]
    assert {
        "/",
        "/households",
        f"/households/{world.bao.id}",
        f"/households/{world.bao.id}/visits/new",
    } <= set(left)


async def test_without_contact_for_30_days_even_the_right_pin_opens_nothing_until_the_office_answers(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    page = await kept.open("/device")
    await page.evaluate("gd.lock()")
    await page.evaluate(
        "gd.chosen().then((it) => gd.change(it.device, (to) => { to.contact -= 31 * 86400000; }))"
    )
    page = await kept.open("/unlock")
    for _ in range(12):
        await page.fill("#pin", PIN)
        await page.click("form[data-unlock] button")
        await page.wait_for_selector("text=Đã 30 ngày chưa liên lạc")
        await page.evaluate(
            "gd.find('[data-unlock] [data-say]').hidden = true"
        )  # the next answer is a new one
    assert await page.evaluate("gd.chosen().then((it) => it.share)") is None
    assert await kept.states() == ["waiting"]

    kept.road.always = ""
    await kept.send()
    assert await kept.states() == ["accepted"]
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(kept.road.base + "/")


async def test_29_days_without_contact_change_nothing(kept: Kept) -> None:
    kept.road.always = "dead"
    page = await kept.open("/device")
    await page.evaluate("gd.lock()")
    await page.evaluate(
        "gd.chosen().then((it) => gd.change(it.device, (to) => { to.contact -= 29 * 86400000; }))"
    )
    page = await kept.open("/unlock")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(kept.road.base + "/")


async def test_t61_the_offices_half_of_the_key_cannot_be_read_out(kept: Kept, office: Office) -> None:
    """T-61: it is on the phone only as a key without a way out, and in no bytes beside it."""
    share = bytes(office.ask(lambda: Device.get(kind="phone")).share)

    found = await kept.page.evaluate(
        """async (share) => { const it = await gd.chosen(); return [it.share.extractable, it.share.type,
            await crypto.subtle.exportKey("raw", it.share).catch((error) => error.name),
            Object.values(it).some((part) => ArrayBuffer.isView(part) && String(part) === share)]; }""",
        ",".join(str(byte) for byte in share),
    )

    assert found == [False, "secret", "NotSupportedError", False]


async def test_t61_a_stolen_phone_tells_no_name_of_a_household(kept: Kept, world: World) -> None:
    """T-61: everything at rest, dumped without the PIN."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ ở bếp")
    page = await kept.open(f"/households/{world.bao.id}/visits/new")
    await page.click("summary")
    await page.fill("#note", "Bản nháp riêng tư")
    await drafted(page)

    dump = await page.evaluate(DUMP)

    assert "Bản Huồi Cọ" in dump and world.an.id in dump  # the dump sees what is in the clear
    for secret in (world.an.head_name, world.bao.head_name, "Ống nước", "riêng tư", "Ở nhà", PIN):
        assert secret not in dump, secret


async def test_an_untouched_phone_locks_and_opens_where_it_was(kept: Kept, world: World) -> None:
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    await page.click("summary")
    await page.fill("#note", "Đang viết dở")
    await drafted(page)
    await page.evaluate("localStorage.setItem('gd.touched', Date.now() - 660000)")
    await page.goto(f"{kept.road.base}/households/{world.an.id}/visits/new")
    await page.wait_for_url("**/unlock?next=*")

    await expect(page.locator("[data-name]")).to_have_text("Lô Văn Dần")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url("**/visits/new")
    await page.wait_for_selector("[data-notice]")

    await expect(page.locator("#note")).to_have_value("Đang viết dở")


async def test_a_wrong_pin_is_said_in_words(kept: Kept) -> None:
    page = await kept.open("/device")
    await page.click("[data-lock]")
    await page.wait_for_url("**/unlock")
    await page.evaluate("gd.kit")
    await page.fill("#pin", "000000")
    await page.click("form[data-unlock] button")

    await page.wait_for_selector("text=Sai mã PIN. Còn 9 lần thử.")
    await page.goto(kept.road.base + "/")
    await page.wait_for_url("**/unlock?next=%2F")


async def test_the_pin_can_be_changed(kept: Kept) -> None:
    page = await kept.open("/device")
    await page.click("summary >> nth=0")
    for name, pin in (("old", PIN), ("pin", "730846"), ("pin2", "730846")):
        await page.fill(f"form[data-pin] [name={name}]", pin)
    await page.click("form[data-pin] button")
    await page.wait_for_selector("text=Đã đổi mã PIN.")

    device = await page.evaluate("gd.chosen().then((it) => it.device)")
    assert (await page.evaluate(TRY, [device, "730846"]))[0]
    assert not (await page.evaluate(TRY, [device, PIN]))[0]


@pytest.mark.parametrize("old", ["7777", "123456"])
async def test_a_pin_of_an_earlier_release_is_changed_before_anything_opens(
    kept: Kept, world: World, old: str
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    page = await kept.open("/device")
    await page.evaluate(EARLIER, [PIN, old])
    await page.evaluate("gd.lock()")
    await kept.open(f"/unlock?next=/households/{world.an.id}")

    await page.fill("#pin", old)
    await page.click("form[data-unlock] button")
    await page.wait_for_selector("text=Từ nay mã PIN có 6 chữ số")
    assert await page.evaluate("gd.chosen().then((it) => gd.ring(it.device))") is None
    for pin in (old, "121212"):
        await page.fill("#new", pin)
        await page.fill("#new2", pin)
        await page.click("form[data-renew] button")
        await page.wait_for_selector("form[data-renew] >> text=Mã PIN gồm 6 chữ số")
    await page.fill("#new", "730846")
    await page.fill("#new2", "730846")
    await page.click("form[data-renew] button")

    await page.wait_for_url(f"{kept.road.base}/households/{world.an.id}")
    await kept.settled()
    assert await kept.states() == ["waiting"]
    device = await page.evaluate("gd.chosen().then((it) => it.device)")
    assert (await page.evaluate(TRY, [device, "730846"]))[0]
    assert not (await page.evaluate(TRY, [device, old]))[0]


async def test_the_phone_is_not_erased_while_only_it_has_a_record(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    page = await kept.open("/device")
    await page.click("summary >> nth=1")
    await page.click("label[for=sure]")
    await page.click("form[data-erase] button")
    await page.wait_for_selector("text=Còn 1 phiếu chưa gửi.")
    assert await kept.states() == ["waiting"]

    kept.road.always = ""
    await kept.send()
    await kept.until_states("accepted")
    await page.click("form[data-erase] button")
    await page.wait_for_url("**/enrol")

    assert world.an.id not in await page.evaluate(DUMP)
    assert await page.evaluate("localStorage.length") == 0
    # The page of the slip may have fetched the kit, which is about nobody, for the next person already.
    assert not {"here", "kept", "room"} & set(await page.evaluate("caches.keys()"))
    assert office.ask(lambda: Visit.all().count()) == 1


async def test_what_a_restored_office_wants_again_was_in_no_file(
    kept: Kept, office: Office, world: World
) -> None:
    """Carried is what was in a file, not every number up to its last."""
    await kept.visit(world.an.id)
    await kept.until_states("accepted")
    kept.road.always = "dead"
    await kept.visit(world.bao.id)
    page = await kept.open("/outbox")
    async with page.expect_download():
        await page.click("[data-file]")
    await kept.until("gd.chosen().then((it) => it.carried === 2)")

    async def restore() -> None:
        await Visit.all().delete()
        await StoredSubmission.all().delete()
        await Device.filter(kind="phone").update(received="", issued=0)
        await Node.all().update(incarnation=b"restored")

    office.ask(restore)
    kept.road.faults = ["", *["dead"] * 20]
    kept.road.always = ""
    await kept.send()
    await kept.until_states("waiting", "waiting")
    await page.goto(f"{kept.road.base}/device")
    await kept.settled()
    await page.click("summary >> nth=1")
    await page.click("label[for=sure]")
    await page.click("form[data-erase] button")

    await page.wait_for_selector("text=Còn 1 phiếu chưa gửi.")


async def test_two_people_on_one_phone_see_only_their_own(kept: Kept, office: Office, world: World) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    kept.road.always = ""
    en = await enrolled(kept.phone, office, kept.road, world.en)
    await en.page.close()

    page = kept.page
    await page.goto(f"{kept.road.base}/who")
    await expect(page.locator("[data-who-list] li")).to_have_count(2)
    assert {"Lô Văn Dần", "Vi Thị Én"} == set(await page.locator("[data-who-list] b").all_inner_texts())
    await page.click("text=Vi Thị Én")
    await page.wait_for_url("**/unlock")
    await page.evaluate("gd.kit")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(kept.road.base + "/")
    await page.goto(f"{kept.road.base}/households")
    await page.wait_for_selector(".list")

    assert world.canh.head_name in await page.inner_text("main")
    assert world.an.head_name not in await page.inner_text("main")
    assert office.ask(lambda: Visit.all().count()) == 1  # sent by the other person's exchange, sealed


async def test_whose_access_ended_loses_the_pages_though_somebody_else_uses_the_phone_now(
    kept: Kept, office: Office, world: World
) -> None:
    """§2.10: a shared phone. Dần's access ends; Én goes on with it and nothing of Dần waits to be sent."""
    en = await enrolled(kept.phone, office, kept.road, world.en)
    office.ask(lambda: Device.filter(member_id=world.dan.id).update(revoked_at=datetime.now(UTC)))
    await en.page.evaluate(
        "gd.people().then((all) => gd.change(all[1].device, (it) => { it.contact -= 2 * 86400000; }))"
    )

    await en.page.evaluate("gd.go('tap') && 0")
    await en.page.wait_for_url("**/unlock*")
    await en.settled()

    await en.until("gd.people().then((all) => all.length === 1)")
    assert await en.page.evaluate("gd.people().then((all) => all.map((it) => it.name))") == ["Vi Thị Én"]
    assert world.an.head_name not in await en.page.evaluate(DUMP)


async def test_a_used_slip_says_so_and_keeps_nothing(kept: Kept, office: Office, world: World) -> None:
    code = slip_for(office, world.en)
    first = await kept.phone.new_page()
    await first.goto(f"{kept.road.base}/enrol/{code}")
    await first.wait_for_selector("form[data-enrol]:not([hidden])")
    await fill_slip(kept.page, kept.road.base, code)
    await kept.page.wait_for_url(kept.road.base + "/")
    await first.evaluate("gd.tx(['spare'], (at) => at('spare').clear())")
    await first.click("label[for=name_ok]")
    await first.fill("#pin", PIN)
    await first.fill("#pin2", PIN)
    await first.click("form[data-enrol] button")

    await expect(first.locator("form[data-enrol] [data-say]")).to_contain_text("giấy mới")
    assert len(await first.evaluate("gd.people()")) == 2


async def test_a_worker_that_the_browser_stops_costs_no_pin(kept: Kept) -> None:
    page = await kept.open("/households")
    browser = await kept.phone.new_cdp_session(page)
    await browser.send("ServiceWorker.enable")
    for path in ("/outbox", "/device", "/help", "/carry", "/households", "/outbox", "/"):
        await browser.send("ServiceWorker.stopAllWorkers")
        await kept.open(path)
        assert page.url == kept.road.base + path
        assert await page.evaluate("gd.chosen().then((it) => gd.ring(it.device)).then(Boolean)"), path


async def test_a_page_that_goes_leaves_its_key_with_the_worker(kept: Kept) -> None:
    page, other = await kept.open("/households"), await kept.phone.new_page()
    browser = await kept.phone.new_cdp_session(page)
    await browser.send("ServiceWorker.enable")
    await browser.send("ServiceWorker.stopAllWorkers")
    await page.evaluate("dispatchEvent(new Event('pagehide')) && gd.sleep(300)")
    await page.evaluate("gd.on.lock = gd.on['ring?'] = () => null")
    await other.goto(kept.road.base + "/households")

    assert other.url == kept.road.base + "/households"


async def test_a_locked_phone_shows_no_page_that_is_about_anybody(kept: Kept, world: World) -> None:
    home = f"/households/{world.an.id}"
    for path in ("/concerns", "/households/requests", f"{home}/sheet", f"{home}/readers", "/progress"):
        page = await kept.open(path)
        await page.evaluate("gd.lock() && 0")

        await page.wait_for_url("**/unlock?next=*")

        await kept.settled()
        await page.fill("#pin", PIN)
        await page.click("form[data-unlock] button")
        await page.wait_for_url(kept.road.base + path)


async def test_a_page_that_slept_through_the_lock_is_not_brought_back_open(kept: Kept, world: World) -> None:
    page, other = await kept.open(f"/households/{world.an.id}"), await kept.phone.new_page()
    await page.evaluate(
        """() => { const answer = gd.on["ring?"]; self.asleep = true;
        gd.on.lock = () => null; gd.on["ring?"] = (note) => self.asleep ? null : answer(note); }"""
    )
    await other.goto(kept.road.base + "/device")
    await other.evaluate("gd.kit.then(() => gd.lock())")

    await page.evaluate(
        "self.asleep = dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) && false"
    )

    await page.wait_for_url("**/unlock?next=*")


async def test_a_locked_phone_shows_no_words_of_its_outbox(kept: Kept, world: World) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ ở bếp")
    page = await kept.open("/outbox")
    await page.click("[data-outbox-list] summary")
    await expect(page.locator("main")).to_contain_text("Ống nước vỡ ở bếp")

    await page.evaluate("gd.lock()")

    await expect(page.locator("main")).to_contain_text("Phiếu số 1 (đang khoá)")
    assert "Ống nước" not in await page.inner_text(
        "main"
    ) and world.an.head_name not in await page.inner_text("main")
