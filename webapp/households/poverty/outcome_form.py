"""Form: poverty decision on households."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_words

CLASSES = ("poor", "near_poor", "average", "none")
CHANGES = ("new", "stay", "escaped_poverty", "escaped_near_poverty", "relapsed")
KINDS = ("annual", "on_request")
SINGLE = (
    "decision_no",
    "decision_date",
    "poverty_class",
    "change",
    "review_kind",
    "codes",
    "corrects",
    "reason",
)
NUMBER_LIMIT = 40
REASON_LIMIT = 200
HOUSEHOLDS_MAX = 500


def codes_in(pasted: str) -> list[str]:
    return sorted({code for code in re.split(r"[\s,;]+", pasted.upper()) if code})


@dataclass
class PovertyForm:
    """`codes`: pasted; `chosen`: ticked."""

    values: dict[str, Any]
    decision_no: str = ""
    decision_date: date = date.min
    poverty_class: str = ""
    change: str = ""
    review_kind: str = "annual"
    codes: list[str] = field(default_factory=list)
    corrects: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, **values: Any) -> "PovertyForm":
        return cls({**dict.fromkeys(SINGLE, ""), "review_kind": "annual", "chosen": [], **values})

    @classmethod
    def read(cls, fields: Fields) -> "PovertyForm":
        single = {name: field_text(fields, name) for name in SINGLE}
        form = cls({**single, "chosen": field_texts(fields, "chosen")})
        form._read_decision(single)
        form._read_outcome(single)
        form.codes = sorted({*codes_in(single["codes"]), *form.values["chosen"]})[: HOUSEHOLDS_MAX + 1]
        if len(form.codes) > HOUSEHOLDS_MAX:
            form.errors["codes"] = _("At most %(limit)s households at once.") % {"limit": HOUSEHOLDS_MAX}
        form.corrects = single["corrects"]
        form.reason = read_words(single, "reason", limit=REASON_LIMIT, errors=form.errors)
        if form.corrects and not form.reason:
            form.errors.setdefault("reason", _("Write why it is corrected."))
        return form

    def _read_decision(self, single: dict[str, str]) -> None:
        self.decision_no = read_words(single, "decision_no", limit=NUMBER_LIMIT, errors=self.errors)
        if not self.decision_no:
            self.errors.setdefault("decision_no", _("Write the number of the decision."))
        day = read_day(single["decision_date"])
        if day is None:
            self.errors["decision_date"] = _("Write the day of the decision as day, month, year.")
        elif day > today():
            self.errors["decision_date"] = _("This day has not come yet. Choose today or an earlier day.")
        self.decision_date = day or today()

    def _read_outcome(self, single: dict[str, str]) -> None:
        for name, allowed, sentence in (
            ("poverty_class", CLASSES, _("Choose what the decision says.")),
            ("change", CHANGES, _("Choose what changed.")),
            ("review_kind", KINDS, _("Choose the kind of review.")),
        ):
            setattr(self, name, single[name])
            if single[name] not in allowed:
                self.errors[name] = sentence


def does_not_fit(before: str, after: str, change: str) -> bool:
    """`change` cannot lead from `before` to `after`; `before` is empty without a decision."""
    better = ("average", "none")
    match change:
        case "escaped_poverty":
            return before != "poor" or after == "poor"
        case "escaped_near_poverty":
            return before != "near_poor" or after not in better
        case "relapsed":
            return before not in better or after in better
        case "new":
            return after in better or before == after or (before, after) == ("poor", "near_poor")
        case _:
            return before not in ("", "unknown", after)
