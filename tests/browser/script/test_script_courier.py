"""Without a signal, by hand: the phone reads what its commune sent back, and believes nobody else."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from sync import returns, seal
from sync.envelope import from_text
from sync.frames import FILE, Origin, frame
from sync.parcel import read_origin
from tests.browser.hands import Desk, choose_file, outbox, save_file
from tests.browser.script.bench import Bench, bench_page
from tests.browser.script.courier import written_without_signal
from tests.browser.script.kept import PIN, Kept
from tests.browser.script.vectors import HEX
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.labels import LABELS
from webapp.submissions.models import StoredSubmission

VECTORS = json.loads(Path("sync/vectors.json").read_text())
OPEN = """async ({ keys, device, bytes }) => {
    const kind = { name: "ECDH", namedCurve: "P-256" };
    const receive = await crypto.subtle.importKey("jwk", keys.receive.jwk, kind, false, ["deriveBits"]);
    const profile = { device, office: gd.unhex(keys.office.public) };
    return gd.openReturn(profile, gd.unhex(bytes), receive).then(gd.hex, () => "refused");
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(phone: BrowserContext, bench: Bench) -> AsyncIterator[Page]:
    bench.files["/courier.js"] = Path("static/courier.js").read_text()
    page = await bench_page(phone, bench)
    await page.evaluate(HEX)
    await page.add_script_tag(url="/courier.js")
    yield page


@pytest.mark.parametrize("vector", VECTORS["returns"], ids=lambda it: it["name"])
async def test_what_the_office_sealed_opens_and_nothing_else_does(page: Page, vector: dict[str, Any]) -> None:
    asked = {"keys": VECTORS["keys"], "device": "AQIDBAUGBwg", "bytes": vector["bytes"]}
    whole = vector["bytes"]

    assert await page.evaluate(OPEN, asked) == vector["answer"]
    for at in (8, 12, 60, 200, len(whole) - 10):
        bent = whole[:at] + f"{int(whole[at], 16) ^ 1:x}" + whole[at + 1 :]
        assert await page.evaluate(OPEN, asked | {"bytes": bent}) == "refused", at
    for size in (0, 8, 170, 300, len(whole) - 2):
        assert await page.evaluate(OPEN, asked | {"bytes": whole[:size]}) == "refused", size
    assert await page.evaluate(OPEN, asked | {"device": "AAAAAAAAAAA"}) == "refused"


async def test_a_phone_tells_at_enrolment_what_to_seal_for_and_keeps_the_other_half_under_the_pin(
    kept: Kept, office: Office, world: World
) -> None:
    device = Desk.of(office, world.clerk).device_of(world.dan)

    assert seal.is_point(bytes(device.receive_key or b"")) and seal.is_point(bytes(device.reading_key or b""))
    at_rest = await kept.page.evaluate(
        """gd.chosen().then((it) => Object.keys(it).filter((name) => it[name] && (it[name].privateKey || it[name] instanceof CryptoKey)))"""
    )
    assert sorted(at_rest) == ["share", "sign"]


async def test_a_file_that_comes_to_a_locked_phone_opens_with_the_pin(
    kept: Kept, office: Office, world: World
) -> None:
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Bằng thuyền")
    await desk.take_in(await save_file(page))
    back = await desk.give_back(world.dan)
    await page.evaluate("gd.lock()")
    page = await outbox(await kept.open("/outbox"))

    said = await choose_file(page, back)

    assert "chưa mở" in said
    assert await kept.states() == ["waiting"]
    await page.goto(f"{kept.road.base}/unlock?next=/outbox")
    await page.evaluate("gd.kit")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(f"{kept.road.base}/outbox")
    await kept.until_states("accepted")
    await kept.shows(f"/households/{world.an.id}", "Bằng thuyền")


async def test_receipts_and_pages_come_back_in_a_file(kept: Kept, office: Office, world: World) -> None:
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Bằng thuyền", "Lần hai")
    before = await page.evaluate("gd.chosen().then((it) => [it.contact, it.served])")

    await desk.take_in(await save_file(page))
    back = await desk.give_back(world.dan)
    said = await choose_file(page, back)

    assert said == "Đã đọc tệp từ xã. Thêm 2 phiếu xã đã nhận; các trang đã cập nhật."
    await kept.until_states("accepted", "accepted")
    after = await page.evaluate("gd.chosen().then((it) => [it.contact, it.served, Date.now()])")
    assert before[1] <= after[1] and before[0] <= after[0] <= after[2]
    await kept.shows(f"/households/{world.an.id}", "Bằng thuyền")
    said = await choose_file(await outbox(await kept.open("/outbox")), back)
    assert "Thêm 0 phiếu" in said
    assert await kept.states() == ["accepted", "accepted"]


async def test_an_older_file_gives_receipts_alone(kept: Kept, office: Office, world: World) -> None:
    """No page goes back in time, and nobody is let in for longer by reading old files."""
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Cũ")
    await desk.take_in(await save_file(page))
    old = await desk.give_back(world.dan)
    await page.evaluate(
        "gd.chosen().then((it) => gd.change(it.device, (at) => { at.served += 100; at.contact -= 5000; }))"
    )
    before = await page.evaluate("gd.chosen().then((it) => [it.contact, it.served])")
    pages = await page.evaluate(
        "gd.chosen().then((it) => gd.allOf('pages', it.device)).then((all) => all.map((it) => String(it.hash)))"
    )

    said = await choose_file(page, old)

    assert said.startswith("Tệp này cũ hơn điều máy đã biết. Thêm 1 phiếu")
    assert await kept.states() == ["accepted"]
    assert await page.evaluate("gd.chosen().then((it) => [it.contact, it.served])") == before
    assert pages == await page.evaluate(
        "gd.chosen().then((it) => gd.allOf('pages', it.device)).then((all) => all.map((it) => String(it.hash)))"
    )


async def test_a_receipt_of_another_body_under_the_same_number_is_not_ours(
    kept: Kept, office: Office, world: World
) -> None:
    """A copy of this phone may have brought it."""
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Của tôi", "Cả hai máy")
    await desk.take_in(await save_file(page))
    back = await desk.give_back(world.dan)
    await page.evaluate(
        """gd.chosen().then((it) => gd.read("outbox", [it.device, 1])).then(async (row) => gd.write("outbox",
        Object.assign(row, { digest: await gd.sha(gd.bytes("another")) })))"""
    )

    await choose_file(page, back)

    assert await kept.states() == ["waiting", "accepted"]


async def test_an_older_file_of_an_office_before_its_restore_says_nothing(
    kept: Kept, office: Office, world: World
) -> None:
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Cũ")
    await desk.take_in(await save_file(page))
    old = await desk.give_back(world.dan)
    await page.evaluate(
        "gd.chosen().then((it) => gd.change(it.device, (at) => { at.served += 100; at.incarnation = gd.random(8); }))"
    )

    assert "Thêm 0 phiếu" in await choose_file(page, old)
    assert await kept.states() == ["waiting"]


async def test_a_file_for_another_altered_or_foreign_changes_nothing(
    kept: Kept, office: Office, world: World
) -> None:
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Một")
    await desk.take_in(await save_file(page))
    back = await desk.give_back(world.dan)
    device = desk.device_of(world.dan)
    answer = b"GDR\x01"
    forged = returns.seal_return(
        seal.OfficeKey.generate(LABELS), from_text(device.id), bytes(device.receive_key or b""), answer
    )

    other = back[:5] + bytes(8) + back[13:]

    assert "dành cho máy khác" in await choose_file(page, other)
    assert "không phải của xã mình" in await choose_file(page, back[:-1] + bytes([back[-1] ^ 1]))
    assert "không phải của xã mình" in await choose_file(page, back[:120])
    assert "không phải của xã mình" in await choose_file(page, forged)
    assert "tệp của Gần Dân" in await choose_file(page, b"\xff\xd8\xff\xe0" + bytes(100))
    assert await kept.states() == ["waiting"]


async def test_a_saved_file_says_to_people_where_it_belongs(kept: Kept, world: World) -> None:
    file = read_origin(await save_file(await written_without_signal(kept, world, "Một")))

    assert file and f"http://{file.place}" == kept.road.base


def made_by(device: bytes, office: bytes, size: int = 0) -> bytes:
    origin = Origin(device, office, made=1, created=5)
    return FILE + frame(b"o", origin.encode()) + frame(b"s", b"\x01" + bytes(40)) + bytes(size)


async def fingerprint(page: Page) -> bytes:
    """Of the office, as this phone knows it."""
    found = "gd.chosen().then((it) => gd.sha(it.office)).then((it) => Array.from(it.slice(0, 8)))"
    return bytes(await page.evaluate(found))


async def test_what_this_phone_cannot_carry_it_says_at_once(kept: Kept, office: Office, world: World) -> None:
    own = from_text(Desk.of(office, world.clerk).device_of(world.dan).id)
    page = await outbox(await kept.open("/outbox"))
    ours = await fingerprint(page)

    async def said(content: bytes) -> str:
        return await choose_file(page, content, "x.gandan", "#for-another")

    assert "xã khác" in await said(made_by(b"somebody", b"elsewher"))
    assert "chính máy này" in await said(made_by(own, ours))
    assert "quá 5 MB" in await said(made_by(b"somebody", ours, 5 << 20))
    assert "tệp của Gần Dân" in await said(b"GDF\x01")
    assert await page.evaluate("gd.allOf('spare', 'carried')") == []


CARRIED = "gd.allOf('spare', 'carried').then((all) => all.map((it) => !!it.answer))"


async def test_what_the_office_refuses_is_said_and_not_sent_again(
    kept: Kept, office: Office, world: World
) -> None:
    page = await outbox(await kept.open("/outbox"))
    over = made_by(b"somebody", await fingerprint(page)) + frame(b"s", b"\x01") * 5_000
    assert "Đã giữ" in await choose_file(page, over, "x.gandan", "#for-another")

    await page.locator("[data-carried-list] .tag", has_text="Xã không nhận tệp này").wait_for()
    assert await page.evaluate(CARRIED) == [True]
    await page.locator("[data-drop]").click()
    await kept.until("gd.allOf('spare', 'carried').then((all) => !all.length)")


async def test_what_does_not_go_through_keeps_no_other_file_waiting(
    kept: Kept, office: Office, world: World
) -> None:
    page = await outbox(await kept.open("/outbox"))
    ours = await fingerprint(page)
    for name in (b"somebody", b"somewhat", b"someelse"):
        await choose_file(page, made_by(name, ours), "x.gandan", "#for-another")
    await kept.until("gd.allOf('spare', 'carried').then((all) => all.every((it) => it.answer))")
    await page.evaluate(
        """gd.allOf("spare", "carried").then((all) => Promise.all(all.map((it, n) => gd.write("spare",
        Object.assign(it, { answer: null, body: n ? it.body : new Uint8Array(9) }), it.key))))"""
    )

    await kept.send()

    assert await page.evaluate(CARRIED) == [False, True, True]


async def test_a_portal_in_the_offices_place_has_received_nothing(
    kept: Kept, office: Office, world: World
) -> None:
    page = await outbox(await kept.open("/outbox"))
    kept.road.instead["/sync/v1/carried"] = b"<!doctype html>Welcome"
    file = made_by(b"somebody", await fingerprint(page))
    await choose_file(page, file, "x.gandan", "#for-another")
    await kept.send()
    assert await page.evaluate(CARRIED) == [False]

    # Even an answer of our kind must say this file's own nonce.
    kept.road.replies["/sync/v1/carried"] = lambda body: (200, b"GDA\x01" + bytes(21))
    await kept.send()
    assert await page.evaluate(CARRIED) == [False]

    kept.road.instead.clear()
    kept.road.replies.clear()
    await kept.send()

    await page.locator("[data-carried-list] .tag", has_text="Xã không nhận").wait_for()


async def test_a_closed_phone_is_wiped_by_the_file_too(kept: Kept, office: Office, world: World) -> None:
    desk = Desk.of(office, world.clerk)
    page = await written_without_signal(kept, world, "Một")
    await desk.take_in(await save_file(page))

    async def close() -> None:
        from datetime import UTC, datetime

        await Device.filter(member_id=world.dan.id).update(revoked_at=datetime.now(UTC), revoked_for="lost")

    office.ask(close)
    await page.set_input_files(
        "#from-office",
        {"name": "a", "mimeType": "application/octet-stream", "buffer": await desk.give_back(world.dan)},
    )

    await kept.until("gd.people().then((all) => all.every((it) => it.wiped && !it.dek))")
    left = "(name) => gd.tx([name], (at) => at(name).count())"
    assert [await page.evaluate(left, name) for name in ("pages", "outbox", "drafts")] == [0, 0, 0]
    assert office.ask(lambda: StoredSubmission.all().count()) == 1
    kept.road.always = ""
    await page.evaluate("gd.go('tap') && 0")
    await kept.until("gd.people().then((all) => !all.length)")
    assert office.ask(lambda: Device.get(kind="phone")).wiped_at
