"""Whoever takes a phone apart and reads its files finds no family there, whatever became of the phone before."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from tests.browser.conftest import Pocket
from tests.browser.files import found
from tests.browser.hands import Desk, choose_file, outbox, save_file
from tests.browser.script.between import Between
from tests.browser.script.closing import close_at_the_office, send_until_closed
from tests.browser.script.kept import DRAFTS, Kept, enrolled
from tests.browser.script.locked import wrong_pins
from tests.support.office import Office
from tests.support.world import World
from webapp.core.calendar import today
from webapp.register.charge_models import GroupPlace

PLACE = "Bản Huồi Cọ"
"""Stands in the clear beside the keys: where it is found, a family would be found too."""
NOTES = ("Ống nước vỡ ở bếp", "Bản nháp riêng tư")
# A marker in values that are squeezed and not, and so much behind it that the browser makes a squeezed table of its log.
PLANT = """async ([long, short]) => {
    await gd.write("spare", long.repeat(9999), "long");
    await gd.write("spare", short, "short");
    for (let n = 0; n < 80; n++) await gd.write("spare", gd.random(60000), n);
}"""
# Of every row that is stored, how many bytes lie behind its views and how many are meant.
BEHIND = """async () => {
    const db = await new Promise((yes) => { indexedDB.open("gandan").onsuccess = (event) => yes(event.target.result); });
    let behind = 0, meant = 0;
    const count = function (it) {
        if (ArrayBuffer.isView(it)) [behind, meant] = [behind + it.buffer.byteLength, meant + it.byteLength];
        else if (it && typeof it === "object") Object.values(it).forEach(count);
    };
    for (const name of db.objectStoreNames) {
        await new Promise((yes) => { db.transaction(name).objectStore(name).getAll().onsuccess = (e) => yes(count(e.target.result)); });
    }
    db.close();
    return [behind, meant];
}"""

Act = Callable[[Kept, Office, World], Awaitable[object]]


@pytest_asyncio.fixture(loop_scope="session")
async def kept(pocket: Pocket, office: Office, road: Between, world: World) -> AsyncIterator[Kept]:
    """Dần's phone in a folder of its own, with a visit that waits and another that is being written."""
    kept = await enrolled(await pocket.switch_on(), office, road, world.dan)
    kept.road.always = "dead"
    await kept.visit(world.an.id, NOTES[0])
    page = await kept.open(f"/households/{world.bao.id}/visits/new")
    await page.click("summary")
    await page.fill("#note", NOTES[1])
    await kept.until(DRAFTS)
    yield kept


def families(world: World) -> list[str]:
    return [household.head_name for household in (world.an, world.bao, world.canh, world.far)]


async def lock(kept: Kept, office: Office, world: World) -> None:
    await kept.page.evaluate("gd.lock()")
    await kept.page.wait_for_url("**/unlock?next=*")


async def ten_wrong_pins(kept: Kept, office: Office, world: World) -> None:
    await lock(kept, office, world)
    await wrong_pins(kept, 10)
    await kept.page.wait_for_selector("text=Đã khoá vì sai 10 lần")


async def wipe(kept: Kept, office: Office, world: World) -> None:
    close_at_the_office(office, world, "lost")
    kept.road.always = ""
    await send_until_closed(kept)


async def loss_of_scope(kept: Kept, office: Office, world: World) -> None:
    yesterday = today() - timedelta(1)
    office.ask(lambda: GroupPlace.filter(household_id=world.an.id).update(valid_to=yesterday))
    kept.road.always = ""
    await kept.send()
    paths = await kept.page.evaluate(
        "gd.chosen().then(async (it) => (await gd.allOf('pages', it.device)).map((page) => page.path))"
    )
    assert paths and not [path for path in paths if world.an.id in path]


async def a_return_file(kept: Kept, office: Office, world: World) -> None:
    desk = Desk.of(office, world.clerk)
    page = await outbox(await kept.open("/outbox"))
    await desk.take_in(await save_file(page))
    assert "Đã đọc tệp từ xã" in await choose_file(page, await desk.give_back(world.dan))


async def nothing(kept: Kept, office: Office, world: World) -> None:
    pass


@pytest.mark.parametrize(
    "act", [nothing, lock, ten_wrong_pins, wipe, loss_of_scope, a_return_file], ids=lambda act: act.__name__
)
async def test_the_files_of_a_phone_name_no_family(
    kept: Kept, pocket: Pocket, office: Office, world: World, act: Act
) -> None:
    await act(kept, office, world)
    behind, meant = await kept.page.evaluate(BEHIND)
    await kept.phone.close()

    assert behind == meant
    assert found(pocket.folder, PLACE)
    assert found(pocket.folder, *families(world)) == {}
    # What the browser itself keeps, to open the tabs of yesterday again, is not asked here.
    assert found(pocket.folder / "Default" / "IndexedDB", *NOTES) == {}


async def test_what_the_browser_squeezed_is_searched_too(pocket: Pocket, kept: Kept) -> None:
    long, short = "Bản Nậm Xắc, nhà bà Moong; ", "Nhà ông Xồng"
    await kept.page.evaluate(PLANT, [long, short])
    await kept.phone.close()

    files = found(pocket.folder, long, short, "Nhà ông Lữ")
    assert set(files) == {long, short}
    for hits in files.values():
        assert [file for file in hits if file.endswith(".ldb")], "no table was made"


async def test_the_store_refuses_a_view_with_more_behind_it(kept: Kept) -> None:
    for inside in ("it", "{ it }", "[{ all: [it] }]"):
        put = f"""(size) => {{ const it = new Uint8Array(100).subarray(0, size);
            return gd.write("spare", {inside}, "x").then(() => "kept", (error) => error.name); }}"""

        assert await kept.page.evaluate(put, 8) == "TypeError", inside
        assert await kept.page.evaluate(put, 100) == "kept", inside
