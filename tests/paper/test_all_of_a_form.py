"""What else stands on a form than the visit: the next day, needs and a concern, as a phone would have sent them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.paper.all_of_a_form import COMING, FULL
from tests.paper.grid import DAY, row, sheets, typed
from tests.support.browsing import wrong_fields
from tests.support.world import World
from tests.support.written import columns
from webapp.concerns.models import Category, Concern, Severity
from webapp.core.calendar import today
from webapp.households.details.models import Moved, PopulationEvent
from webapp.households.family.models import NeedChange
from webapp.paper.lines import read_coming_day
from webapp.paper.models import SheetState
from webapp.register.models import Consent
from webapp.submissions.intake.rebuild import projections_checksum, replay_log
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit


async def test_all_of_a_row_counts_for_who_went_and_who_typed_it_is_kept(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    answer = await typed(await browser_of(huoi_co.clerk), row(0, sheet, **FULL))

    assert answer.status_code == 303, answer.text
    assert columns(await Visit.get(), "by_name", "has_need", "next_on") == ("Lô Văn Dần", True, COMING)
    needs = await NeedChange.all().order_by("code")
    assert [columns(need, "code", "opened", "happened_on", "by_id", "by_name") for need in needs] == [
        ("civil_documents", True, DAY, huoi_co.dan.id, "Lô Văn Dần"),
        ("clean_water", True, DAY, huoi_co.dan.id, "Lô Văn Dần"),
    ]
    born = await PopulationEvent.get()
    assert columns(born, "kind", "persons", "under_6", "precision", "by_name") == (
        Moved.BIRTH, 1, 1, "month", "Lô Văn Dần",
    )  # fmt: skip
    assert DAY.replace(day=1) <= born.happened_on <= today()
    concern = await Concern.get()
    assert columns(
        concern, "household_id", "by_id", "typed_by_name", "category", "severity", "answer_by", "summary"
    ) == (
        huoi_co.an.id, huoi_co.dan.id, "Hà Thị Ơn", Category.WATER_POWER_SIGNAL, Severity.PRESSING, 2,
        "Ống nước vỡ ở đầu bản",
    )  # fmt: skip
    said = await StoredSubmission.all().values_list("kind", "author_name")
    assert sorted(said) == [(1, "Hà Thị Ơn"), (2, "Hà Thị Ơn"), (5, "Hà Thị Ơn"), (10, "Hà Thị Ơn")]
    page = (await (await browser_of(huoi_co.dan)).get(f"/concerns/{concern.id}")).text
    assert "Lô Văn Dần" in page and "Hà Thị Ơn ghi giúp" in page


async def test_it_is_the_same_as_when_the_member_had_sent_it(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    own = await browser_of(huoi_co.dan)
    home = f"/households/{huoi_co.an.id}"
    visit = {"met": "1", "need": "1", "on": DAY.isoformat(), "next_on": f"{COMING:%d/%m/%Y}"}
    await own.send_form(f"{home}/visits", visit)
    await own.send_form(f"{home}/needs", {"opens": ["2", "11"], "need_on": DAY.isoformat()})
    asked = {"category": "1", "severity": "3", "answer_by": "2", "summary": FULL["brief"]}
    born = {"moved": "1", "persons": "1", "moved_on": f"{DAY:%m/%Y}"}
    await own.send_form(f"{home}/population", born)
    await own.send_form(f"{home}/concerns", {**asked, "agreed": "1", "checked": "1"})

    await typed(await browser_of(huoi_co.clerk), row(0, sheet, **FULL))

    for model, names in (
        (Visit, ("by_id", "by_name", "happened_on", "met", "has_need", "next_on")),
        (Concern, ("by_id", "by_name", "category", "severity", "summary", "answer_by", "status")),
        (NeedChange, ("by_id", "by_name", "code", "opened", "happened_on")),
        (PopulationEvent, ("by_id", "by_name", "kind", "persons", "precision", "happened_on")),
    ):
        rows = sorted(columns(one, *names) for one in await model.all())
        assert rows[::2] == rows[1::2] and rows, model


async def test_sent_twice_it_is_there_once(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    browser = await browser_of(huoi_co.clerk)

    answers = [await typed(browser, row(0, sheet, **FULL)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert [await model.all().count() for model in (Visit, NeedChange, Concern, PopulationEvent)] == [
        1,
        2,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("wrong", "cell"),
    [
        ({"named": "19"}, "named"),
        ({"named": "nước"}, "named"),
        ({"concern": "16 1"}, "concern"),
        ({"concern": "1"}, "concern"),
        ({"concern": "1 3 4"}, "concern"),
        ({"concern": "1 3 2 1"}, "concern"),
        ({"concern": ""}, "concern"),
        ({"concern": "15 2", "brief": ""}, "brief"),
        ({"moved": "10 1"}, "moved"),
        ({"moved": "1"}, "moved"),
        ({"moved": "1 1 2 1"}, "moved"),
        ({"moved": "sinh 1"}, "moved"),
        ({"next_on": "31/2"}, "next_on"),
        ({"next_on": f"{DAY + timedelta(days=99):%d/%m/%Y}"}, "next_on"),
    ],
)
async def test_of_a_row_with_one_mistake_nothing_is_saved_and_all_its_words_stay(
    huoi_co: World, browser_of: Any, wrong: dict[str, str], cell: str
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    answer = await typed(await browser_of(huoi_co.clerk), row(0, sheet, **{**FULL, **wrong}))

    assert answer.status_code == 422
    assert wrong_fields(answer) == [f"{cell}-0"]
    for words in ({**FULL, **wrong}).values():
        assert f'value="{words}"' in answer.text
    assert not await StoredSubmission.exists()


async def test_needs_of_a_family_that_did_not_agree_leave_the_whole_row(
    huoi_co: World, browser_of: Any
) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    no = {"answer": "withdrawn", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, **no)
    browser = await browser_of(huoi_co.clerk)

    answer = await typed(browser, row(0, sheet, **FULL))

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["named-0"]
    assert not await StoredSubmission.exists()
    await sheet.refresh_from_db()
    assert sheet.state is SheetState.PRINTED


async def test_only_who_still_has_to_report_is_asked_to(huoi_co: World, browser_of: Any) -> None:
    forms = await sheets(browser_of, huoi_co, house=[huoi_co.an.id, huoi_co.bao.id, huoi_co.canh.id])
    rows = [row(0, forms[0], **FULL), row(1, forms[1], need="1"), row(2, forms[2], met="9")]

    answer = await typed(await browser_of(huoi_co.khoa), *rows)

    assert answer.text.count("/concerns/new") == 1
    assert f"/households/{huoi_co.bao.id}/concerns/new" in answer.text


async def test_everything_is_made_again_from_the_log(huoi_co: World, browser_of: Any) -> None:
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)
    await typed(await browser_of(huoi_co.clerk), row(0, sheet, **FULL))
    before = await projections_checksum(huoi_co.commune.id)

    await replay_log(huoi_co.commune.id)

    assert await projections_checksum(huoi_co.commune.id) == before
    assert (await Concern.get()).typed_by_name == "Hà Thị Ơn"


async def test_the_printed_form_and_the_page_name_every_number(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.clerk)
    [sheet] = await sheets(browser_of, huoi_co, house=huoi_co.an.id)

    paper = (await browser.get(f"/paper/sheets/{sheet.run}")).text
    page = (await browser.get("/paper/visits")).text

    assert "Nhu cầu gia đình nêu" in paper and "<b>18</b> Việc khác" in paper
    assert "18 việc khác" in page and "15 việc khác" in page


def test_a_day_agreed_without_a_year_is_the_first_after_the_visit() -> None:
    visit = date(2026, 12, 20)

    assert read_coming_day("24/12", visit) == date(2026, 12, 24)
    assert read_coming_day("5/1", visit) == date(2027, 1, 5)
    assert read_coming_day("20/12", visit) == date(2027, 12, 20)
    assert read_coming_day("5.1.27", visit) == date(2027, 1, 5)
    assert [read_coming_day(typed, visit) for typed in ("", "12", "31/2", "mai")] == [None] * 4
