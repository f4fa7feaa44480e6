"""What a phone believes: only a receipt is a receipt, and nothing is lost or sent twice for want of one."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.script.kept import NO_MORE_PAGES, PIN, Kept
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit


def visits(office: Office) -> int:
    return int(office.ask(lambda: Visit.all().count()))


async def test_a_visit_is_received_and_the_bar_says_its_number(
    kept: Kept, office: Office, world: World
) -> None:
    await kept.visit(world.an.id, "Ống nước vỡ")

    await kept.until_states("accepted")

    await kept.until_bar("(số 1)")
    assert visits(office) == 1


async def test_a_portals_page_is_not_a_receipt(kept: Kept, office: Office, world: World) -> None:
    kept.road.always = "portal"
    await kept.visit(world.an.id)
    await kept.send()

    assert await kept.states() == ["waiting"]
    await kept.until_bar("Xã chưa trả lời")
    assert visits(office) == 0

    kept.road.always = ""
    await kept.send()

    assert await kept.states() == ["accepted"]


async def test_after_a_lost_answer_the_phone_asks_before_it_sends(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "lose"
    letters = str.maketrans("0123456789", "ghijklmnop")  # long rows of digits would be put aside
    await kept.visit(world.an.id, " ".join(f"{n**3:x}".translate(letters) for n in range(40, 99)))
    await kept.send()
    kept.road.always = ""
    await kept.send()
    first, *others = kept.road.sent[kept.road.sent.index(max(kept.road.sent, key=len)) :]

    await kept.until_states("accepted")

    assert visits(office) == 1
    assert all(len(body) < len(first) / 2 for body in others), [len(b) for b in kept.road.sent]


async def test_an_answer_cut_before_its_first_mark_changes_nothing(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "start"  # it may try again by itself at any moment
    await kept.visit(world.an.id)
    await kept.until("gd.chosen().then((it) => it.why)")

    assert await kept.states() == ["waiting"]

    kept.road.always = ""
    await kept.send()

    assert await kept.states() == ["accepted"]
    assert visits(office) == 1


LONGEST_WAIT = """Math.random = () => 1"""
ASKED_TO_WAIT = """gd.chosen().then((it) => it.after > Date.now())"""
PAGES = """async () => (await gd.allOf("pages", (await gd.chosen()).device)).map((page) => page.path + gd.b64(page.hash))"""
FORGET = """gd.tx(["pages"], (at) => at("pages").clear())"""


async def test_what_came_of_a_cut_answer_stays_and_only_the_rest_comes(
    kept: Kept, office: Office, world: World
) -> None:
    """§2.7: on a link that cuts every answer in the middle the pack grows, and each page is whole."""
    whole, heard = sorted(await kept.page.evaluate(PAGES)), sum(map(len, kept.road.answers))
    await kept.page.evaluate(FORGET)
    kept.road.always = "half"
    await kept.send()
    part = await kept.page.evaluate(PAGES)
    kept.road.always = ""
    kept.road.answers.clear()
    await kept.send()
    await kept.until(NO_MORE_PAGES)

    assert 0 < len(part) < len(whole)
    assert set(part) <= set(whole)
    assert sorted(await kept.page.evaluate(PAGES)) == whole
    assert sum(map(len, kept.road.answers)) < 0.9 * heard


async def woken_by_the_browser(kept: Kept) -> None:
    """Background Sync, as when a signal is found."""
    link = await kept.phone.new_cdp_session(kept.page)
    found: list[str] = []
    link.on("ServiceWorker.workerRegistrationUpdated", lambda it: found.extend(it["registrations"]))
    await link.send("ServiceWorker.enable")
    async with asyncio.timeout(40):
        while not found:
            await asyncio.sleep(0.02)
    place = {"origin": kept.road.base, "registrationId": found[0]["registrationId"]}
    await link.send("ServiceWorker.dispatchSyncEvent", {**place, "tag": "gd", "lastChance": False})


async def test_a_busy_office_is_left_in_peace_longer_each_time(
    kept: Kept, office: Office, world: World
) -> None:
    """T-09: 503 is not delivered, and by itself the phone waits longer after every failure, whoever wakes it."""
    kept.road.always = "busy"
    await kept.phone.service_workers[-1].evaluate(LONGEST_WAIT)
    await kept.visit(world.an.id)
    await kept.until_bar("Xã chưa trả lời")
    before = len(kept.road.sent)
    for _ in range(8):
        await kept.send()

    for _ in range(5):
        await kept.page.evaluate("""gd.ask({ gd: "go" }, 20000)""")
        await woken_by_the_browser(kept)
    await kept.settled()

    assert len(kept.road.sent) == before + 8
    assert await kept.states() == ["waiting"]
    kept.road.always = ""
    await kept.send()
    assert await kept.states() == ["accepted"]
    assert visits(office) == 1


WAITS = "gd.chosen().then((it) => (it.next - Date.now()) / 1000)"


@pytest.mark.parametrize(
    ("after", "least", "most"), [("120", 100, 120), ("100000", 860, 900), ("Mon", -60, 0)]
)
async def test_a_busy_office_says_for_how_long_and_only_a_person_asks_before(
    kept: Kept, world: World, after: str, least: int, most: int
) -> None:
    """Retry-After of a 503, at most a quarter of an hour; without the luck that spreads a crowd's phones."""
    kept.road.always, kept.road.after = "busy", after
    await kept.phone.service_workers[-1].evaluate("Math.random = () => 0")
    await kept.visit(world.an.id)
    await kept.until_bar("Xã chưa trả lời")
    before = len(kept.road.sent)

    assert least < await kept.page.evaluate(WAITS) <= most
    if least > 0:
        for pushed in ("true", "false"):
            await kept.page.evaluate(f'gd.ask({{ gd: "go", pushed: {pushed} }}, 20000)')
        await woken_by_the_browser(kept)
        assert len(kept.road.sent) == before
    kept.road.always = ""
    await kept.send()
    assert await kept.states() == ["accepted"]


async def test_a_phone_that_is_asked_to_wait_waits_even_when_somebody_taps(
    kept: Kept, office: Office
) -> None:
    """T-09: more than 30 contacts a minute; at most one request until the time named is over."""
    while not await kept.page.evaluate(ASKED_TO_WAIT):
        await kept.send()
    sent = len(kept.road.sent)

    for _ in range(5):
        await kept.send()

    assert (len(kept.road.sent), sent >= 31) == (sent, True), sent


async def test_two_tabs_have_one_sender(kept: Kept, office: Office, world: World) -> None:
    second = await kept.phone.new_page()
    await second.goto(f"{kept.road.base}/households/{world.bao.id}/visits/new")
    await second.evaluate("gd.kit")
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    await second.click("label[for=met]")
    await second.click("form[data-kind] button.big")
    await second.wait_for_selector("[data-saved]")
    kept.road.always = ""
    sent = len(kept.road.sent)

    await kept.page.evaluate("for (let n = 0; n < 5; n++) gd.go('tap')")
    await second.evaluate("for (let n = 0; n < 5; n++) gd.go('tap')")
    await kept.until_states("accepted", "accepted")

    assert len(kept.road.sent) - sent <= 4
    assert [row["seq"] for row in await kept.rows()] == [1, 2]
    assert visits(office) == 2


async def test_a_tap_is_not_lost_behind_a_turn_that_finds_it_too_early_to_try(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    await kept.until("gd.chosen().then((it) => it.next > Date.now())")
    kept.road.always = ""

    await kept.page.evaluate(
        """async () => {
            const busy = navigator.locks.request("gandan", () => gd.sleep(300));
            await Promise.all([busy, gd.sync(), gd.sync("tap")]);
        }"""
    )

    assert await kept.states() == ["accepted"]


async def test_a_locked_phone_still_sends_what_it_sealed(kept: Kept, office: Office, world: World) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    await kept.page.evaluate("gd.lock()")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()
    kept.road.always = ""

    await kept.send()

    assert await kept.states() == ["accepted"]
    assert office.ask(lambda: Visit.first()).note == "Ống nước vỡ"


BEND = """async () => gd.tx(["outbox"], async (at) => {
    const [row] = await at("outbox").getAll();
    row.sealed = row.sealed.map((byte, place) => place === 9 ? byte ^ 1 : byte);
    await at("outbox").put(row);
})"""


async def test_a_record_damaged_on_the_phone_holds_no_other_back_and_arrives_after_the_pin(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ")
    await kept.visit(world.bao.id, "Cầu gãy")
    await kept.page.evaluate(BEND)
    await kept.page.evaluate("gd.lock()")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()
    kept.road.always = ""
    await kept.send()

    assert await kept.states() == ["waiting", "accepted"]

    await kept.page.fill("#pin", PIN)
    await kept.page.click("form[data-unlock] button")
    await kept.page.wait_for_url("**/households/**")
    await kept.settled()
    await kept.send()

    assert await kept.states() == ["accepted", "accepted"]
    assert visits(office) == 2


async def test_an_undone_visit_uses_up_its_number_and_nothing_else(
    kept: Kept, office: Office, world: World
) -> None:
    page = await kept.open(f"/households/{world.an.id}")
    await page.click("form[data-undo] button")
    await page.click("[data-saved] [data-undo]")
    await page.wait_for_selector("text=Đã hoàn tác.")
    await kept.visit(world.an.id)

    await kept.until_states("accepted", "accepted")

    assert visits(office) == 1
    assert [row.kind for row in office.ask(lambda: StoredSubmission.all().order_by("seq"))] == [0, 1]


# What is to run after so long a time that no test waits for it.
SET_ASIDE = """() => {
    const real = setTimeout;
    self.later = [];
    self.setTimeout = (run, ms, ...more) => ms > 20000 && ms < 31000 ? later.push({ run, ms }) : real(run, ms, ...more);
}"""


async def test_an_ordinary_visit_waits_for_second_thoughts(kept: Kept, office: Office, world: World) -> None:
    page = await kept.open(f"/households/{world.an.id}")
    await page.evaluate(SET_ASIDE)
    await page.click("form[data-undo] button")
    await page.wait_for_selector("[data-saved]")
    await kept.send_what_may_go()

    assert await kept.states() == ["waiting"]
    assert visits(office) == 0

    [wait] = await page.evaluate("later.map((it) => it.ms)")
    assert 20_000 < wait <= 30_000
    for there in (page, kept.phone.service_workers[-1]):
        await there.evaluate("(ms) => { const now = Date.now; Date.now = () => now() + ms; }", wait + 1_000)
    await page.evaluate("later[0].run(); 0")
    await kept.until_states("accepted")


async def test_what_comes_back_can_be_corrected_and_leaves_the_list(
    kept: Kept, office: Office, world: World
) -> None:
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    await page.evaluate("document.querySelector('form').dataset.required = ''")
    await page.click("summary")
    await page.fill("#note", "Quên chọn")
    await page.click("form[data-kind] button.big")
    await kept.until_states("quarantined")
    page = await kept.open("/outbox")
    await kept.until_bar("trả lại 1 phiếu")

    await page.click("[data-outbox-list=waiting] summary")
    await page.click("[data-correct]")
    await page.wait_for_url("**/visits/new")
    await page.wait_for_selector("[data-notice]")
    await expect(page.locator("#note")).to_have_value("Quên chọn")
    await page.click("label[for=met]")
    await page.click("form[data-kind] button.big")

    await kept.until_states("accepted")
    assert office.ask(lambda: Visit.first()).note == "Quên chọn"


async def test_a_turn_that_the_office_passes_over_is_mended_in_the_same_contact(
    kept: Kept, office: Office, world: World
) -> None:
    """A thief's word or a storage put back: without the office's word the phone would read nothing, and not know it."""
    office.ask(lambda: Device.filter(kind="phone").update(turn=5000))
    await kept.visit(world.an.id, "Sau lượt lạ")
    await kept.send()

    await kept.until_states("accepted")
    await kept.shows(f"/households/{world.an.id}", "Sau lượt lạ")
    turn = await kept.page.evaluate("gd.chosen().then((it) => it.turn)")
    assert turn > 5000 and turn == office.ask(lambda: Device.get(kind="phone")).turn


async def test_an_emergency_leaves_the_phone_before_what_was_written_earlier(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "portal"
    for severity in (2, 2, 4):
        page = await kept.open(f"/households/{world.an.id}/concerns/new")
        await page.click("label[for=category]")
        await page.click(f"label[for=severity-{severity}]")
        await page.click("label[for=agreed]")
        await page.click("form[data-kind] button.big")
        await page.wait_for_selector("[data-saved]")
    await page.evaluate("gd.chosen().then((it) => gd.change(it.device, (one) => { one.batch = 1; }))")
    kept.road.always = ""

    await kept.send()

    assert [(row["seq"], row["number"]) for row in await kept.rows()] == [(1, 2), (2, 3), (3, 1)]
