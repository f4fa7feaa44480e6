"""Official outcomes: written down from a decision for one household or many, corrected by newer rows, counted."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.core.calendar import today
from webapp.households.poverty.models import PovertyRecord, PovertyStandard
from webapp.households.poverty.outcome_form import does_not_fit
from webapp.households.poverty.outcomes import poverty_of
from webapp.households.poverty.standards import NATIONAL, write_standards
from webapp.register.models import Consent
from webapp.upstream.counting import _poverty

DAY = date(2017, 12, 20)
POOR = {
    "decision_no": "104/QĐ-UBND", "decision_date": "20/12/2017", "poverty_class": "poor", "change": "new",
    "review_kind": "annual", "op": "op1",
}  # fmt: skip
ESCAPED = {
    **POOR, "decision_no": "37/QĐ-UBND", "decision_date": "2018-05-10", "poverty_class": "near_poor",
    "change": "escaped_poverty", "review_kind": "on_request", "op": "op2",
}  # fmt: skip
CODES = {"codes": "hc-001, HC-002\nXA-001"}


async def test_one_decision_is_written_down_for_a_pasted_list(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form("/households/poverty", POOR | CODES)

    assert answer.status_code == 303
    rows = await PovertyRecord.all().prefetch_related("household")
    assert {row.household.code for row in rows} == {"HC-001", "HC-002", "XA-001"}
    assert {(row.decision_no, row.decision_date, row.by_name) for row in rows} == {
        ("104/QĐ-UBND", DAY, "Hà Thị Ơn")
    }


async def test_households_are_chosen_from_the_list_of_a_hamlet(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    page = (await clerk.get(f"/households/poverty?hamlet={huoi_co.hamlet.id}")).text

    await clerk.send_form("/households/poverty", POOR | {"chosen": ["HC-001", "HC-003"]})

    assert 'name="chosen" id="c1" value="HC-001"' in page and "XA-001" not in page
    assert await PovertyRecord.all().count() == 2


async def test_for_one_household_and_shown_with_its_history(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    await clerk.send_form(f"/households/{huoi_co.an.id}/poverty", POOR)
    answer = await clerk.send_form(f"/households/{huoi_co.an.id}/poverty", ESCAPED)

    page = (await clerk.get(answer.headers["location"])).text
    assert page.index("Hộ cận nghèo · Thoát nghèo") < page.index("Hộ nghèo · Mới vào danh sách")
    assert "Hộ cận nghèo" in (await clerk.get(f"/households/{huoi_co.an.id}")).text


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"decision_no": ""}, ""),
        ({"decision_date": ""}, ""),
        ({"decision_date": "2999-01-01"}, ""),
        ({"poverty_class": "rich"}, ""),
        ({"change": ""}, ""),
        ({"review_kind": "x"}, ""),
        ({"codes": ""}, ""),
        ({"codes": "HC-001 HC-999"}, ": HC-999"),
        ({"change": "escaped_poverty"}, ": HC-001, HC-002, XA-001"),
    ],
)
async def test_what_is_wrong_is_said_nothing_is_written_and_every_word_is_kept(
    huoi_co: World, browser_of: Any, change: dict[str, str], names: str
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    sent = POOR | CODES | change

    answer = await clerk.send_form("/households/poverty", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == list(change) and f"{names}</a>" in answer.text
    assert "<title>Lỗi: " in answer.text
    assert sent["codes"] in answer.text
    if sent["decision_no"]:
        assert f'value="{sent["decision_no"]}"' in answer.text
    assert not await PovertyRecord.exists()


@pytest.mark.both
async def test_sent_twice_it_is_written_once(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)

    for _ in range(2):
        assert (await clerk.send_form("/households/poverty", POOR | CODES)).status_code == 303

    assert await PovertyRecord.all().count() == 3


async def test_a_second_decision_of_the_same_day_must_be_a_correction(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form("/households/poverty", POOR | CODES)

    answer = await clerk.send_form(f"/households/{huoi_co.an.id}/poverty", POOR | {"op": "op9"})

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["codes"] and ": HC-001" in answer.text


@pytest.mark.both
async def test_a_correction_is_a_newer_row_with_a_reason(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    path = f"/households/{huoi_co.an.id}/poverty"
    await clerk.send_form(path, POOR)
    wrong = await PovertyRecord.get()
    right = POOR | {"poverty_class": "near_poor", "corrects": wrong.id, "op": "op2"}

    form = (await clerk.get(f"{path}?corrects={wrong.id}")).text
    assert 'name="decision_date" type="text" value="20/12/2017"' in form
    without = await clerk.send_form(path, right)
    assert without.status_code == 422 and wrong_fields(without) == ["reason"]
    await clerk.send_form(path, right | {"reason": "Gõ nhầm dòng"})

    rows = await PovertyRecord.all().order_by("replaced")
    assert [(row.poverty_class, row.replaced) for row in rows] == [("near_poor", False), ("poor", True)]
    assert await poverty_of([huoi_co.an]) == {huoi_co.an.id: "near_poor"}
    assert [sum(column.values()) for column in await _poverty(huoi_co.commune.id)] == [0, 1, 3]
    assert await poverty_of([huoi_co.an], today()) == {huoi_co.an.id: "near_poor"}
    page = (await clerk.get(path)).text
    assert "Đã sửa: Gõ nhầm dòng" in page
    again = await clerk.send_form(path, right | {"reason": "nữa", "op": "op3"})
    assert again.status_code == 422 and "corrects" in wrong_fields(again)


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("dan", 403, 403), ("khoa", 200, 403), ("secretary", 200, 403), ("viewer", 403, 403)],
)
async def test_only_the_office_writes_and_only_branch_and_commune_read(
    huoi_co: World, browser_of: Any, who: str, read: int, write: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))
    for path in ("/households/poverty", f"/households/{huoi_co.an.id}/poverty"):
        assert (await browser.get(path)).status_code == read
        assert (await browser.send_form(path, POOR | CODES)).status_code == write
    assert (await browser.get("/households/poverty/entries")).status_code == read
    assert not await PovertyRecord.exists()


@pytest.mark.both
async def test_a_secretary_counts_and_opens_only_the_hamlet(huoi_co: World, browser_of: Any) -> None:
    await (await browser_of(huoi_co.clerk)).send_form("/households/poverty", POOR | CODES)
    khoa = await browser_of(huoi_co.khoa)

    page = (await khoa.get("/households/poverty")).text
    entries = (await khoa.get("/households/poverty/entries?class=poor")).text

    assert "Huồi Cọ" in page and "Bản Bản Xàn" not in page
    assert "HC-001" in entries and "HC-002" in entries and "XA-001" not in entries
    assert "2 hộ" in entries
    assert (await khoa.get(f"/households/{huoi_co.far.id}/poverty")).status_code == 404


async def test_escapes_of_a_period_are_counted_and_each_figure_opens_to_its_entries(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form("/households/poverty", POOR | CODES)
    await clerk.send_form("/households/poverty", ESCAPED | {"codes": "HC-001 XA-001"})
    await Consent.create(household=huoi_co.an, answer="refused", asked_on=today(), commune=huoi_co.commune.id)

    page = (await clerk.get("/households/poverty?from=2018-01-01&to=2018-10-10")).text
    link = "/households/poverty/entries?hamlet=&amp;from=2018-01-01&amp;to=2018-10-10&amp;of=escaped"
    entries = (await clerk.get(link.replace("&amp;", "&"))).text
    outside = (await clerk.get("/households/poverty/entries?of=escaped&from=2018-05-11&to=2018-10-10")).text

    assert f'<a href="{link}"><b>2</b></a>' in page
    assert "HC-001" in entries and "XA-001" in entries and "HC-002" not in entries
    assert "Moong Thị An" not in entries, "a family that said no is called by its code"
    assert "HC-001" not in outside and "XA-001" not in outside


@pytest.mark.parametrize(
    ("before", "after", "change", "wrong"),
    [
        ("poor", "near_poor", "escaped_poverty", False),
        ("poor", "none", "escaped_poverty", False),
        ("poor", "poor", "escaped_poverty", True),
        ("near_poor", "none", "escaped_poverty", True),
        ("", "none", "escaped_poverty", True),
        ("near_poor", "average", "escaped_near_poverty", False),
        ("poor", "average", "escaped_near_poverty", True),
        ("none", "poor", "relapsed", False),
        ("poor", "poor", "relapsed", True),
        ("", "poor", "new", False),
        ("near_poor", "poor", "new", False),
        ("poor", "near_poor", "new", True),
        ("none", "none", "new", True),
        ("poor", "poor", "stay", False),
        ("", "none", "stay", False),
        ("poor", "near_poor", "stay", True),
    ],
)
def test_a_change_fits_what_was_decided_before(before: str, after: str, change: str, wrong: bool) -> None:
    assert does_not_fit(before, after, change) == wrong


@pytest.mark.both
async def test_what_the_law_says_is_kept_by_period_and_an_offices_own_words_stay(
    huoi_co: World, browser_of: Any
) -> None:
    await write_standards(huoi_co.commune.id)
    await PovertyStandard.filter(code="2022-2026", area="rural").update(poor="mức của tỉnh")

    page = (await (await browser_of(huoi_co.clerk)).get("/households/poverty")).text

    assert await PovertyStandard.all().count() == len(NATIONAL) == 6
    assert "mức của tỉnh" in page and "Nghị định 351/2025/NĐ-CP" in page and "700.000 đ" in page
    periods = sorted({(first, last) for _, _, first, last, *_ in NATIONAL})
    for (_, ended), (begun, _) in zip(periods, periods[1:], strict=False):
        assert begun == ended + timedelta(days=1)
