"""Without signal a family is asked, names its needs and wishes something; all of it arrives as it was said."""

from datetime import UTC, datetime

from tests.browser.conftest import Pocket
from tests.browser.steps import arrived, counts, enrol, form_of, says
from tests.support.office import Office
from tests.support.world import World
from webapp.core.calendar import today
from webapp.households.family.models import FamilyRequest, NeedChange
from webapp.households.poverty.models import PovertyListing, PovertyStep, ReviewStep
from webapp.register.models import Consent


async def test_an_answer_needs_and_a_wish_written_without_signal_arrive_as_they_were_said(
    pocket: Pocket, office: Office, world: World
) -> None:
    office.ask(lambda: Consent.filter(household_id=world.an.id).delete())
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)

    await page.goto(f"{office.base}/households/{world.an.id}/changes/new")
    asked = page.locator(form_of("consent"))
    await asked.locator("button").click()
    await asked.get_by_text("Còn 1 chỗ").wait_for()
    for label in ("answer", "purpose", "purpose-3"):
        await asked.locator(f"label[for={label}]").click()
    await asked.locator("[name=language]").select_option("4")
    await asked.locator("button").click()
    await page.get_by_text("Đã lưu trên máy này").first.wait_for()

    await page.goto(f"{office.base}/households/{world.bao.id}/changes/new")
    await page.locator("#needs summary").click()
    needs = page.locator(form_of("need"))
    await needs.get_by_text("Nước sạch").click()
    await needs.locator("button").click()
    await page.locator("#request summary").click()
    wish = page.locator(form_of("family_request"))
    await wish.get_by_text("Sửa chỗ sai").click()
    await wish.locator("[name=wish]").fill("Nhà có sáu người")
    await wish.locator("button").click()
    await counts(page, 3)

    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")

    assert [row["kind"] for row in arrived(office)] == [4, 10, 12]
    [consent] = office.ask(lambda: Consent.filter(household_id=world.an.id))
    assert (consent.answer, consent.purposes, consent.language) == ("given", ["contact", "concerns"], "hmong")
    [need] = office.ask(NeedChange.all)
    assert (need.household_id, need.code, need.opened) == (world.bao.id, "clean_water", True)
    [asked_for] = office.ask(FamilyRequest.all)
    assert (asked_for.wants, asked_for.words) == (2, "Nhà có sáu người")


async def test_a_family_is_told_of_the_review_of_the_poor_list_without_signal(
    pocket: Pocket, office: Office, world: World
) -> None:
    await listed_for_review(office, world)
    phone = await pocket.switch_on()
    page = await enrol(phone, office, world.dan)
    await phone.set_offline(True)

    await page.goto(f"{office.base}/households/{world.bao.id}/changes/new")
    telling = page.locator(form_of("poverty_step"))
    await telling.locator("button").click()
    await telling.get_by_text("Còn 1 chỗ").wait_for()
    await telling.get_by_text("Đang rà soát").click()
    await telling.locator("button").click()
    await counts(page, 1)

    await phone.set_offline(False)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await says(page, "Xã đã nhận lúc")

    [told] = office.ask(PovertyStep.all)
    assert (told.household_id, told.step, told.by_name) == (world.bao.id, ReviewStep.INFORMED, "Lô Văn Dần")


async def listed_for_review(office: Office, world: World) -> None:
    office.ask(
        lambda: PovertyListing.create(
            household_id=world.bao.id,
            year=today().year,
            by_name="Hà Thị Ơn",
            at=datetime.now(UTC),
            commune=world.commune.id,
        )
    )
