"""Plan state transitions: permitted roles, required fields."""

from dataclasses import dataclass

from webapp.assignments.plans.models import AssignmentPlan, Level, State
from webapp.core.i18n import gettext_noop as N_
from webapp.web.person import Role
from webapp.web.policies import CLERKS, COMMUNE_SECRETARIES, OFFICE, ORGANISERS

"""Office: for branches that bring paper minutes."""
OPEN = (State.DRAFT, State.PROPOSED, State.BRANCH_AGREED, State.SUBMITTED, State.APPROVED, State.PUBLISHED)
CHANGEABLE = (State.DRAFT, State.PROPOSED)
"""Until the branch meeting agreed."""


@dataclass(frozen=True)
class PlanTransition:
    since: tuple[State, ...]
    to: State
    by: frozenset[Role]
    label: str
    needs: tuple[str, ...] = ()
    """Of paper_no, paper_on, note."""
    level: Level | None = None
    """Only under this approval level."""

    def is_on_the_way_of(self, plan: AssignmentPlan) -> bool:
        return self.level in (None, plan.level or Level.COMMUNE)


STEPS = {
    "propose": PlanTransition((State.DRAFT,), State.PROPOSED, ORGANISERS, N_("Put it to the branch meeting")),
    "agree": PlanTransition(
        (State.PROPOSED,),
        State.BRANCH_AGREED,
        ORGANISERS,
        N_("The branch meeting agreed"),
        ("paper_no", "paper_on"),
    ),
    "publish_here": PlanTransition(
        (State.BRANCH_AGREED,),
        State.PUBLISHED,
        ORGANISERS,
        N_("Publish with the branch's resolution"),
        ("paper_no", "paper_on"),
        Level.BRANCH,
    ),
    "submit": PlanTransition(
        (State.BRANCH_AGREED,), State.SUBMITTED, ORGANISERS, N_("Submit to the commune"), level=Level.COMMUNE
    ),
    "approve": PlanTransition((State.SUBMITTED,), State.APPROVED, COMMUNE_SECRETARIES, N_("Approve")),
    "return": PlanTransition(
        (State.SUBMITTED,),
        State.DRAFT,
        OFFICE,
        N_("Give back to the branch"),
        ("note",),
    ),
    "publish": PlanTransition(
        (State.APPROVED,),
        State.PUBLISHED,
        CLERKS,
        N_("Publish with the decision"),
        ("paper_no", "paper_on"),
    ),
    "enforce": PlanTransition(
        (State.PUBLISHED,), State.IN_FORCE, CLERKS, N_("Bring into force"), level=Level.COMMUNE
    ),
    "enforce_here": PlanTransition(
        (State.PUBLISHED,), State.IN_FORCE, ORGANISERS, N_("Bring into force"), level=Level.BRANCH
    ),
    "take_back": PlanTransition(
        (State.BRANCH_AGREED, State.PUBLISHED),
        State.CANCELLED,
        ORGANISERS,
        N_("Take the plan back to change it"),
        ("note",),
        Level.BRANCH,
    ),
    "cancel": PlanTransition(OPEN, State.CANCELLED, OFFICE, N_("Give the plan up"), ("note",)),
}


def steps_open_to(role: Role, plan: AssignmentPlan) -> dict[str, PlanTransition]:
    return {
        name: one
        for name, one in STEPS.items()
        if plan.state in one.since and role in one.by and one.is_on_the_way_of(plan)
    }
