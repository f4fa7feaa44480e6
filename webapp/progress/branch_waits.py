"""What waits for a branch secretary, beside what stands on her first page."""

from collections.abc import Sequence

from webapp.assignments.plans.models import AssignmentPlan, State
from webapp.concerns.waiting import concern_waits, open_concerns
from webapp.core.i18n import ngettext
from webapp.households.requests.requests import unanswered_count
from webapp.households.viewer import Viewer
from webapp.web.waiting import Urgency, Waiting, by_urgency


async def branch_waits(viewer: Viewer) -> Sequence[tuple[Urgency, Sequence[Waiting]]]:
    person = viewer.person
    asked = await unanswered_count(viewer)
    plans = await AssignmentPlan.filter(branch_id=person.branch_id or "", state=State.PROPOSED).count()
    return by_urgency(
        [
            *concern_waits(await open_concerns(viewer), viewer.day, branch=True),
            Waiting(Urgency.TODAY, plans, ngettext("assignment for the branch to agree on", "assignments for the branch to agree on", plans), "/assignments"),
            Waiting(Urgency.TODAY, asked, ngettext("request of a family to answer", "requests of families to answer", asked), "/households/requests"),
        ]
    )  # fmt: skip
