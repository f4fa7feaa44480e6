"""What a member says of themselves without signal: absence and return, a plan, a handover, who came or went."""

from datetime import timedelta
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser import axe
from tests.browser.commune import PHONE
from tests.browser.steps import arrived, counts, enrol, record_exchanges, replay, says
from tests.support.office import Office
from tests.support.planned import published
from tests.support.world import World
from webapp.assignments.absences.models import AbsenceReport
from webapp.assignments.charge.models import HandoverConfirmed
from webapp.assignments.charge.take_charge import take_charge
from webapp.assignments.plans.models import PlanAnswer
from webapp.core.calendar import today
from webapp.households.details.models import PopulationEvent
from webapp.register.models import Household


async def test_away_and_back_again(phone: BrowserContext, office: Office, world: World) -> None:
    page = await enrol(phone, office, world.dan)
    last = today() + timedelta(days=9)

    await phone.set_offline(True)
    await page.goto(f"{office.base}/absence")
    await page.locator("#until").fill(f"{last}")
    await twice(page.get_by_role("button", name="Báo vắng"))
    await only_on_the_phone(page, office, "Báo vắng", before=0)
    await sent_twice(phone, page, office)

    assert rows(office, AbsenceReport, "member_id", "back", "until") == [(world.dan.id, False, last)]
    back = page.get_by_role("button", name="Tôi đã về")
    await until_the_phone_has(phone, page, f"{office.base}/absence", back)
    await twice(back)
    await only_on_the_phone(page, office, "Báo vắng", before=1)
    await sent_twice(phone, page, office)

    assert sorted(rows(office, AbsenceReport, "back")) == [(False,), (True,)]
    assert [row["kind"] for row in arrived(office)] == [7, 7]


async def test_a_change_is_asked_for_and_then_yes_is_said(
    phone: BrowserContext, office: Office, world: World
) -> None:
    plan = office.ask(lambda: published(world))
    page = await enrol(phone, office, world.dan)
    path = f"{office.base}/assignments/plans/{plan}"

    await phone.set_offline(True)
    await page.goto(f"{office.base}/")
    await page.locator(f"a[href$='{plan}']").click()
    await page.get_by_role("heading", name="Đồng chí nhận phụ trách các hộ này không?").wait_for()
    assert await axe.faults(page) == {}, "the phone's own page, lighter than the office's"
    await page.set_viewport_size(PHONE)
    await page.locator("label[for=answer-change]").click()
    await page.locator("#note").fill("Nhà ông Bảo ở xa")
    await twice(page.get_by_role("button", name="Trả lời"))
    await only_on_the_phone(page, office, "Trả lời", before=0)
    await sent_twice(phone, page, office)

    assert rows(office, PlanAnswer, "accepted", "note") == [(False, "Nhà ông Bảo ở xa")]
    said = page.get_by_text("Đồng chí đã đề nghị đổi.")
    await until_the_phone_has(phone, page, path, said)
    await page.locator("label[for=answer]").click()
    await twice(page.get_by_role("button", name="Trả lời"))
    await only_on_the_phone(page, office, "Trả lời", before=1)
    await sent_twice(phone, page, office)

    assert rows(office, PlanAnswer, "member_id", "accepted", "note") == [(world.dan.id, True, "")]
    assert [row["kind"] for row in arrived(office)] == [6, 6]


async def test_a_handover_is_confirmed(phone: BrowserContext, office: Office, world: World) -> None:
    async def hand_over() -> None:
        await take_charge(
            world.branch, {world.an.id: world.en.id}, today(), by="Cụt Đình Khoa", reason="Nhà sát nhau"
        )

    office.ask(hand_over)
    page = await enrol(phone, office, world.en)

    await phone.set_offline(True)
    await page.goto(f"{office.base}/")
    await page.locator("a[href='/handover/mine']").click()
    await twice(page.get_by_role("button", name="Tôi đã nhận"))
    await only_on_the_phone(page, office, "bàn giao", before=0)
    await sent_twice(phone, page, office)

    assert rows(office, HandoverConfirmed, "member_id") == [(world.en.id,)]
    assert [row["kind"] for row in arrived(office)] == [9]


async def test_a_child_is_born(phone: BrowserContext, office: Office, world: World) -> None:
    page = await enrol(phone, office, world.dan)

    await phone.set_offline(True)
    await page.goto(f"{office.base}/households/{world.an.id}/changes/new")
    await page.locator("#population summary").click()
    for name in ("moved", "moved_when"):
        await page.locator(f"#population label[for={name}]").click()
    await page.locator("#persons").fill("1")
    await twice(page.locator("#population button.big"))
    await only_on_the_phone(page, office, "Moong Thị An", before=0)
    await sent_twice(phone, page, office)

    assert rows(office, PopulationEvent, "household_id", "kind", "persons", "happened_on") == [
        (world.an.id, "birth", 1, today())
    ]
    assert (world.an.id, 5) in rows(office, Household, "id", "people")
    assert [row["kind"] for row in arrived(office)] == [5]


async def twice(button: Locator) -> None:
    """Two taps before anything can happen in between; a mouse's second click may land on what has come there."""
    await button.evaluate("(it) => { it.click(); it.click(); }")


async def only_on_the_phone(page: Page, office: Office, about: str, *, before: int) -> None:
    """One record though it was tapped twice; box, bar and list say that it is not sent, also on a page opened anew."""
    await expect(page.locator("[data-saved] [data-say]")).to_have_text("Đã lưu trên máy này. Chưa gửi.")
    await counts(page, 1)
    await page.goto(f"{office.base}/outbox")
    waiting = page.locator("[data-outbox-list=waiting] li")
    await expect(waiting).to_have_count(1)
    await expect(waiting).to_contain_text(about)
    await expect(waiting.locator("[data-state]")).not_to_contain_text("nhận")
    await says(page, "Chưa có sóng. Phiếu vẫn an toàn trên máy.")
    await counts(page, 1)
    assert len(arrived(office)) == before


async def sent_twice(phone: BrowserContext, page: Page, office: Office) -> None:
    """Signal comes back; the office takes the same bytes again, as after a lost answer."""
    sent = await record_exchanges(phone)
    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")
    await expect(page.locator("[data-outbox-list=waiting] li")).to_have_count(0)
    await replay(office, sent, times=2)
    await phone.unroute_all()


async def until_the_phone_has(phone: BrowserContext, page: Page, path: str, what: Any) -> None:
    """The page as the office gave it to the phone after the record: looked at without signal."""
    for _ in range(400):
        await phone.set_offline(True)
        await page.goto(path)
        if await what.count():
            return
        await phone.set_offline(False)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await page.wait_for_timeout(100)
    raise AssertionError(f"{path}: {await page.locator('main').inner_text()}")


def rows(office: Office, table: Any, *names: str) -> list[tuple[Any, ...]]:
    async def work() -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await table.all().values_list(*names)]

    return list(office.ask(work))
