"""A list brings moves, posts and exemptions once it says from which day; without the day they are only noted."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from tests.members.member_lists import HEAD, looked_at, row_of, verdicts
from tests.support.world import LONG_AGO, World
from webapp.core.calendar import today
from webapp.members.imports.write_dated import Rows, dated_values_of
from webapp.people.models import BranchMembership, Member, MemberImport, MemberStatus, PartyOrg, Position
from webapp.people.record_models import PeopleChange

pytestmark = pytest.mark.both

SINCE = date(2025, 9, 1)
EVE = SINCE - timedelta(days=1)
DAN = {"full_name": "Lô Văn Dần", "branch": "Huồi Cọ", "birth_year": 1970}
CHANGES: dict[str, dict[str, Any]] = {
    "move": {"branch": "Bản Xàn", "posts": "Phó bí thư"},
    "post": {"posts": "Phó bí thư"},
    "exempt": {"exempt": "03-NQ/CB"},
}


@pytest.fixture
async def clerk(huoi_co: World, browser_of: Any) -> Any:
    await PartyOrg.create(
        unit=huoi_co.other_hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Bản Xàn",
        commune=huoi_co.commune.id,
    )  # fmt: skip
    return await browser_of(huoi_co.clerk)


async def confirmed(clerk: Any, *rows: dict[str, Any]) -> MemberImport:
    seen = await looked_at(clerk, [HEAD, *[row_of(**row) for row in rows]])
    for _ in range(2):
        assert (await clerk.send_form(f"/members/import/{seen.id}/confirmation")).status_code == 303
    return await MemberImport.get(id=seen.id)


async def told(member: Member) -> dict[str, list[tuple[Any, ...]]]:
    places = BranchMembership.filter(member=member).order_by("valid_from").prefetch_related("branch")
    posts = Position.filter(member=member).order_by("valid_from").prefetch_related("org")
    return {
        "branches": [(row.branch.name, row.valid_from, row.valid_to) for row in await places],
        "posts": [(row.kind, row.org.name, row.valid_from) for row in await posts],
        "states": [
            (row.status, row.decision_no, row.valid_from, row.valid_to)
            for row in await MemberStatus.filter(member=member).order_by("valid_from")
        ],
    }


BEFORE: dict[str, list[tuple[Any, ...]]] = {
    "branches": [("Chi bộ Huồi Cọ", LONG_AGO, None)],
    "posts": [],
    "states": [("active", None, LONG_AGO, None)],
}
AFTER = {
    "move": {
        "branches": [("Chi bộ Huồi Cọ", LONG_AGO, EVE), ("Chi bộ Bản Xàn", SINCE, None)],
        "posts": [("deputy_secretary", "Chi bộ Bản Xàn", SINCE)],
    },
    "post": {"posts": [("deputy_secretary", "Chi bộ Huồi Cọ", SINCE)]},
    "exempt": {"states": [("active", None, LONG_AGO, EVE), ("exempt", "03-NQ/CB", SINCE, None)]},
}


@pytest.mark.parametrize("what", CHANGES)
async def test_with_its_first_day_it_is_shown_written_once_and_taken_back(
    huoi_co: World, clerk: Any, what: str
) -> None:
    row = DAN | CHANGES[what] | {"since": "1/9/2025"}
    before: Rows = await dated_values_of(huoi_co.dan.id)
    seen = await looked_at(clerk, [HEAD, row_of(**row)])
    page = (await clerk.get(f"/members/import/{seen.id}")).text
    assert verdicts(seen) == ["change"] and "Từ ngày: 1/9/2025" in page
    assert await told(huoi_co.dan) == BEFORE

    done = await confirmed(clerk, row)
    page = (await clerk.get(f"/members/import/{done.id}")).text
    assert await told(huoi_co.dan) == BEFORE | AFTER[what]
    assert "sửa 1 đảng viên" in page
    assert await PeopleChange.filter(member=huoi_co.dan, what="list").count() == 1
    assert verdicts(await looked_at(clerk, [HEAD, row_of(**row)])) == ["same"], "a second time"

    assert (await clerk.send_form(f"/members/import/{done.id}/undoing")).status_code == 303
    assert await dated_values_of(huoi_co.dan.id) == before
    assert not await PeopleChange.exists()


@pytest.mark.parametrize(
    ("what", "verdict", "sentence"),
    [
        ("move", "wrong", "Danh sách đang ghi ở Chi bộ Huồi Cọ. Ghi ở cột “Từ ngày”"),
        ("post", "same", "cần có ngày đầu"),
        ("exempt", "same", "cần có ngày đầu"),
    ],
)
async def test_without_a_first_day_it_is_only_noted(
    huoi_co: World, clerk: Any, what: str, verdict: str, sentence: str
) -> None:
    seen = await confirmed(clerk, DAN | CHANGES[what])
    looked = await looked_at(clerk, [HEAD, row_of(**(DAN | CHANGES[what]))])

    assert verdicts(looked) == [verdict]
    assert sentence in (await clerk.get(f"/members/import/{looked.id}")).text
    assert await told(huoi_co.dan) == BEFORE and not seen.report["changed"]


async def test_what_the_rules_refuse_is_said_and_stays_to_be_corrected(huoi_co: World, clerk: Any) -> None:
    """Khoa is secretary: two at once cannot be. The rest of the line is written."""
    done = await confirmed(
        clerk, DAN | {"posts": "Bí thư", "exempt": "03-NQ/CB", "since": "1/9/2025", "gender": "Nam"}
    )

    page = (await clerk.get(f"/members/import/{done.id}")).text
    assert "Cụt Đình Khoa đang giữ chức vụ này" in page
    assert await told(huoi_co.dan) == BEFORE | AFTER["exempt"]
    assert (await Member.get(id=huoi_co.dan.id)).gender == "male"
    assert (await clerk.send_form(f"/members/import/{done.id}/undoing")).status_code == 303
    assert await told(huoi_co.dan) == BEFORE
    assert (await Member.get(id=huoi_co.dan.id)).gender is None


async def test_what_is_refused_whole_changes_nothing(huoi_co: World, clerk: Any) -> None:
    done = await confirmed(clerk, DAN | {"posts": "Bí thư", "since": "1/9/2025"})

    assert await told(huoi_co.dan) == BEFORE
    assert done.report["changed"] == [] and not await PeopleChange.exists()


@pytest.mark.parametrize(
    "day", ["31/02/2025", "hôm qua", f"{today() + timedelta(days=1):%d/%m/%Y}", "1/1/1900"]
)
async def test_a_day_that_cannot_be_is_a_wrong_row(huoi_co: World, clerk: Any, day: str) -> None:
    seen = await looked_at(clerk, [HEAD, row_of(**(DAN | CHANGES["post"] | {"since": day}))])

    assert verdicts(seen) == ["wrong"]
    assert "không phải ngày" in (await clerk.get(f"/members/import/{seen.id}")).text


async def test_a_list_is_not_undone_once_the_dated_rows_went_on(huoi_co: World, clerk: Any) -> None:
    done = await confirmed(clerk, DAN | CHANGES["exempt"] | {"since": "1/9/2025"})
    await MemberStatus.filter(status="exempt").update(valid_to=today())

    assert (await clerk.send_form(f"/members/import/{done.id}/undoing")).status_code == 409
    assert await MemberStatus.filter(status="exempt").exists()


async def test_a_new_member_s_post_and_exemption_begin_on_that_day(huoi_co: World, clerk: Any) -> None:
    son = {"full_name": "Vừ Bá Sơn", "branch": "Huồi Cọ", "joined_on": "1/7/1990", **CHANGES["exempt"]}
    await confirmed(clerk, son | CHANGES["post"] | {"since": "1/9/2025"})

    assert await told(await Member.get(full_name="Vừ Bá Sơn")) == {
        "branches": [("Chi bộ Huồi Cọ", date(1990, 7, 1), None)],
        "posts": [("deputy_secretary", "Chi bộ Huồi Cọ", SINCE)],
        "states": [("active", None, date(1990, 7, 1), EVE), ("exempt", "03-NQ/CB", SINCE, None)],
    }


async def test_the_column_stands_in_the_file_that_goes_out(huoi_co: World, clerk: Any) -> None:
    file = await clerk.get("/members/list.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))

    assert rows[0][-1] == "Từ ngày" and not any(row[-1] for row in rows[1:])
