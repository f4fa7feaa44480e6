"""Form: family informed of a review or outcome."""

from dataclasses import dataclass, field
from datetime import date

from webapp.core.i18n import gettext as _
from webapp.households.poverty.models import ReviewStep
from webapp.submissions.bodies import is_id
from webapp.web.form_fields import Fields, field_text, read_past_day
from webapp.web.free_text import read_choice

PARTS = ("review_step", "record", "again", "told_on")


@dataclass
class ReviewForm:
    values: dict[str, str]
    step: ReviewStep = ReviewStep.INFORMED
    record: str = ""
    again: bool = False
    happened_on: date = date.min
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "ReviewForm":
        return cls(dict.fromkeys(PARTS, "") | {"again": "0"})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "ReviewForm":
        form = cls({name: field_text(fields, name) for name in PARTS})
        form._read_step()
        form.happened_on = read_past_day(form.values, "told_on", made_on, form.errors)
        return form

    def _read_step(self) -> None:
        code = read_choice(self.values, "review_step", range(1, 3))
        if code is None:
            self.errors["review_step"] = _("Choose what you told the family.")
            return
        self.step = ReviewStep(code)
        if self.step is not ReviewStep.TOLD:
            return
        self.record, self.again = self.values["record"], self.values["again"] == "1"
        if not is_id(self.record):
            self.errors["review_step"] = _("No decision is written down yet that could be told.")
