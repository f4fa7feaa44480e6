"""Form: answer to the privacy notice."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.register.choices import LANGUAGES
from webapp.register.consents import NOTICE_VERSION, PURPOSES
from webapp.web.form_fields import Fields, field_text, field_texts, read_past_day
from webapp.web.free_text import read_choice

FIELDS = ("answer", "purpose", "language", "read_on", "notice")
ANSWERS = {1: "given", 2: "refused", 3: "withdrawn"}


@dataclass
class ConsentForm:
    values: dict[str, Any]
    answer: str = ""
    purposes: list[str] = field(default_factory=list)
    language: str = "viet"
    on: date = date.min
    version: int = NOTICE_VERSION
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, language: str | None = None) -> "ConsentForm":
        spoken = LANGUAGES.index(language) + 1 if language in LANGUAGES else 1
        return cls({"answer": "", "purpose": [], "language": spoken, "read_on": "", "notice": NOTICE_VERSION})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "ConsentForm":
        single = {name: field_text(fields, name) for name in FIELDS}
        form = cls({**single, "purpose": field_texts(fields, "purpose")})
        form._read_answer(single)
        form.language = LANGUAGES[(read_choice(single, "language", range(1, len(LANGUAGES) + 1)) or 1) - 1]
        form.version = read_choice(single, "notice", range(1, 1000)) or NOTICE_VERSION
        form.on = read_past_day(single, "read_on", made_on, form.errors)
        return form

    def _read_answer(self, single: dict[str, str]) -> None:
        answer = read_choice(single, "answer", range(1, len(ANSWERS) + 1))
        if answer is None:
            self.errors["answer"] = _("Choose what the family answered.")
            return
        self.answer = ANSWERS[answer]
        if self.answer != "given":
            return
        known = {str(place): name for place, name in enumerate(PURPOSES, start=1)}
        self.purposes = [name for code, name in known.items() if code in self.values["purpose"]]
        if not self.purposes:
            self.errors["purpose"] = _("Choose what the family agrees to, at least one thing.")
