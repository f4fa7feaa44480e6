"""A member's day without signal: the card is taken, a day agreed, a visit put right, a colleague helped."""

from typing import Any

from playwright.async_api import Page

from tests.browser.conftest import Pocket
from tests.browser.steps import arrived, counts, enrol, form_of, says
from tests.support.office import Office
from tests.support.world import World
from webapp.duty.models import DutyAck
from webapp.progress.models import SupportContact
from webapp.visits.models import Visit


def rows(office: Office, table: Any, *names: str) -> list[tuple[Any, ...]]:
    async def work() -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await table.all().order_by("recorded_at").values_list(*names)]

    return list(office.ask(work))


async def tap(page: Page, selector: str) -> None:
    await page.locator(selector).first.click()


async def test_a_members_day_without_signal_arrives_whole(
    pocket: Pocket, office: Office, world: World
) -> None:
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)

    await page.goto(f"{office.base}/")
    await tap(page, "a[href='/duty']")
    await tap(page, form_of("duty_ack") + " button")
    await page.locator("[data-saved]").wait_for()
    await page.goto(f"{office.base}/households/{world.an.id}/visits/new")
    for name in ("met", "did-2", "next"):
        await tap(page, f"label[for={name}]")
    await tap(page, form_of("visit") + " button.big")
    await page.locator("[data-saved]").wait_for()
    await page.goto(f"{office.base}/households/{world.an.id}/changes/new")
    await tap(page, "#correction summary")
    await tap(page, form_of("visit_correction") + " label[for=met-3]")
    await tap(page, form_of("visit_correction") + " button.big")
    await page.locator("[data-saved]").wait_for()
    await page.goto(f"{office.base}/progress")
    await page.get_by_role("heading", name="Việc đã làm").wait_for()
    await counts(page, 3)

    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")

    assert [row["kind"] for row in arrived(office)] == [11, 1, 13]
    assert rows(office, DutyAck, "member_id", "households") == [(world.dan.id, 2)]
    [(met, did, next_on, happened_on, origin)] = rows(
        office, Visit, "met", "did", "next_on", "happened_on", "origin"
    )
    assert (met, did, (next_on - happened_on).days, origin["met"]) == (3, [2], 7, 1)


async def test_a_secretary_notes_a_contact_in_two_taps_without_signal(
    pocket: Pocket, office: Office, world: World
) -> None:
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.khoa)
    await phone.set_offline(True)

    await page.goto(f"{office.base}/branch")
    await tap(page, form_of("support_contact") + " label:has-text('Lô Văn Dần')")
    await tap(page, form_of("support_contact") + " button.big")
    await page.locator("[data-saved]").wait_for()
    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")

    assert rows(office, SupportContact, "member_id", "by_id", "topic") == [(world.dan.id, world.khoa.id, 1)]


async def test_an_agreed_day_is_one_tap_more_than_a_visit_in_full(
    pocket: Pocket, office: Office, world: World
) -> None:
    """From the first page: the row, a visit, met, agreed, save. Nothing is typed."""
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)
    await page.goto(f"{office.base}/")

    taps = [
        "a.row",
        "a[href$='/visits/new']",
        "label[for=met]",
        "label[for=next-2]",
        form_of("visit") + " button.big",
    ]
    for selector in taps:
        await tap(page, selector)

    await page.locator("[data-saved]").wait_for()
    await counts(page, 1)
