"""From a review of poverty to the family: on the list, told that it is on, decided, told the outcome, looked at again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.households.poverty.models import PovertyListing, PovertyRecord, PovertyStep, ReviewStep
from webapp.households.poverty.reviews import reviews_of
from webapp.kinds import kind_attributes
from webapp.register.models import Consent
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission

ON = "biết đang rà soát"
OUTCOME = "Báo kết quả cho gia đình"


async def decided(world: World, days_ago: int = 1, **columns: Any) -> PovertyRecord:
    given = {"poverty_class": "poor", "change": "new", "decision_no": "37/QĐ-UBND", "at": datetime.now(UTC)}
    return await PovertyRecord.create(
        household=world.an,
        commune=world.commune.id,
        decision_date=today() - timedelta(days=days_ago),
        **given | columns,
    )


@pytest.mark.both
async def test_all_who_are_poor_and_who_asked_for_it_are_on_the_list_once(
    huoi_co: World, browser_of: Any
) -> None:
    await decided(huoi_co, days_ago=400)
    clerk = await browser_of(huoi_co.clerk)

    wrong = await clerk.send_form("/households/poverty/list", {"listed": "HC-777"})
    assert wrong.status_code == 422 and "HC-777</textarea>" in wrong.text
    for _ in range(2):
        sent = {"listed": f"hc-001 {huoi_co.bao.code}"}
        answer = await clerk.send_form("/households/poverty/list", sent)
        assert "Đã ghi cho 2 hộ." in (await clerk.get(answer.headers["location"])).text

    rows = await PovertyListing.all()
    assert {row.household_id for row in rows} == {huoi_co.an.id, huoi_co.bao.id} and len(rows) == 2
    assert {(row.year, row.by_name) for row in rows} == {(today().year, "Hà Thị Ơn")}
    page = (await clerk.get("/households/poverty")).text
    assert 'chưa báo gia đình: <a href="/households/poverty/entries?of=to_inform"><b>2</b>' in page
    assert "HC-001" in (await clerk.get("/households/poverty/entries?of=to_inform")).text


async def test_the_member_is_asked_to_tell_and_says_so_without_signal(
    huoi_co: World, browser_of: Any
) -> None:
    await (await browser_of(huoi_co.clerk)).send_form("/households/poverty/list", {"listed": "HC-001"})
    phone, door = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(door)
    here = f"/households/{huoi_co.an.id}"
    assert ON in phone.pages[here].decode()
    form = phone.pages[f"{here}/changes/new"].decode()
    assert kind_attributes("poverty_step") in form and 'name="review_step" id="review_step" value="1"' in form

    phone.write(15, huoi_co.an.id, [1])
    await phone.exchange(door)

    assert phone.receipts[1].status == 1
    assert (await PovertyStep.get()).step is ReviewStep.INFORMED
    assert ON not in phone.pages[here].decode()
    assert kind_attributes("poverty_step") not in phone.pages[f"{here}/changes/new"].decode()

    record = await decided(huoi_co, days_ago=0)
    await phone.exchange(door)
    assert OUTCOME in phone.pages[here].decode() and "37/QĐ-UBND" in phone.pages[here].decode()
    phone.write(15, huoi_co.an.id, [2, record.id, 1])
    await phone.exchange(door)

    assert OUTCOME not in phone.pages[here].decode()
    assert f"đã báo {today():%d/%m/%Y}" in phone.pages[here].decode()
    khoa = await browser_of(huoi_co.khoa)
    assert "đề nghị xem lại" in (await khoa.get(f"{here}/poverty")).text
    assert "HC-001" in (await khoa.get("/households/poverty/entries?of=again")).text
    sheet = (await (await browser_of(huoi_co.clerk)).get(f"{here}/sheet")).text
    assert f"rà soát năm {today().year}" in sheet and "Đã báo kết quả" in sheet
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_a_form_posted_twice_is_one_step_and_a_correction_is_told_again(
    huoi_co: World, browser_of: Any
) -> None:
    record = await decided(huoi_co)
    dan = await browser_of(huoi_co.dan)
    here, said = f"/households/{huoi_co.an.id}", {"review_step": "2", "record": record.id, "op": "op7"}

    for _ in range(2):
        answer = await dan.send_form(f"{here}/reviews", said)

    assert "Xã đã nhận lúc" in (await dan.get(answer.headers["location"])).text
    assert await PovertyStep.all().count() == 1
    assert not (await reviews_of([huoi_co.an.id]))[huoi_co.an.id].to_tell
    record.replaced = True
    await record.save()
    await decided(huoi_co, corrects=record.id, poverty_class="near_poor")
    assert OUTCOME in (await dan.get(here)).text


async def test_wrong_words_are_kept_and_other_households_decisions_are_not_told(
    huoi_co: World, browser_of: Any
) -> None:
    record = await decided(huoi_co)
    dan = await browser_of(huoi_co.dan)
    here = f"/households/{huoi_co.an.id}/reviews"

    for wrong in ({}, {"review_step": "2"}, {"review_step": "2", "record": record.id, "told_on": "1/1/2050"}):
        answer = await dan.send_form(here, wrong)
        assert answer.status_code == 422 and wrong.get("told_on", "") in answer.text
    other = {"review_step": "2", "record": record.id}
    assert (await dan.send_form(f"/households/{huoi_co.bao.id}/reviews", other)).status_code == 422
    assert (await dan.send_form(f"/households/{huoi_co.far.id}/reviews", other)).status_code == 404
    assert (await (await browser_of(huoi_co.clerk)).send_form(here, other)).status_code == 403
    phone = await enrolled(huoi_co.dan)
    phone.write(15, huoi_co.bao.id, [2, record.id])
    await phone.exchange(await browser_of(None))
    assert (phone.receipts[1].status, phone.receipts[1].code) == (3, "form")
    assert not await PovertyStep.exists()


async def test_what_is_decided_meanwhile_is_told_instead_of_that_the_review_is_on(
    huoi_co: World, browser_of: Any
) -> None:
    await (await browser_of(huoi_co.clerk)).send_form("/households/poverty/list", {"listed": "HC-001"})
    await decided(huoi_co, days_ago=0)

    review = (await reviews_of([huoi_co.an.id]))[huoi_co.an.id]

    assert (review.to_inform, review.to_tell) == (False, True)


async def test_old_decisions_and_those_of_an_imported_list_ask_nobody(
    huoi_co: World, browser_of: Any
) -> None:
    await decided(huoi_co, days_ago=400)
    dan = await browser_of(huoi_co.dan)
    assert OUTCOME not in (await dan.get(f"/households/{huoi_co.an.id}")).text

    await decided(huoi_co, days_ago=3, at=None)
    assert OUTCOME not in (await dan.get(f"/households/{huoi_co.an.id}")).text


async def test_of_a_family_that_said_no_nothing_is_kept(huoi_co: World, browser_of: Any) -> None:
    record = await decided(huoi_co)
    refused = {"answer": "refused", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, **refused)
    phone, door = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(15, huoi_co.an.id, [2, record.id])

    await phone.exchange(door)

    assert not await PovertyStep.exists()
    assert (await StoredSubmission.get()).code == "form"
    assert (
        kind_attributes("poverty_step")
        not in phone.pages[f"/households/{huoi_co.an.id}/changes/new"].decode()
    )
