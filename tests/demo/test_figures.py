"""The invented commune adds up to the published figures, hamlet by hamlet and in all."""

from collections import Counter
from datetime import date

import pytest
from tortoise.expressions import Q
from tortoise.functions import Sum

from webapp.core.calendar import holds_on
from webapp.households.poverty.models import PovertyRecord
from webapp.households.poverty.outcomes import classes_by_hamlet, escapes_by_hamlet, poverty_of
from webapp.households.viewer import Viewer
from webapp.people.models import Member, MemberStatus, OrgLink, OrgUnit, PartyOrg, Position
from webapp.register.models import Household
from webapp.web.person import Person, Role

pytestmark = pytest.mark.usefixtures("told")
TOLD = date(2018, 10, 10)
WINDOW = (date(2016, 7, 1), TOLD)

# letters: households, people, members, exempt, away, full, reduced, poor, near-poor, other, escaped, admitted
TABLE = {
    "CP": (148, 640, 14, 1, 1, 5, 7, 111, 14, 23, 12, 4),
    "CL": (96, 415, 9, 1, 1, 3, 4, 72, 9, 15, 9, 3),
    "XA": (102, 440, 11, 1, 1, 4, 5, 74, 10, 18, 10, 4),
    "HP": (74, 323, 9, 0, 2, 3, 4, 56, 7, 11, 7, 3),
    "HC": (83, 362, 10, 1, 1, 4, 4, 59, 8, 16, 8, 4),
    "PB": (78, 340, 7, 1, 1, 2, 3, 60, 8, 10, 3, 2),
    "TH": (72, 311, 6, 0, 2, 1, 3, 56, 7, 9, 3, 2),
}
SUM = (653, 2831, 66, 5, 9, 22, 30, 488, 63, 102, 52, 22)


@pytest.fixture
async def the_clerk() -> Person:
    commune = await OrgUnit.get(kind="commune")
    return Person(id="clerk", name="", role=Role.COMMUNE_OFFICE, commune=commune.id)


async def people_of(letters: str) -> list[tuple[Member, str]]:
    """The members of a hamlet's branch, each with the status that holds on the day."""
    members = await Member.filter(holds_on(TOLD, "memberships__"), memberships__branch__unit__letters=letters)
    statuses = await MemberStatus.filter(holds_on(TOLD), member_id__in=[m.id for m in members])
    by_member = {status.member_id: status.status for status in statuses}
    assert len(statuses) == len(members)
    return [(member, by_member[member.id]) for member in members]


async def row(letters: str) -> tuple[int, ...]:
    homes = await Household.filter(hamlet__letters=letters)
    people = await people_of(letters)
    able = [member.capacity for member, status in people if status == "active"]
    classes = list((await poverty_of(homes)).values())
    return (
        len(homes),
        sum(home.people or 0 for home in homes),
        len(people),
        sum(status == "exempt" for _, status in people),
        sum(status == "away_long" for _, status in people),
        able.count("full"),
        able.count("reduced"),
        classes.count("poor"),
        classes.count("near_poor"),
        classes.count("none"),
        await PovertyRecord.filter(household__hamlet__letters=letters, change="escaped_poverty").count(),
        sum(WINDOW[0] <= member.joined_on <= WINDOW[1] for member, _ in people),
    )


@pytest.mark.parametrize("letters", TABLE)
async def test_each_hamlet_adds_up_to_its_row(letters: str) -> None:
    assert await row(letters) == TABLE[letters]


async def test_the_rows_add_up_to_the_published_sums() -> None:
    rows = [await row(letters) for letters in TABLE]

    assert tuple(map(sum, zip(*rows, strict=True))) == SUM


async def test_there_are_eleven_branches_with_143_members_and_three_pilots() -> None:
    branches = await PartyOrg.filter(kind="branch")
    assert len(branches) == 11
    assert sum(branch.branch_kind == "hamlet" for branch in branches) == 7
    assert {branch.name for branch in branches if branch.rollout == "running"} == {
        "Chi bộ Huồi Cọ",
        "Chi bộ Bản Xàn",
        "Chi bộ Huồi Pủng",
    }
    assert await Member.all().count() == 143
    assert await Member.filter(memberships__branch__branch_kind="hamlet").count() == 66


async def test_every_branch_has_one_secretary_who_is_not_away() -> None:
    for branch in await PartyOrg.filter(kind="branch"):
        led = await Position.filter(holds_on(TOLD), org=branch, kind="secretary").prefetch_related("member")
        assert len(led) == 1, branch.name
        assert await MemberStatus.filter(holds_on(TOLD), member=led[0].member, status="active").exists()


async def test_38_were_admitted_since_the_first_pilot_began() -> None:
    admitted = await Member.filter(joined_on__gte=WINDOW[0], joined_on__lte=WINDOW[1]).count()

    assert admitted == 38


async def test_most_members_in_the_hamlets_are_old_and_the_young_are_away() -> None:
    people = [pair for letters in TABLE for pair in await people_of(letters)]
    ages = [(TOLD.year - (member.birth_year or 0), status) for member, status in people]

    assert sum(age >= 60 for age, _ in ages) == 38
    assert sum(age < 35 for age, _ in ages) == 12
    assert sum(age < 35 and status == "away_long" for age, status in ages) == 9
    assert sum(member.gender == "female" for member, _ in people) == 17


async def test_52_escaped_poverty_at_three_reviews() -> None:
    records = await PovertyRecord.filter(change="escaped_poverty")
    by_year = [record.decision_date.strftime("%m/%Y") for record in records]

    assert (by_year.count("12/2016"), by_year.count("12/2017")) == (14, 21)
    assert sum(record.review_kind == "on_request" for record in records) == 17
    assert sorted(record.poverty_class for record in records) == ["near_poor"] * 30 + ["none"] * 22


async def test_ages_in_a_household_add_up_to_its_people() -> None:
    for home in await Household.exclude(people=None):
        parts = (home.under_6, home.from_6_to_15, home.from_16_to_59, home.from_60)
        assert sum(part or 0 for part in parts) == home.people, home.code
        assert (home.away_long or 0) <= (home.from_16_to_59 or 0), home.code


async def test_the_commune_changed_from_the_district_to_the_province_by_law() -> None:
    in_2018, in_2025 = [
        await OrgLink.filter(holds_on(day), child__kind="commune").prefetch_related("parent")
        for day in (TOLD, date(2025, 7, 1))
    ]

    assert [link.parent.name for link in in_2018] == ["Tương Dương"]
    assert [link.parent.name for link in in_2025] == ["Nghệ An"]
    assert not await OrgLink.filter(holds_on(date(2025, 7, 1)), Q(child__kind="district")).exists()


async def test_the_mean_household_is_that_of_the_mountains() -> None:
    total = await Household.all().annotate(total=Sum("people")).values("total")

    assert round(sum(row["total"] or 0 for row in total) / 653, 2) == 4.34


async def test_the_page_counts_52_who_escaped_and_30_of_them_are_near_poor(the_clerk: Person) -> None:
    escaped = await escapes_by_hamlet(Viewer(the_clerk), *WINDOW)
    classes = await classes_by_hamlet(Viewer(the_clerk))

    assert sum(escaped.values(), Counter()) == {"near_poor": 30, "other": 22}
    for letters, figures in TABLE.items():
        unit = await OrgUnit.get(letters=letters)
        assert classes[unit.id] == dict(zip(("poor", "near_poor", "other"), figures[7:10], strict=True))
        assert sum(escaped[unit.id].values()) == figures[10]
