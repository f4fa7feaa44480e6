"""Registry of all kinds of submission."""

from markupsafe import Markup

from webapp.assignments.absences.kinds import ABSENCE
from webapp.assignments.charge.kinds import ANOTHER_MEMBER, HANDOVER_CONFIRMED
from webapp.assignments.plans.kinds import PLAN_ANSWER
from webapp.concerns.kinds import ANSWERED, CONCERN, SENT_UP, WITHDRAWN
from webapp.duty.kinds import DUTY_ACK
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.movement_kinds import POPULATION_EVENT
from webapp.households.family.kinds import CONSENT, FAMILY_REQUEST, NEED
from webapp.households.poverty.reviews import POVERTY_STEP
from webapp.progress.kinds import MONTH_READ, MONTH_REPORT, SUPPORT_CONTACT
from webapp.submissions.kinds import KINDS, Kind
from webapp.submissions.objections import OBJECTION
from webapp.submissions.published import PLACE, written
from webapp.submissions.rulings import RULING
from webapp.visits.kinds import VISIT, VISIT_CORRECTION

EVERY: tuple[Kind, ...] = (
    VISIT,
    CONCERN,
    HOUSEHOLD_CHANGE,
    POPULATION_EVENT,
    CONSENT,
    NEED,
    FAMILY_REQUEST,
    POVERTY_STEP,
    PLAN_ANSWER,
    ABSENCE,
    ANOTHER_MEMBER,
    HANDOVER_CONFIRMED,
    VISIT_CORRECTION,
    DUTY_ACK,
    SUPPORT_CONTACT,
    MONTH_REPORT,
    MONTH_READ,
    OBJECTION,
    RULING,
    WITHDRAWN,
    SENT_UP,
    ANSWERED,
)
KINDS.update({kind.code: kind for kind in EVERY})
BY_NAME = {kind.name: kind for kind in EVERY}


def submission(name: str) -> Markup:
    """For the tag of a form that the phone's script saves and sends."""
    kind = BY_NAME[name]
    return Markup('data-kind="{}" data-schema="{}"').format(kind.code, kind.schema)


if __name__ == "__main__":
    PLACE.write_text(written())
