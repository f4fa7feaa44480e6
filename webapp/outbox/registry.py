"""Registry of all kinds of submission."""

from webapp.assignments.submissions import ABSENCE, ANOTHER_MEMBER, HANDOVER_CONFIRMED, PLAN_ANSWER
from webapp.concerns.submissions import ANSWERED, CONCERN, SENT_UP, WITHDRAWN
from webapp.duty.submissions import DUTY_ACK
from webapp.households.family import CONSENT, FAMILY_REQUEST, NEED
from webapp.households.population import POPULATION_EVENT
from webapp.households.reviews import POVERTY_STEP
from webapp.households.submissions import HOUSEHOLD_CHANGE
from webapp.outbox.kinds import Kind
from webapp.outbox.objections import OBJECTION
from webapp.outbox.rulings import RULING
from webapp.progress.submissions import MONTH_READ, MONTH_REPORT, SUPPORT_CONTACT
from webapp.visits.submissions import VISIT, VISIT_CORRECTION

KINDS: dict[int, Kind] = {
    kind.code: kind
    for kind in (
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
}
