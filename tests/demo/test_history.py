"""The history of the invented commune is in the log, and everything shown can be made from it again."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from sync.envelope import Content
from sync.inbox import Status
from webapp.accounts.models import Device
from webapp.concerns.models import Category, Concern, ConcernStep, Severity
from webapp.concerns.steps import stories_of
from webapp.concerns.workflow import TABLE, WhoActs
from webapp.core.database.models import Node
from webapp.demo.base.cast import CARER
from webapp.households.details.models import HouseholdChange
from webapp.people.models import Position
from webapp.register.charge_models import Assignment
from webapp.register.models import Household
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Met, Visit

pytestmark = pytest.mark.usefixtures("told")
MORNING = datetime(2018, 10, 9, 17, tzinfo=UTC)  # midnight there


async def test_making_everything_again_from_the_log_changes_nothing() -> None:
    assert await rebuild_from_log(check=True) == 0


async def test_64_concerns_were_raised_about_the_services_that_were_told() -> None:
    concerns = await Concern.all()

    assert Counter(concern.category for concern in concerns) == {
        Category.ROAD_BRIDGE_BOAT: 14,
        Category.LIVELIHOOD: 11,
        Category.WATER_POWER_SIGNAL: 9,
        Category.BENEFITS: 8,
        Category.HEALTH_CARE: 5,
        Category.SCHOOL: 5,
        Category.LOAN: 4,
        Category.CIVIL_PAPERS: 3,
        Category.SANITATION: 2,
        Category.LAND: 2,
        Category.DISASTER: 1,
    }


async def test_every_concern_has_come_as_far_as_was_told() -> None:
    ended = {"closed": 39, "answered_locally": 6, "closed_explained": 2}
    going = {"at_commune": 3, "in_progress": 2, "at_branch": 3, "answered": 2, "needs_info": 1, "reopened": 1}

    assert Counter([concern.status for concern in await Concern.all()]) == ended | going | {"at_upper": 5}
    assert (sum(ended.values()), sum(going.values())) == (47, 9 + 3)


async def test_every_step_had_its_effect_and_was_written_by_who_may() -> None:
    concerns = await Concern.all()
    steps = [line for story in (await stories_of(concerns)).values() for line in story.lines]

    assert len(steps) > 120
    assert not [line for line in steps if line.without_effect]
    leaders = await Position.filter(kind="secretary").values_list("member_id", flat=True)
    for step in await ConcernStep.all():
        if TABLE[step.action].by is WhoActs.BRANCH:
            assert step.by_id in leaders


async def test_the_carer_of_the_demo_has_an_answer_to_tell() -> None:
    [concern] = await Concern.filter(by_name=CARER, status="answered")

    assert (await stories_of([concern]))[concern.id].answer


async def test_the_flood_was_an_emergency_of_31_august() -> None:
    flood = await Concern.get(category=Category.DISASTER)

    assert flood.severity is Severity.EMERGENCY
    assert flood.recorded_at == datetime(2018, 8, 31, 9, 40, tzinfo=UTC)


async def test_receipts_are_numbered_in_the_order_of_arrival() -> None:
    rows = await StoredSubmission.all().order_by("number")

    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert (await Node.get()).last_number == len(rows)
    moments = [row.received_at for row in rows]
    assert moments == sorted(moments)
    assert moments[-1] < MORNING


async def test_every_phone_counted_without_gaps_and_one_still_has_three_records() -> None:
    missing = []
    for device in await Device.all().prefetch_related("submissions"):
        rows = sorted(device.submissions, key=lambda row: row.seq)
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert device.received == f"1-{len(rows)}"
        missing.append(device.issued - len(rows))
        assert [row.received_at for row in rows] == sorted(row.received_at for row in rows)
        assert device.enrolled_at < datetime.fromtimestamp(rows[0].wall or 0, UTC)
        assert device.seen_at == rows[-1].received_at
    assert sorted(missing)[-2:] == [0, 3]


async def test_bodies_say_what_the_columns_say() -> None:
    for row in await StoredSubmission.all().limit(200):
        content = Content.parse(bytes(row.body))
        assert (content.kind, content.entity, content.wall) == (row.kind, row.entity, row.wall)
        assert row.status == Status.ACCEPTED
        assert row.wall <= row.received_at.timestamp()


async def test_members_wrote_only_about_households_in_their_charge() -> None:
    charge: dict[str, set[str]] = {}
    for assignment in await Assignment.all().prefetch_related("group__places"):
        charge.setdefault(assignment.member_id, set()).update(
            place.household_id for place in assignment.group.places
        )

    for visit in await Visit.all():
        assert visit.household_id in charge[visit.by_id or ""]


async def test_nearly_every_household_in_charge_was_met_within_half_a_year() -> None:
    met = await Visit.filter(
        met__in=[Met.AT_HOME, Met.ELSEWHERE, Met.BY_PHONE, Met.DECLINED], happened_on__gte=date(2018, 4, 10)
    )

    assert len({visit.household_id for visit in met}) > 0.95 * 259
    declined = await Visit.filter(met=Met.DECLINED).count() / await Visit.all().count()
    assert 0.01 < declined < 0.03


async def test_one_telephone_number_waits_for_people_to_agree() -> None:
    contested = [home for home in await Household.all() if home.contested]

    assert [home.contested for home in contested] == [["head_phone"]]
    live = await HouseholdChange.filter(household=contested[0], live=True)
    assert len({change.by_name for change in live}) == 2
