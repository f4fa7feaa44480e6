"""A phone that the office closed: its records reach the office first, then nothing readable is left on it."""

from playwright.async_api import expect

from tests.browser.script.closing import close_at_the_office, device, send_until_closed
from tests.browser.script.kept import Kept, drafted
from tests.browser.script.locked import DUMP
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.calendar import today
from webapp.people.models import MemberStatus
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

LEFT = """async () => Object.fromEntries(await Promise.all(["profiles", "outbox", "pages", "drafts"].map(
    async (name) => [name, await gd.tx([name], (at) => at(name).count())])))"""
NOTHING = {"profiles": 0, "outbox": 0, "pages": 0, "drafts": 0}


def codes(office: Office) -> list[tuple[int, str]]:
    rows = office.ask(lambda: StoredSubmission.all().order_by("seq"))
    return [(row.seq, row.code) for row in rows]


async def unsent_visits(kept: Kept, world: World) -> None:
    """Three written without signal, and a fourth begun."""
    kept.road.always = "dead"
    for household in (world.an, world.bao, world.an):
        await kept.visit(household.id, "Ống nước vỡ ở bếp")
    page = await kept.open(f"/households/{world.bao.id}/visits/new")
    await page.click("summary")
    await page.fill("#note", "Đang viết dở")
    await drafted(page)


async def test_t60_unsent_records_reach_the_office_first_then_pages_and_keys_are_gone(
    kept: Kept, office: Office, world: World
) -> None:
    """T-60: revoked while it holds unsent records, one a request, the first answer lost on the way."""
    await unsent_visits(kept, world)
    close_at_the_office(office, world, "lost")
    await kept.page.evaluate("gd.chosen().then((it) => gd.change(it.device, (to) => { to.batch = 1; }))")
    kept.road.faults, kept.road.always = ["lose"], ""

    await kept.send()
    assert device(office).wiped_at is None
    assert await kept.page.evaluate(LEFT) != NOTHING, "an answer that was lost closes nothing"
    await send_until_closed(kept)

    assert codes(office) == [(1, "revoked"), (2, "revoked"), (3, "revoked")]
    assert office.ask(lambda: Visit.all().count()) == 0
    assert await kept.page.evaluate(LEFT) == NOTHING
    dump = await kept.page.evaluate(DUMP)
    for secret in (world.an.head_name, world.an.id, "Ống nước", "viết dở", world.dan.full_name):
        assert secret not in dump, secret
    assert device(office).wiped_at is not None
    await expect(kept.page.locator("main")).to_contain_text("không còn giữ gì")


async def test_t60_a_locked_phone_is_emptied_too(kept: Kept, office: Office, world: World) -> None:
    """T-60: nobody opens a lost phone with the PIN; its worker still sends what is sealed and erases the rest."""
    await unsent_visits(kept, world)
    await kept.page.evaluate("gd.lock()")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()
    close_at_the_office(office, world, "lost")
    kept.road.always = ""

    await kept.send()

    assert codes(office) == [(1, "revoked"), (2, "revoked"), (3, "revoked")]
    assert await kept.page.evaluate(LEFT) == NOTHING
    assert device(office).wiped_at is not None


async def test_the_phone_of_whoever_has_gone_keeps_no_page_and_sends_what_waits(
    kept: Kept, office: Office, world: World
) -> None:
    """Before anybody closes it: what its person wrote is not lost, and its pages open for nobody."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Ống nước vỡ ở bếp")
    row = {"member": world.dan, "status": "left", "valid_from": today(), "commune": world.commune.id}
    office.ask(lambda: MemberStatus.create(**row))
    kept.road.always = ""

    await kept.send()
    await kept.until("gd.chosen().then(async (it) => !(await gd.allOf('pages', it.device)).length)")

    assert codes(office) == [(1, "scope")]
    assert device(office).wiped_at is None
    assert await kept.page.evaluate("gd.people().then((all) => all.length)") == 1
    assert world.bao.head_name not in await kept.page.evaluate(DUMP)
    page = await kept.open("/outbox")
    await expect(page.locator("main")).to_contain_text(f"Thăm: {world.an.head_name}")
    await page.goto(f"{office.base}/households")
    assert world.bao.head_name not in await page.inner_text("body")


async def test_until_the_office_has_heard_it_the_phone_says_again_that_it_is_empty(
    kept: Kept, office: Office, world: World
) -> None:
    await kept.open("/device")
    close_at_the_office(office, world, "left")
    kept.road.faults = ["", *["lose"] * 50]  # it may speak by itself too, and is not heard either

    await kept.send()

    assert await kept.page.evaluate(LEFT) == NOTHING | {"profiles": 1}
    kept.road.faults = []
    await kept.send()
    assert await kept.page.evaluate(LEFT) == NOTHING
    assert device(office).wiped_at is not None


async def test_t11_a_phone_that_was_copied_is_told_so_in_plain_words(
    kept: Kept, office: Office, world: World
) -> None:
    """T-11: the phone's own record comes second under its number; it is told why it must enrol anew."""
    kept.road.always = "dead"
    await kept.visit(world.an.id, "Của người dùng máy")
    id_, other = device(office).id, "Ai đó ghi".encode()
    row = {"device_id": id_, "seq": 1, "digest": "ab" * 32, "body": other, "status": 1, "number": 9}
    moment = office.ask(lambda: Device.get(id=id_)).enrolled_at
    office.ask(lambda: StoredSubmission.create(commune=world.commune.id, received_at=moment, **row))
    kept.road.always = ""

    await send_until_closed(kept)

    await expect(kept.page.locator("form[data-unlock]")).to_contain_text("có thể đã bị sao chép")
    assert await kept.page.evaluate(LEFT) == NOTHING
    assert codes(office) == [(1, ""), (1, "equivocation")] or codes(office) == [
        (1, "equivocation"),
        (1, ""),
    ]
    assert device(office).revoked_for == "cloned"
