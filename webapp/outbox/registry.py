"""Every kind of submission there is."""

from webapp.concerns.submissions import CONCERN
from webapp.households.submissions import HOUSEHOLD_CHANGE
from webapp.outbox.kinds import Kind
from webapp.visits.submissions import VISIT

KINDS: dict[int, Kind] = {kind.code: kind for kind in (VISIT, CONCERN, HOUSEHOLD_CHANGE)}
