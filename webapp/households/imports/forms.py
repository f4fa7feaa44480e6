"""Form: optional decision behind a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.households.imports.write import PovertyDecision
from webapp.web.free_text import read_words


@dataclass
class DecisionForm:
    values: dict[str, str]
    decision: PovertyDecision = field(default_factory=PovertyDecision)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> "DecisionForm":
        form = cls({name: str(sent.get(name, "")).strip() for name in ("decision_no", "decision_date")})
        number = read_words(form.values, "decision_no", limit=60, errors=form.errors)
        day = read_day(form.values["decision_date"])
        if not number and not form.values["decision_date"]:
            return form
        if not number:
            form.errors["decision_no"] = _("Write the number of the decision too, or leave both empty.")
        if day is None or day > today():
            form.errors["decision_date"] = _(
                "Write the day of the decision as day/month/year, not in the future."
            )
        elif not form.errors:
            form.decision = PovertyDecision(number, day)
        return form
