"""All features."""

from webapp.assignments.absences.feature import FEATURE as ABSENCES
from webapp.assignments.board.feature import FEATURE as BOARD
from webapp.assignments.charge.feature import FEATURE as CHARGE
from webapp.assignments.plans.feature import FEATURE as PLANS
from webapp.concerns.feature import FEATURE as CONCERNS
from webapp.duty.feature import FEATURE as DUTY
from webapp.feature import Feature
from webapp.handovers.feature import FEATURE as HANDOVERS
from webapp.help_requests.feature import FEATURE as HELP_REQUESTS
from webapp.households.details.feature import FEATURE as DETAILS
from webapp.households.family.feature import FEATURE as FAMILY
from webapp.households.hamlets.feature import FEATURE as HAMLETS
from webapp.households.imports.feature import FEATURE as IMPORTS
from webapp.households.lifecycle.feature import FEATURE as LIFECYCLE
from webapp.households.monthly.feature import FEATURE as MONTHLY
from webapp.households.poverty.feature import FEATURE as POVERTY
from webapp.households.requests.feature import FEATURE as REQUESTS
from webapp.meetings.feature import FEATURE as MEETINGS
from webapp.notices.feature import FEATURE as NOTICES
from webapp.progress.feature import FEATURE as PROGRESS
from webapp.promises.feature import FEATURE as PROMISES
from webapp.reception.feature import FEATURE as RECEPTION
from webapp.residents.feature import FEATURE as RESIDENTS
from webapp.visits.feature import FEATURE as VISITS

FEATURES: tuple[Feature, ...] = (
    DETAILS,  # the register first
    FAMILY,
    POVERTY,
    REQUESTS,
    IMPORTS,
    HAMLETS,
    LIFECYCLE,
    MONTHLY,
    VISITS,
    BOARD,  # from here in the order sent to phones: first what needs an answer,
    PLANS,
    CHARGE,
    HANDOVERS,
    CONCERNS,  # then daily pages,
    NOTICES,
    RESIDENTS,
    RECEPTION,  # the office's
    ABSENCES,
    DUTY,
    HELP_REQUESTS,
    MEETINGS,
    PROGRESS,  # last, only read
    PROMISES,  # the office's
)
"""Used by `app`, `kinds`, `phone.packs` and `household_page.timeline`."""
