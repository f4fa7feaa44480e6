"""Between pages and network: the pack at once, honest words without signal, and the office's word on closing."""

import re
from datetime import UTC, datetime

import httpx
from playwright.async_api import BrowserContext, expect

from tests.browser.script.kept import KITS, PIN, Kept
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device, StoredSession
from webapp.accounts.sessions import stored_key
from webapp.core.database.models import Node
from webapp.safekeeping.ask_phones_again import renew_nodes
from webapp.submissions.models import Attestation, StoredSubmission
from webapp.visits.models import Visit


async def test_the_packs_pages_open_without_the_office(kept: Kept, office: Office, world: World) -> None:
    office.stop()

    page = await kept.open("/households")
    assert world.an.head_name in await page.inner_text("main")
    assert "Bản Huồi Cọ" in await page.inner_text("header")
    assert world.an.head_name not in await page.title()
    await kept.visit(world.an.id)
    await kept.until_bar("Chưa có sóng. Phiếu vẫn an toàn trên máy.")
    await page.goto(f"{kept.road.base}/households")
    await expect(page.locator("[data-unsent]")).to_have_text("(1)")
    await page.wait_for_selector(f"[data-household='{world.an.id}'] [data-mark]")
    await expect(page.locator("[data-mark]")).to_have_count(1)


async def test_a_page_that_is_not_here_says_so(kept: Kept, office: Office) -> None:
    office.stop()

    page = await kept.open("/households/register")

    await expect(page.locator("main")).to_contain_text("Trang này cần có sóng")
    assert await page.locator("nav a[href='/households']").count() == 1


async def test_the_composed_page_keeps_the_shells_rules(kept: Kept) -> None:
    answer = await kept.page.goto(kept.road.base + "/households")

    assert answer is not None and answer.from_service_worker
    assert "script-src 'self'" in (await answer.all_headers())["content-security-policy"]
    assert "<!--" not in await kept.page.content()


async def test_what_is_served_from_the_pack_is_refreshed_behind(
    kept: Kept, office: Office, world: World
) -> None:
    await kept.visit(world.an.id, "Ống nước vỡ")
    await kept.until_states("accepted")
    await kept.page.evaluate("gd.change('%s', (it) => { it.contact -= 100000; })" % (await device_of(kept)))

    await kept.open(f"/households/{world.an.id}")
    await kept.until(
        """gd.chosen().then(async (it) => gd.text(await gd.show((await gd.ring(it.device)).dek,
            (await gd.read("pages", [it.device, location.pathname])).ct)).includes("Ống nước vỡ"))"""
    )
    page = await kept.open(f"/households/{world.an.id}")

    assert "Ống nước vỡ" in await page.inner_text("main")


SHOWN = """(path) => gd.chosen().then(async (it) => gd.text(await gd.show((await gd.ring(it.device)).dek,
    (await gd.read("pages", [it.device, path])).ct)))"""


async def test_t08_a_page_that_was_changed_on_its_way_is_not_taken(
    kept: Kept, office: Office, world: World
) -> None:
    """T-08: the letters of a page are others than its hash says; everything else of the answer is whole."""
    path = f"/households/{world.an.id}"
    before = await kept.page.evaluate(SHOWN, path)
    kept.road.plain, kept.road.faults = True, ["bend"]

    await kept.visit(world.an.id, "Ống nước vỡ")
    await kept.until_states("accepted")

    assert await kept.page.evaluate(SHOWN, path) == before
    assert "!/h1>" not in await kept.page.evaluate(SHOWN, "/")
    await kept.send()
    assert "Ống nước vỡ" in await kept.page.evaluate(SHOWN, path)


async def device_of(kept: Kept) -> str:
    return str(await kept.page.evaluate("gd.chosen().then((it) => it.device)"))


async def test_a_revoked_phone_sends_what_it_has_and_then_forgets_everything(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    office.ask(lambda: Device.filter(kind="phone").update(revoked_at=datetime.now(UTC)))
    kept.road.always = ""

    await kept.page.evaluate("gd.go('tap')")
    await kept.page.wait_for_url("**/unlock*")
    await kept.settled()

    await kept.until("gd.people().then((all) => !all.length)")
    for name in ("outbox", "pages", "drafts"):
        assert await kept.page.evaluate("(name) => gd.tx([name], (at) => at(name).count())", name) == 0
    assert [row.seq for row in office.ask(lambda: StoredSubmission.all())] == [1]
    await expect(kept.page.locator("main")).to_contain_text("không còn giữ gì")


async def test_an_office_restored_from_a_backup_gets_everything_again(
    kept: Kept, office: Office, world: World
) -> None:
    for household in (world.an, world.bao):
        await kept.visit(household.id)
    await kept.until_states("accepted", "accepted")

    async def restore() -> None:
        await Visit.all().delete()
        await StoredSubmission.all().delete()
        await Device.filter(kind="phone").update(received="", issued=0)
        await Node.all().update(incarnation=b"restored")

    office.ask(restore)
    await kept.send()

    assert await kept.states() == ["accepted", "accepted"]
    assert office.ask(lambda: Visit.all().count()) == 2


async def test_what_a_restored_office_has_without_a_signature_it_gets_again(
    kept: Kept, office: Office, world: World
) -> None:
    """T-21: signed only after the backup, so the phone heard that it was accepted."""
    for household in (world.an, world.bao):
        await kept.visit(household.id)
    await kept.until_states("accepted", "accepted")

    async def restore() -> None:
        await Visit.all().delete()
        await Attestation.all().delete()
        await StoredSubmission.all().update(status=2, code="unsigned", number=None)
        await renew_nodes()

    office.ask(restore)
    await kept.send()

    assert await kept.states() == ["accepted", "accepted"]
    assert office.ask(lambda: Visit.all().count()) == 2


def hand_in(office: Office, world: World, content: bytes) -> None:
    """At the office's counter, by its clerk."""
    session = {
        "key": stored_key("counter"),
        "owner": world.clerk.id,
        "value": f'{{"account":"{world.clerk.id}"}}'.encode(),
    }
    office.ask(lambda: StoredSession.create(**session))
    with httpx.Client(base_url=office.base, cookies={"s": "counter"}) as counter:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', counter.get("/arrivals/file").text)
        assert token
        answer = counter.post(
            "/arrivals/file", data={"_csrf_token": token[1]}, files={"file": ("x.gandan", content)}
        )
        assert answer.status_code == 200, answer.text


async def test_the_file_to_carry_is_read_by_the_office_and_stays_until_the_receipt(
    kept: Kept, office: Office, world: World
) -> None:
    kept.road.always = "dead"
    for household in (world.an, world.bao):
        await kept.visit(household.id, "Mang về xã bằng thẻ nhớ")
    page = await kept.open("/outbox")

    async with page.expect_download() as download:
        await page.click("[data-file]")
    saved = await download.value
    content = (await saved.path()).read_bytes()

    assert saved.suggested_filename.endswith(".gandan")
    assert "Mang về".encode() not in content
    hand_in(office, world, content)
    assert office.ask(lambda: Visit.all().count()) == 2
    assert await kept.states() == ["waiting", "waiting"]
    kept.road.always = ""
    await kept.send()
    assert await kept.states() == ["accepted", "accepted"]
    assert office.ask(lambda: Visit.all().count()) == 2


async def test_what_is_in_a_file_can_no_longer_be_undone(kept: Kept, world: World) -> None:
    kept.road.always = "dead"
    page = await kept.open(f"/households/{world.an.id}")
    await page.click("form[data-undo] button")
    await page.wait_for_selector("[data-saved]")
    digest = """gd.allOf("outbox", "%s").then((rows) => String(rows[0].digest))""" % await device_of(kept)
    before = await page.evaluate(digest)

    await page.evaluate("""gd.chosen().then((it) => gd.ask({ gd: "file", device: it.device }, 9000))""")
    await page.evaluate(
        "(real => { gd.cancel = (...it) => real(...it).then((done) => { self.undone = done; return done; }); })(gd.cancel)"
    )
    await page.click("[data-saved] [data-undo]")
    await kept.until("'undone' in self")

    assert await page.evaluate(digest) == before
    assert "Đã hoàn tác" not in await page.inner_text("main")


async def test_the_list_says_where_each_record_is(kept: Kept, world: World) -> None:
    await kept.visit(world.an.id)
    await kept.until_states("accepted")
    kept.road.always = "dead"
    page = await kept.open(f"/households/{world.bao.id}/concerns/new")
    await page.click("form[data-kind] label >> nth=0")
    await page.click("label[for=severity]")
    await page.click("label[for=agreed]")
    await page.click("form[data-kind] button.big")
    slip = page.locator("[data-saved] [data-slip]")
    await slip.wait_for()
    code = (await slip.inner_text()).split()[-1]
    page = await kept.open("/outbox")

    waiting, done = (page.locator(f"[data-outbox-list={name}]") for name in ("waiting", "done"))
    await expect(done).to_contain_text("Xã đã nhận, số 1")
    await expect(waiting).to_contain_text(world.bao.head_name)
    await waiting.locator("summary").click()
    await expect(waiting).to_contain_text(code)
    await page.evaluate("gd.lock()")
    page = await kept.open("/outbox")
    await expect(waiting).to_contain_text("đang khoá")
    assert world.bao.head_name not in await page.inner_text("body")


async def test_switched_off_the_worker_goes_and_the_outbox_stays(kept: Kept, world: World) -> None:
    kept.road.always = "dead"
    await kept.visit(world.an.id)
    kept.road.instead["/worker-list"] = (
        b'{"off": true, "pages": {}, "assets": [], "open": [], "version": "off"}'
    )
    await kept.page.evaluate("gd.remove('spare', 'checked')")
    await kept.open("/households")
    await kept.until("navigator.serviceWorker.getRegistration().then((it) => !it)")

    # The second place of what waits stays with the outbox.
    assert set(await kept.page.evaluate("caches.keys()")) == {"here", "kept", "room"}
    assert await kept.states() == ["waiting"]


async def test_a_new_kit_replaces_the_old_one(kept: Kept) -> None:
    before = await kept.page.evaluate(KITS)
    listed = await kept.page.evaluate("fetch('/worker-list').then((it) => it.text())")
    kept.road.instead["/worker-list"] = listed.replace(before[0], "anothername").encode()
    await kept.page.evaluate("gd.remove('spare', 'checked')")
    await kept.open("/households")

    await kept.until(f"{KITS}.then((all) => all.join() === 'anothername')")
    page = await kept.open("/help")
    assert "111" in await page.inner_text("main")


async def test_an_office_page_loads_nothing_of_the_phones_script(
    phone: BrowserContext, office: Office
) -> None:
    page = await phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{office.base}/sign-in")

    assert not [url for url in asked if "kit." in url or "sw.js" in url]


async def test_after_unlocking_the_phone_goes_nowhere_else(kept: Kept) -> None:
    for answer in ("//evil.example/", "/\\evil.example", "https://evil.example/"):
        page = await kept.open("/device")
        await page.evaluate("gd.lock()")
        await page.goto(f"{kept.road.base}/unlock?next={answer}")
        await kept.settled()
        await page.fill("#pin", PIN)
        await page.click("form[data-unlock] button")

        await page.wait_for_url(kept.road.base + "/")
