"""Page values: visits, for web and phone."""

from datetime import timedelta
from typing import Any

from webapp.assignments.absences.queries import reports_to_confirm, uncovered_count
from webapp.assignments.charge.handovers import handovers_of
from webapp.assignments.charge.queries import handed_on
from webapp.assignments.plans.queries import waiting_plan
from webapp.duty.queries import card_of
from webapp.help_requests.queries import help_board
from webapp.households.due_visits import HouseholdLine
from webapp.households.lately import BETWEEN_NEIGHBOURS, OF_A_SERVICE, open_emergencies
from webapp.households.viewer import Viewer
from webapp.notices.queries import own_notices_due
from webapp.register.charge_models import Assignment
from webapp.register.models import Household
from webapp.submissions.phone_clocks import clock_is_wrong
from webapp.visits.forms import VisitForm

VISITS_SHOWN = 7
TOLD_FOR = timedelta(days=30)


async def today_page(viewer: Viewer) -> dict[str, Any]:
    """Order: `HouseholdLine.first`."""
    person, lines = viewer.person, await viewer.lines()
    hidden = BETWEEN_NEIGHBOURS if person.is_plain_member else OF_A_SERVICE
    due = sorted((line for line in lines if line.due or line.needs_report), key=lambda line: line.first)
    return {
        "place": await viewer.place(),
        "count": len(lines),
        "clock": await clock_is_wrong(person),
        "emergencies": await open_emergencies(await viewer.visible_ids(), hidden=hidden),
        "plan": await waiting_plan(person),
        "card": await card_of(viewer),
        "handed_on": await handed_on(Assignment.filter(member_id=viewer.member_id), viewer.day - TOLD_FOR),
        "uncovered": await uncovered_count(person) if person.branch_id else 0,
        "reports": await reports_to_confirm(person) if person.branch_id else 0,
        "handing": await handovers_of(person),
        "to_tell": sum(map(bool, (await own_notices_due(viewer)).values())),
        "help": await help_board(viewer),
        "answers": sum(line.answers for line in lines),
        "lines": due[:VISITS_SHOWN],
        "more": len(due[VISITS_SHOWN:]),
    }


async def new_visit_page(viewer: Viewer, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [line] = await viewer.household_lines([household])
    return new_visit(line)


def new_visit(line: HouseholdLine) -> dict[str, Any]:
    return {
        "household": line.household,
        "standing": line,
        "form": VisitForm.empty(),
        "parts": " ".join(VisitForm.NAMES),
        "photos": [],
    }
