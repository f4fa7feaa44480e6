"""Two people on one phone: pages by network are for the person whose PIN was typed last, not for who was enrolled last."""

from playwright.async_api import Page, expect

from tests.browser.script.kept import PIN, Kept, fill_slip, slip_for
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import StoredSession
from webapp.register.models import Household


def by_network(home: Household) -> str:
    """The family's page as no pack holds it: asked with a question mark, it comes from the office."""
    return f"/households/{home.id}?by=network"


async def chosen(kept: Kept, name: str) -> Page:
    """Through the list of people, with the PIN."""
    page = await kept.open("/who")
    await page.locator("[data-who-list] button", has_text=name).click()
    await page.wait_for_selector("form[data-unlock]:not([hidden])")
    await page.fill("#pin", PIN)
    await page.click("form[data-unlock] button")
    await page.wait_for_url(kept.road.base + "/")
    await kept.settled()
    return page


async def both(kept: Kept, office: Office, world: World) -> None:
    """Dần's phone, then Én's too."""
    await fill_slip(kept.page, kept.road.base, slip_for(office, world.en))
    await kept.page.wait_for_url(kept.road.base + "/")
    await kept.settled()


def sessions(office: Office) -> list[str]:
    return sorted(str(row.owner) for row in office.ask(lambda: StoredSession.all()))


async def test_a_page_by_network_is_for_the_person_who_typed_the_pin(
    kept: Kept, office: Office, world: World
) -> None:
    await both(kept, office, world)
    for member, home in ((world.dan, world.an), (world.en, world.canh), (world.dan, world.bao)):
        await chosen(kept, member.full_name)

        page = await kept.open(by_network(home))

        await expect(page.locator("h1").first).to_contain_text(home.head_name)
        assert sessions(office) == [member.id]


async def test_what_the_other_person_proved_a_moment_ago_opens_nothing_for_this_one(
    kept: Kept, office: Office, world: World
) -> None:
    """Locked where there was no signal: the office still takes Én's pages for open."""
    await both(kept, office, world)
    await kept.open(by_network(world.canh))
    kept.road.always = "dead"

    page = await chosen(kept, world.dan.full_name)
    await page.goto(kept.road.base + by_network(world.canh))

    await expect(page.locator("h1")).to_have_text("Trang này cần có sóng.")
    assert world.canh.head_name not in await page.inner_text("body")


async def test_a_proof_gives_a_phone_its_session_back(kept: Kept, office: Office, world: World) -> None:
    """The cookie ran out, or the office ended it: the PIN is enough, no new slip."""
    office.ask(lambda: StoredSession.all().delete())
    await kept.page.evaluate("gd.lock() && 0")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()
    await kept.page.fill("#pin", PIN)
    await kept.page.click("form[data-unlock] button")
    await kept.page.wait_for_url(kept.road.base + "/")

    page = await kept.open(by_network(world.an))

    await expect(page.locator("h1").first).to_contain_text(world.an.head_name)


async def test_a_locked_phone_gets_no_session(kept: Kept, office: Office) -> None:
    office.ask(lambda: StoredSession.all().delete())
    await kept.page.evaluate("gd.lock() && 0")
    await kept.page.wait_for_url("**/unlock?next=*")
    await kept.settled()

    await kept.send()

    assert sessions(office) == []
