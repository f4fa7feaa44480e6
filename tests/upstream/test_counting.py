"""The month's tables: what is counted, when, and how it leaves."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.world import World
from tests.support.written import arrive
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.households.poverty.models import PovertyRecord
from webapp.people.models import OrgUnit
from webapp.province.letters import FEW, HIDDEN, SUBJECTS, Counted
from webapp.register.models import Household
from webapp.upstream.counting import count_month, months_to_count
from webapp.visits.models import Visit

DAY = date(2026, 11, 10)
NOON = datetime(2026, 10, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "today", "months"),
    [
        (date(2026, 9, 20), date(2026, 11, 4), ["2026-09"]),
        (date(2026, 9, 20), date(2026, 11, 5), ["2026-09", "2026-10"]),
        (date(2026, 11, 1), date(2026, 12, 4), []),
        (date(2025, 12, 31), date(2026, 2, 28), ["2025-12", "2026-01"]),
    ],
)
def test_a_month_is_counted_when_phones_had_five_days_to_come(
    since: date, today: date, months: list[str]
) -> None:
    assert months_to_count(since, today) == months


async def visits(household: Household, by_met: dict[int, int], day: date) -> None:
    for met, count in by_met.items():
        for _ in range(count):
            await Visit.create(
                commune=household.commune, household=household, by_name="-", happened_on=day, met=met,
                recorded_at=NOON, received_at=NOON,
            )  # fmt: skip


async def tables(world: World) -> dict[str, Counted]:
    return {one.subject: one for one in await count_month(world.commune.id, "2026-10", DAY)}


def shown(table: Counted) -> dict[str, list[int]]:
    return {
        name: [column[place] for column in table.columns] for place, name in enumerate((*table.rows, "all"))
    }


async def test_visits_are_counted_by_hamlet_and_declining_is_no_fault(huoi_co: World) -> None:
    await visits(huoi_co.an, {1: 7, 3: 2, 6: 3, 4: 6, 5: 2}, date(2026, 10, 31))
    await visits(huoi_co.far, {1: 9, 4: 8}, date(2026, 10, 1))
    await visits(huoi_co.an, {1: 40}, date(2026, 11, 1))
    await visits(huoi_co.an, {1: 40}, date(2026, 9, 30))

    assert shown((await tables(huoi_co))["visits"]) == {
        "Bản Huồi Cọ": [12, 8, 20],
        "Bản Xàn": [9, 8, 17],
        "all": [21, 16, 37],
    }


async def test_one_small_number_takes_others_with_it(huoi_co: World) -> None:
    await visits(huoi_co.an, {1: 12, 4: 8}, date(2026, 10, 31))
    await visits(huoi_co.far, {1: 9, 4: 2}, date(2026, 10, 1))

    found = shown((await tables(huoi_co))["visits"])

    assert found["Bản Xàn"][:2] == [HIDDEN, FEW]
    assert found["Bản Huồi Cọ"][:2] == [HIDDEN, HIDDEN]
    assert found["all"] == [21, 10, 31]


async def test_concerns_are_counted_by_kind_without_a_place(huoi_co: World) -> None:
    asked = {"category": "1", "severity": "2", "summary": "Ống nước", "agreed": "1"}
    for seq in range(1, 7):
        await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=seq, received=NOON, **asked)
    for seq in range(7, 13):
        await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=seq, received=NOON, **asked | {"severity": "4"})
    # A minute past midnight here is the evening before in UTC.
    late = await arrive(CONCERN, huoi_co.dan, huoi_co.an, seq=13, **asked)
    await Concern.filter(id=late.id).update(received_at=datetime(2026, 10, 31, 17, 1, tzinfo=UTC))

    found = shown((await tables(huoi_co))["concerns"])

    # Were the six shown beside their sum, all others would be known to be none.
    assert (found["1"], found["all"]) == ([HIDDEN, HIDDEN, HIDDEN], [6, 6, 12])
    assert set(found) == {*map(str, range(1, 16)), "all"}
    assert found["2"] == [FEW, FEW, FEW]


async def test_only_the_newest_official_outcome_counts(huoi_co: World) -> None:
    for place in range(6):
        household = await Household.create(
            code=f"HC-1{place:02}",
            hamlet=huoi_co.hamlet,
            path_order=place,
            head_name="Kha",
            commune=huoi_co.commune.id,
        )
        for poverty, year in (("poor", 2024), ("near_poor", 2025)):
            await PovertyRecord.create(
                household=household, poverty_class=poverty, change="new", decision_date=date(year, 12, 1),
                commune=huoi_co.commune.id,
            )  # fmt: skip

    found = shown((await tables(huoi_co))["poverty"])

    assert found["Bản Huồi Cọ"][1] == found["all"][1] == 5  # six, to the nearest five
    assert found["all"][0] == FEW


async def test_two_months_do_not_tell_that_one_family_left_poverty(huoi_co: World) -> None:
    homes = []
    for place in range(83):
        homes.append(
            await Household.create(
                code=f"HC-{place + 100}", hamlet=huoi_co.hamlet, path_order=place, head_name="Kha",
                commune=huoi_co.commune.id,
            )
        )  # fmt: skip
        sort = "poor" if place < 59 else "near_poor" if place < 67 else "none"
        await PovertyRecord.create(
            household=homes[-1], poverty_class=sort, change="new", decision_date=date(2025, 12, 1),
            commune=huoi_co.commune.id,
        )  # fmt: skip
    seen = [shown((await tables(huoi_co))["poverty"])]
    for month, home in enumerate(homes[:7], start=1):
        await PovertyRecord.create(
            household=home, poverty_class="none", change="escaped", decision_date=date(2026, month, 1),
            commune=huoi_co.commune.id,
        )  # fmt: skip
        seen.append(shown((await tables(huoi_co))["poverty"]))

    for before in seen:
        for after in seen:
            for name, row in after.items():
                changes = [a - b for a, b in zip(row, before[name], strict=True) if min(a, b) >= 0]
                assert not [change for change in changes if 0 < abs(change) < 5], (name, before[name], row)
    assert seen[-1] != seen[0]


async def test_what_leaves_is_what_the_province_reads(huoi_co: World) -> None:
    await visits(huoi_co.an, {1: 12, 4: 8}, date(2026, 10, 31))
    for table in (await tables(huoi_co)).values():
        assert Counted.read(table.values()) == table
        assert len(table.columns) == len(SUBJECTS[table.subject]) + 1


async def test_a_commune_without_hamlets_says_nothing(huoi_co: World) -> None:
    await OrgUnit.filter(kind="hamlet").update(active_to=date(2026, 1, 1))

    table: Any = (await tables(huoi_co))["visits"]

    assert Counted.read(table.values()).rows == ()
