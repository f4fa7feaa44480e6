"""Saved means saved: what waits lies on the phone twice, and a phone that loses its database loses no record and forges none."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import Pocket
from tests.browser.script.between import Between
from tests.browser.script.kept import Kept, enrolled, fill_slip, slip_for
from tests.browser.script.twice import COPIES, begin, killed, notes, unlocked
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.submissions.models import StoredSubmission

# Whoever comes to this step stays there, and says so.
HANG = "(step) => new Promise(() => { self.hung = step; })"
STEPS = {
    "saved, no copy yet": f"gd.mirror = () => ({HANG})(1)",
    "saved, copied, nothing said yet": f"(real => {{ gd.mirror = (it) => real(it).then({HANG}); }})(gd.mirror)",
}
UNDOING = {
    "copy gone, record still there": f"(real => {{ gd.uncopy = (it) => real(it).then({HANG}); }})(gd.uncopy)",
    "record undone, no copy yet": f"gd.mirror = () => ({HANG})(1)",
}


@pytest_asyncio.fixture(loop_scope="session")
async def kept(pocket: Pocket, office: Office, road: Between, world: World) -> AsyncIterator[Kept]:
    """Dần's phone, out of signal, in a folder of its own."""
    kept = await enrolled(await pocket.switch_on(), office, road, world.dan)
    kept.road.always = "dead"
    yield kept


def sent(office: Office) -> list[tuple[int, int, str]]:
    return sorted(
        (row.seq, row.kind, row.code) for row in office.ask(lambda: StoredSubmission.filter(seq__gt=0).all())
    )


async def test_what_is_called_saved_has_a_copy_and_a_copy_goes_with_its_receipt(
    kept: Kept, world: World
) -> None:
    await kept.visit(world.an.id, "Một")
    await kept.visit(world.bao.id, "Hai")
    assert await kept.page.evaluate(COPIES) == [1, 2]

    kept.road.always = ""
    await kept.send()

    assert await kept.states() == ["accepted", "accepted"]
    assert await kept.page.evaluate(COPIES) == []


@pytest.mark.parametrize("step", STEPS)
async def test_killed_between_two_steps_of_saving_nothing_is_lost_or_doubled(
    kept: Kept, pocket: Pocket, office: Office, world: World, step: str
) -> None:
    page = await begin(kept, world, "Ống nước vỡ")
    await page.evaluate(STEPS[step] + "; 0")
    await page.click("form[data-kind] button.big")
    await kept.until("'hung' in self")
    assert not await page.locator("[data-saved]").count()

    again = await killed(kept, pocket)
    await unlocked(again)
    await again.send()
    assert await again.page.evaluate(COPIES) == [1]
    kept.road.always = ""
    await again.send()

    assert await again.states() == ["accepted"]
    assert notes(office) == ["Ống nước vỡ"] and await again.page.evaluate(COPIES) == []


async def undo_until(kept: Kept, world: World, step: str) -> None:
    page = await kept.open(f"/households/{world.an.id}")
    await page.click("form[data-undo] button")
    await page.wait_for_selector("[data-saved]")
    await page.evaluate(UNDOING[step] + "; 0")
    await page.click("[data-saved] [data-undo]")
    await kept.until("'hung' in self")


@pytest.mark.parametrize("step", UNDOING)
async def test_killed_between_two_steps_of_undoing_one_of_both_arrives_once(
    kept: Kept, pocket: Pocket, office: Office, world: World, step: str
) -> None:
    await undo_until(kept, world, step)
    again = await killed(kept, pocket)
    page = await unlocked(again)
    await page.evaluate("gd.tx(['outbox'], async (at) => { for (const row of await at('outbox').getAll()) "
                        "await at('outbox').put(Object.assign(row, { hold: 0 })); })")  # fmt: skip
    kept.road.always = ""
    await again.send()

    undone = step == "record undone, no copy yet"
    assert sent(office) == [(1, 0 if undone else 1, "")]
    assert len(notes(office)) == (0 if undone else 1)
    assert await page.evaluate(COPIES) == []


@pytest.mark.parametrize("step", UNDOING)
async def test_a_loss_while_undoing_never_brings_other_words_under_the_number(
    kept: Kept, pocket: Pocket, world: World, step: str
) -> None:
    await undo_until(kept, world, step)
    again = await killed(kept, pocket, lost=True)

    await again.open("/unlock")

    assert await again.page.evaluate(COPIES) == []


async def test_after_a_loss_the_copies_go_in_as_carried_and_the_old_number_is_written_no_more(
    kept: Kept, pocket: Pocket, office: Office, world: World
) -> None:
    for note in ("Một", "Hai"):
        await kept.visit(world.an.id, note)
    again = await killed(kept, pocket, lost=True)

    page = again.page
    for path in ("/", "/households", f"/households/{world.an.id}", "/unlock"):
        await page.goto(kept.road.base + path)
        await expect(page.locator("h1")).to_have_text("Máy này đã mất chỗ lưu")
        await expect(page.locator("[data-copies]")).to_contain_text("phiếu số 1, 2")

    kept.road.always = ""
    await fill_slip(page, kept.road.base, slip_for(office, world.dan))
    await page.wait_for_url("**/outbox")
    await again.settled()
    told = page.locator("[data-carried-list] li", has_text="Xã đã có phiếu này và mọi phiếu khác hồi đó.")
    await expect(told).to_have_count(2)

    assert notes(office) == ["Hai", "Một"]
    assert await page.evaluate(COPIES) == []
    await again.visit(world.bao.id, "Ba")
    await again.until_states("accepted")
    old, new = office.ask(lambda: Device.filter(kind="phone").order_by("enrolled_at"))
    rows = office.ask(lambda: StoredSubmission.filter(seq__gt=0).all())
    assert {(row.device_id, row.seq, row.code) for row in rows} == {
        (old.id, 1, ""), (old.id, 2, ""), (new.id, 1, ""),
    }  # fmt: skip


async def test_a_database_that_went_back_in_time_gives_no_number_twice(
    kept: Kept, office: Office, world: World
) -> None:
    await kept.visit(world.an.id, "Một")
    await kept.page.evaluate("""async () => {
        const { device } = await gd.chosen();
        await gd.remove("outbox", [device, 1]);
        await gd.change(device, (it) => { it.seq = 0; });
    }""")
    await kept.send()

    await kept.visit(world.an.id, "Hai")

    assert [row["seq"] for row in await kept.rows()] == [2]
    assert await kept.page.evaluate(COPIES) == [1, 2]


async def worker_of(kept: Kept) -> Any:
    return kept.phone.service_workers[-1]


async def test_a_database_that_cannot_be_read_is_said_in_words_and_comes_back(
    kept: Kept, world: World
) -> None:
    await kept.visit(world.an.id, "Một")
    worker = await worker_of(kept)
    await worker.evaluate("""() => {
        const real = IDBFactory.prototype.open;
        gd.broken = true;
        IDBFactory.prototype.open = function (...words) {
            if (gd.broken) throw new DOMException("full", "UnknownError");
            return real.apply(this, words);
        };
        const begin = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...words) {
            if (gd.broken) throw new DOMException("full", "UnknownError");
            return begin.apply(this, words);
        };
    }""")

    for path in ("/", f"/households/{world.an.id}", "/outbox"):
        await kept.page.goto(kept.road.base + path)
        await expect(kept.page.locator("h1")).to_have_text("Máy đầy")
    assert await kept.page.evaluate("gd.spared()") is None

    await worker.evaluate("gd.broken = false")
    await kept.page.get_by_role("link", name="Mở lại").click()
    await expect(kept.page.locator("h1")).not_to_have_text("Máy đầy")
    assert await kept.states() == ["waiting"]


async def test_a_page_whose_store_cannot_be_read_keeps_the_words_and_sends_nothing_past_it(
    kept: Kept, world: World
) -> None:
    await kept.page.add_init_script(
        """IDBFactory.prototype.open = () => { throw new DOMException("full", "UnknownError"); }"""
    )
    posted = []
    kept.page.on("request", lambda asked: posted.append(asked.url) if asked.is_navigation_request() else None)
    page = await begin(kept, world, "Máy đầy")
    posted.clear()

    await page.click("form[data-kind] button.big")

    await expect(page.locator("[data-notice]")).to_contain_text("Chưa lưu được: máy đầy.")
    assert await page.input_value("#note") == "Máy đầy" and not posted
