"""Forms: plan step, plan answer."""

from dataclasses import dataclass, field
from datetime import date

from webapp.assignments.charge.forms import _values
from webapp.assignments.plans.workflow import STEPS
from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words


@dataclass
class StepForm:
    action: str
    op: str
    by_name: str
    values: dict[str, str]
    paper_no: str = ""
    paper_on: date | None = None
    note: str = ""
    sure: bool = False
    """Confirmed although members ask for a change."""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields, by_name: str) -> "StepForm":
        values = _values(sent, "paper_no", "paper_on", "note")
        form = cls(field_text(sent, "action"), field_text(sent, "op")[:24], by_name, values)
        form.sure = field_text(sent, "sure") == "1"
        step = STEPS.get(form.action)
        if step is None or not form.op:
            form.errors["action"] = _("Choose a step.")
            return form
        form.paper_no = read_words(values, "paper_no", limit=60, errors=form.errors)
        form.note = read_words(values, "note", limit=300, errors=form.errors)
        form.paper_on = read_day(values["paper_on"])
        if "paper_no" in step.needs and not form.paper_no:
            form.errors.setdefault("paper_no", _("Write the number of the minutes or of the decision."))
        if "paper_on" in step.needs and (form.paper_on is None or form.paper_on > today()):
            form.errors["paper_on"] = _("Write the day as day/month/year, not in the future.")
        if "note" in step.needs and not form.note:
            form.errors.setdefault("note", _("Say in one sentence why."))
        return form


@dataclass
class PlanAnswerForm:
    values: dict[str, str]
    accepted: bool = False
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("plan", "answer", "note")

    @classmethod
    def read(cls, sent: Fields, *, asks: bool = True) -> "PlanAnswerForm":
        """`asks`: a change needs a reason; not offline, where the author cannot be asked."""
        values = _values(sent, "answer", "note")
        form = cls(values, accepted=values["answer"] == "yes")
        form.note = read_words(values, "note", limit=200, errors=form.errors)
        if values["answer"] not in ("yes", "change"):
            form.errors["answer"] = _("Choose an answer.")
        if asks and values["answer"] == "change" and not form.note:
            form.errors.setdefault("note", _("Say in one sentence why."))
        return form
