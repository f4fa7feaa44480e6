"""Slips for families, lists to carry, duty cards and the list of groups: for whom, and what must not stand on them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.world import World
from webapp.assignments.plans.models import AssignmentPlan, PlanLine, State
from webapp.core.calendar import today
from webapp.core.i18n import show_date
from webapp.households.poverty.models import PovertyRecord
from webapp.register.models import Consent, SupportLevel
from webapp.visits.models import Met, Visit

POOR = ("nghèo", "Nghèo", "NGHÈO")
SHEETS = ("slips", "lists", "duty", "roster")


def at(world: World, what: str, **asked: str) -> str:
    words = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/paper/branches/{world.branch.id}/{what}?{words}"


async def make_poor(world: World) -> None:
    await PovertyRecord.create(
        household=world.an,
        poverty_class="poor",
        change="stay",
        decision_date=today(),
        commune=world.commune.id,
    )
    world.dan.phone = "0987654321"
    world.khoa.phone = "0912345678"
    world.an.head_phone = "0355555555"
    for row in (world.dan, world.khoa, world.an):
        await row.save()


async def test_a_slip_says_who_is_there_for_the_family_and_what_it_may(
    huoi_co: World, browser_of: Any
) -> None:
    await make_poor(huoi_co)
    browser = await browser_of(huoi_co.khoa)

    page = (await browser.get(at(huoi_co, "slips", house=huoi_co.an.id))).text

    assert page.count('class="slipa6"') == 1
    for said in ("HC-001", "Lô Văn Dần", "0987654321", "Cụt Đình Khoa", "0912345678", "từ chối, đổi người"):
        assert said in page
    assert "<svg" in page.partition('class="slipa6"')[2]
    assert not [word for word in (*POOR, "Moong Thị An", "0355555555") if word in page]


async def test_the_list_of_groups_has_heads_and_codes_but_no_phone_and_nothing_of_means(
    huoi_co: World, browser_of: Any
) -> None:
    await make_poor(huoi_co)
    await Consent.create(
        household=huoi_co.bao, answer="refused", asked_on=today(), commune=huoi_co.commune.id
    )
    browser = await browser_of(huoi_co.clerk)

    page = (await browser.get(at(huoi_co, "roster"))).text

    assert "Đảng Cộng sản Việt Nam" in page and "Đảng bộ Xã Hữu Khuông" in page
    assert page.index("Lô Văn Dần") < page.index("Vi Thị Én")
    assert "Moong Thị An" in page and "(HC-001)" in page
    assert "HC-002" in page and "Lữ Văn Bảo" not in page
    assert not [word for word in (*POOR, "0987654321", "0355555555") if word in page]


@pytest.mark.both
async def test_a_plan_is_printed_as_it_would_be_with_the_number_of_its_decision(
    huoi_co: World, browser_of: Any
) -> None:
    plan = await AssignmentPlan.create(
        branch=huoi_co.branch,
        state=State.APPROVED,
        made_at=datetime.now(UTC),
        made_by="Cụt Đình Khoa",
        decision_no="12-QĐ/ĐU",
        decided_on=date(2026, 10, 10),
        commune=huoi_co.commune.id,
    )
    for place, house in enumerate((huoi_co.an, huoi_co.bao)):
        await PlanLine.create(
            plan=plan, household=house, member=huoi_co.en, place=place, reason="-", commune=huoi_co.commune.id
        )
    browser = await browser_of(huoi_co.khoa)

    page = (await browser.get(at(huoi_co, "roster", plan=plan.id))).text

    assert "Kèm theo Quyết định số 12-QĐ/ĐU ngày 10/10/2026" in page
    assert "Vi Thị Én" in page and "(HC-002)" in page and "Lô Văn Dần" not in page
    assert (await browser.get(at(huoi_co, "roster", plan="AAAAAAAAAAA"))).status_code == 404


async def test_a_member_carries_the_path_with_the_last_contact_and_the_next_day(
    huoi_co: World, browser_of: Any
) -> None:
    then = today() - timedelta(days=10)
    await Visit.create(
        household=huoi_co.bao, by=huoi_co.dan, by_name="Lô Văn Dần", happened_on=then, met=Met.AT_HOME,
        recorded_at=datetime.now(UTC), received_at=datetime.now(UTC), commune=huoi_co.commune.id,
    )  # fmt: skip
    huoi_co.bao.support_level = SupportLevel.ATTENTION
    await huoi_co.bao.save()
    browser = await browser_of(huoi_co.khoa)

    page = (await browser.get(at(huoi_co, "lists", member=huoi_co.dan.id))).text

    assert page.index("HC-001") < page.index("HC-002") and "HC-003" not in page
    assert show_date(then) in page and show_date(then + timedelta(days=30)) in page
    assert "chưa" in page and "nên đến" in page


@pytest.mark.both
async def test_duty_cards_are_for_everybody_in_charge_or_for_those_chosen(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.khoa)

    all_of_them = (await browser.get(at(huoi_co, "duty"))).text
    one = (await browser.get(at(huoi_co, "duty", member=huoi_co.en.id))).text

    assert (
        "Lô Văn Dần" in all_of_them
        and "Vi Thị Én" in all_of_them
        and "Phụ trách 2 hộ: HC-001, HC-002" in all_of_them
    )
    assert "Lô Văn Dần" not in one and "HC-001" not in one
    for words in ("mang câu trả lời về", "Phải chuyển lên", "Phải giữ kín"):
        assert words in one


@pytest.mark.both
async def test_what_was_chosen_leads_to_its_page(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.khoa)
    sent = {"what": "slips", "member": [huoi_co.dan.id, huoi_co.en.id]}

    answer = await browser.send_form(f"/paper/branches/{huoi_co.branch.id}/prints", sent)

    page = (await browser.get(answer.headers["location"])).text
    assert page.count('class="slipa6"') == 3


@pytest.mark.parametrize("what", SHEETS)
async def test_another_branch_is_not_there_and_others_do_not_print(
    huoi_co: World, browser_of: Any, what: str
) -> None:
    there = at(huoi_co, what)

    assert (await (await browser_of(huoi_co.khoa)).get(there)).status_code == 200
    assert (
        await (await browser_of(huoi_co.khoa)).get(there.replace(huoi_co.branch.id, "AAAAAAAAAAA"))
    ).status_code == 404
    assert (await (await browser_of(huoi_co.dan)).get(there)).status_code == 403
    assert (await (await browser_of(None)).get(there)).status_code == 303
