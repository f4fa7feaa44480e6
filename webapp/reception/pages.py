"""Page values: the reception page, and the one of the commune's secretary."""

from typing import Any

from webapp.core.calendar import today
from webapp.reception.forms import AddressForm, ConductForm, ConductOutcomeForm
from webapp.reception.models import ConductChannel, PetitionKind, SafetyHelper
from webapp.reception.queries import (
    conduct_shown_to,
    petitions_by_month,
    reception_addresses,
    referrals_shown_to,
)
from webapp.web.person import Person

SHOWN = 50


async def reception_page(person: Person) -> dict[str, Any]:
    return {
        "addresses": await reception_addresses(person.commune),
        "kinds": list(PetitionKind),
        "months": await petitions_by_month(person.commune, today()),
        "form": AddressForm.empty(),
    }


async def private_page(person: Person) -> dict[str, Any]:
    rows = conduct_shown_to(person).order_by("-made_at", "id").limit(SHOWN).prefetch_related("household")
    matters = await rows
    return {
        "helpers": list(SafetyHelper),
        "referrals": await referrals_shown_to(person).order_by("-referred_at").limit(SHOWN),
        "channels": list(ConductChannel),
        "open_matters": [one for one in matters if one.closed_at is None],
        "closed_matters": [one for one in matters if one.closed_at],
        "province": (await reception_addresses(person.commune)).get("province"),
        "form": ConductForm.empty(),
        "outcome": ConductOutcomeForm({"outcome": ""}),
        "outcome_of": "",
        "passed_on": False,
    }
