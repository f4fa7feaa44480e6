"""A clerk imports a list: looks at it first, confirms once, and can take it back."""

import asyncio
import io
from datetime import timedelta

import openpyxl
import pytest

from tests.households.imports.import_sample import SAMPLE
from tests.households.lists import ADDED, DAN, HEAD, NEW, TABLE, imported, xlsx
from tests.support.written import name_need
from webapp.core.database.db import now
from webapp.households.imports.imports import confirm_list, preview_list
from webapp.households.imports.write import PovertyDecision
from webapp.households.poverty.models import PovertyRecord
from webapp.people.models import OrgUnit
from webapp.register.models import Cluster, Household, HouseholdImport


async def names() -> set[str]:
    return {household.head_name for household in await Household.all()}


async def test_looking_at_a_list_writes_nothing_into_the_register(hand_in, clerk):
    before = await names()

    answer = await hand_in(xlsx(TABLE))
    preview = await clerk.get(answer.headers["location"])

    assert preview.status_code == 200
    assert "Thiếu họ tên chủ hộ" in preview.text
    assert await names() == before
    assert await Cluster.all().count() == 1


async def test_confirming_writes_the_right_rows_with_codes_clusters_and_places(huoi_co, hand_in, clerk):
    seen = await imported(await hand_in(xlsx(TABLE)))

    answer = await clerk.send_form(f"/households/import/{seen.id}/confirmation")

    assert answer.status_code == 303
    added = await Household.get(head_name="Kha Y Lợi").prefetch_related("hamlet", "cluster")
    assert (added.code, added.hamlet.name, added.cluster.name) == ("HC-004", "Huồi Cọ", "Khe dưới")
    assert (added.people, added.head_phone, added.path_order) == (7, "0900000816", 40)
    assert added.folded == "kha y loi" and added.sort_key
    assert added.origin["people"] == 7
    assert await names() >= ADDED
    assert (await Household.get(head_name="Lô Bá Mo")).code == "XA-002"


async def test_confirming_twice_writes_once(hand_in, clerk):
    seen = await imported(await hand_in(xlsx(TABLE)))

    await asyncio.gather(
        clerk.send_form(f"/households/import/{seen.id}/confirmation"),
        clerk.send_form(f"/households/import/{seen.id}/confirmation"),
    )
    again = await clerk.send_form(f"/households/import/{seen.id}/confirmation")

    assert again.status_code == 303
    await seen.refresh_from_db()
    assert seen.report["households"] == 2
    assert await Household.filter(head_name__in=ADDED).count() == 2


async def test_the_same_list_handed_in_twice_adds_its_households_once(hand_in, clerk):
    first, second = [await imported(await hand_in(xlsx(TABLE))) for _ in range(2)]

    for seen in (first, second):
        await clerk.send_form(f"/households/import/{seen.id}/confirmation")
    third = await clerk.get((await hand_in(xlsx(TABLE))).headers["location"] + "?show=duplicate")

    assert await Household.filter(head_name__in=ADDED).count() == 2
    await second.refresh_from_db()
    assert second.report["found_meanwhile"] == [2, 3]
    assert "HC-004" in third.text


@pytest.mark.both
async def test_a_household_with_a_known_name_can_be_taken_as_another(huoi_co, hand_in, clerk):
    twin = [1, "Moong Thị An", "Huồi Cọ", "Khe trên", 9, ""]
    seen = await imported(await hand_in(xlsx([HEAD, twin])))
    assert seen.report["counts"]["duplicate"] == 1

    for _ in range(2):
        await clerk.send_form(f"/households/import/{seen.id}/rows/0")
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")

    assert await Household.filter(head_name="Moong Thị An").count() == 2


async def test_poor_households_are_written_only_with_the_decision(hand_in, clerk):
    table = [
        ["DANH SÁCH HỘ NĂM 2018"],
        [*HEAD, "Hộ nghèo"],
        [*NEW, "x"],
        [2, "Lô Bá Mo", "Sàn", "", 5, "", ""],
    ]
    without, together = [await imported(await hand_in(xlsx(t))) for t in (table, [*table[:2], [*DAN, "x"]])]

    await clerk.send_form(f"/households/import/{without.id}/confirmation")
    assert await Household.filter(head_name__in=ADDED).count() == 2
    assert await PovertyRecord.all().count() == 0
    answer = await clerk.send_form(
        f"/households/import/{together.id}/confirmation",
        {"decision_no": "104/QĐ-UBND", "decision_date": "20/12/2017"},
    )

    assert answer.status_code == 303
    record = await PovertyRecord.get().prefetch_related("household")
    assert (record.household.head_name, record.poverty_class, record.decision_no) == (
        "Lô Văn Dần",
        "poor",
        "104/QĐ-UBND",
    )
    assert (str(record.decision_date), record.source) == ("2017-12-20", "DANH SÁCH HỘ NĂM 2018")


@pytest.mark.parametrize(
    "fields",
    [
        {"decision_no": "104"},
        {"decision_date": "20/12/2017"},
        {"decision_no": "1", "decision_date": "1/1/2999"},
    ],
)
async def test_half_a_decision_is_asked_for_again_with_what_was_typed(hand_in, clerk, fields):
    seen = await imported(await hand_in(xlsx([[*HEAD, "Hộ nghèo"], [*NEW, "x"]])))

    answer = await clerk.send_form(f"/households/import/{seen.id}/confirmation", fields)

    assert answer.status_code == 422
    assert all(f'value="{typed}"' in answer.text for typed in fields.values())
    assert await Household.filter(head_name="Kha Y Lợi").count() == 0


async def test_a_list_can_be_undone_and_its_codes_are_not_given_again(hand_in, clerk):
    before = await names()
    seen = await imported(await hand_in(xlsx([[*HEAD, "Hộ nghèo"], [*NEW, "x"]])))
    decision = {"decision_no": "104/QĐ-UBND", "decision_date": "20/12/2017"}
    await clerk.send_form(f"/households/import/{seen.id}/confirmation", decision)

    answer = await clerk.send_form(f"/households/import/{seen.id}/undoing")

    assert answer.status_code == 303
    assert await names() == before
    assert await Cluster.all().count() == 1
    assert "Đã hoàn tác" in (await clerk.get(f"/households/import/{seen.id}")).text
    again = await imported(await hand_in(xlsx(TABLE)))
    await clerk.send_form(f"/households/import/{again.id}/confirmation")
    assert (await Household.get(head_name="Kha Y Lợi")).code == "HC-005"


async def test_a_list_somebody_has_built_on_stays(hand_in, clerk):
    seen = await imported(await hand_in(xlsx(TABLE)))
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")
    household = await Household.get(head_name="Lô Bá Mo")
    await name_need(household, "toilet", now().date())

    answer = await clerk.send_form(f"/households/import/{seen.id}/undoing")

    assert answer.status_code == 409
    assert await names() >= ADDED


async def test_after_a_week_a_list_stays_and_its_rows_are_forgotten(hand_in, clerk):
    seen = await imported(await hand_in(xlsx(TABLE)))
    await clerk.send_form(f"/households/import/{seen.id}/confirmation")
    await HouseholdImport.filter(id=seen.id).update(confirmed_at=now() - timedelta(days=7, minutes=1))

    answer = await clerk.send_form(f"/households/import/{seen.id}/undoing")
    await hand_in(xlsx(TABLE))

    assert answer.status_code == 409
    assert (await HouseholdImport.get(id=seen.id)).rows == []


async def test_the_rows_to_correct_come_back_with_reasons_and_without_formulas(hand_in, clerk):
    seen = await imported(await hand_in(SAMPLE.read_bytes()))

    answer = await clerk.get(f"/households/import/{seen.id}/to-correct.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-2:] == ("Lý do", "Dòng trong tệp cũ")
    cells = [cell for row in sheet.iter_rows() for cell in row]
    formula = next(cell for cell in cells if cell.value == "=cmd|calc!A0")
    assert {cell.data_type for cell in cells} <= {"s", "n"} and formula.data_type == "s"
    assert {row["verdict"] for row in seen.rows} == {"new", "wrong", "duplicate"}
    assert len(rows) - 1 == sum(row["verdict"] != "new" for row in seen.rows)


async def test_the_corrected_rows_can_be_handed_in_again(huoi_co, hand_in, clerk):
    seen = await imported(await hand_in(xlsx(TABLE)))
    returned = (await clerk.get(f"/households/import/{seen.id}/to-correct.xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(returned))
    book.active["B2"] = "Vừ Bá Sơn"
    corrected = io.BytesIO()
    book.save(corrected)

    again = await imported(await hand_in(corrected.getvalue()))

    assert again.report["counts"] == {"new": 1, "wrong": 0, "duplicate": 0}


async def test_columns_that_must_never_be_kept_are_refused_and_not_stored(hand_in, clerk):
    answer = await hand_in(xlsx([[*HEAD, "Số CCCD"], [*NEW, "038095001234"]]))
    preview = await clerk.get(answer.headers["location"])

    seen = await imported(answer)
    assert "Số CCCD" in preview.text
    assert "038095001234" not in preview.text + repr(seen.rows) + repr(seen.report)


async def test_lists_nobody_confirmed_are_forgotten_after_a_day(huoi_co, hand_in):
    seen = await imported(await hand_in(xlsx(TABLE)))
    await HouseholdImport.filter(id=seen.id).update(made_at=now() - timedelta(days=1, minutes=1))

    await hand_in(xlsx(TABLE))

    assert not await HouseholdImport.filter(id=seen.id).exists()


@pytest.mark.both
async def test_a_hamlet_without_letters_gets_some_of_its_own(huoi_co):
    commune = huoi_co.commune.id
    hamlet = await OrgUnit.create(kind="hamlet", name="Hồng Cúc", prefix="Bản", commune=commune)
    table = [HEAD, [1, "Kha Y Lợi", "Hồng Cúc", "", 3, ""]]

    await confirm_list(
        await preview_list(xlsx(table), "ds.xlsx", commune=commune, by="test"), PovertyDecision()
    )

    assert (await Household.get(hamlet_id=hamlet.id)).code == "HC2-001"
