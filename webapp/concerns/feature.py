"""Feature: concerns."""

from collections.abc import Sequence

from webapp.concerns.clocks import promises_of
from webapp.concerns.kinds import ANSWERED, CONCERN, CONCERN_STEP, SENT_UP, WITHDRAWN
from webapp.concerns.models import Concern
from webapp.concerns.pages import concern_pages, concerns_page, new_concern
from webapp.concerns.phrase_routes import ROUTES as PHRASE_ROUTES
from webapp.concerns.routes import ROUTES
from webapp.core.i18n import gettext_noop as N_
from webapp.core.i18n import local_time
from webapp.feature import Feature, HouseholdForm, PhonePage, PhonePages, TimelineKind, Values
from webapp.promises.queries import calendar_of
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import LEADERS

AT_FIRST = 5
"""The newest answers, and what else a first exchange has room for."""


async def _with_promises(rows: Sequence[Concern]) -> list[tuple[Concern, Values]]:
    """Of one commune."""
    promises = await promises_of(rows, await calendar_of(rows[0].commune)) if rows else {}
    return [(row, {"promise": promises[row.id]}) for row in rows]


FEATURE = Feature(
    routes=[*ROUTES, *PHRASE_ROUTES],
    kinds=[CONCERN, WITHDRAWN, CONCERN_STEP, SENT_UP, ANSWERED],
    phone=[PhonePage("/concerns", "concerns/index.html", lambda viewer, _today: concerns_page(viewer))],
    phone_many=[PhonePages("/concerns/", "concerns/show.html", concern_pages, later=True, at_first=AT_FIRST)],
    household_forms=[HouseholdForm("concerns/new", "concerns/new.html", new_concern)],
    menu=[MenuPage(Section.CONCERNS, 1, "concerns", "/concerns", N_("What was reported"), LEADERS)],
    timeline=[
        TimelineKind(
            "concern",
            "concerns/_event.html",
            Concern,
            day=lambda row: local_time(row.recorded_at).date(),
            on_sheet="concerns/_on_sheet.html",
            newest_first="recorded_at DESC",
            read=_with_promises,
        )
    ],
)
