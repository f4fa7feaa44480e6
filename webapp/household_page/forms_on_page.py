"""Form values: consent, needs, requests of a family."""

from collections.abc import Sequence
from typing import Any

from webapp.households.due_visits import HouseholdLine
from webapp.households.family.consent_form import FIELDS as CONSENT_FIELDS
from webapp.households.family.consent_form import ConsentForm
from webapp.households.family.needs import CODES, NamedNeed, NeedForm
from webapp.households.family.needs import FIELDS as NEED_FIELDS
from webapp.households.family.request_form import FIELDS as REQUEST_FIELDS
from webapp.households.family.request_form import RequestForm

PLACES = {code: place for place, code in enumerate(CODES, start=1)}


def family_forms(line: HouseholdLine, needs: Sequence[NamedNeed]) -> dict[str, Any]:
    """`needs`: open ones."""
    there = [one.code for one in needs]
    return {
        "consent": ConsentForm.empty(line.household.preferred_language if line.agreed else None),
        "consent_fields": " ".join(CONSENT_FIELDS),
        "need": NeedForm.empty(),
        "need_fields": " ".join(NEED_FIELDS),
        "open_needs": [(PLACES[code], code) for code in there if code in PLACES],
        "other_needs": [(place, code) for code, place in PLACES.items() if code not in there],
        "wish": RequestForm.empty(),
        "wish_fields": " ".join(REQUEST_FIELDS),
    }
