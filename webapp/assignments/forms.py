"""Forms: plan step, manual reassignment, answer to a plan."""

from dataclasses import dataclass, field
from datetime import date

from webapp.assignments.steps import STEPS
from webapp.calendar import read_day, today
from webapp.free_text import read_words
from webapp.i18n import gettext as _
from webapp.outbox.forms import text, texts
from webapp.outbox.kinds import Fields


def _values(sent: Fields, *names: str) -> dict[str, str]:
    return {name: text(sent, name).strip() for name in names}


@dataclass
class Blank:
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    houses: list[str] = field(default_factory=list)
    action: str = ""


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
        form = cls(text(sent, "action"), text(sent, "op")[:24], by_name, values)
        form.sure = text(sent, "sure") == "1"
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
class MoveForm:
    op: str
    houses: list[str]
    member: str
    values: dict[str, str]
    reason: str = ""
    sure: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields) -> "MoveForm":
        values = _values(sent, "member", "reason")
        form = cls(text(sent, "op")[:24], texts(sent, "houses"), values["member"], values)
        form.sure = text(sent, "sure") == "1"
        form.reason = read_words(values, "reason", limit=200, errors=form.errors)
        if not form.houses:
            form.errors["houses"] = _("Choose the households.")
        if not form.member:
            form.errors["member"] = _("Choose the member who takes charge.")
        if not form.reason:
            form.errors.setdefault("reason", _("Say in one sentence why."))
        return form


@dataclass
class AnswerForm:
    values: dict[str, str]
    accepted: bool = False
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("plan", "answer", "note")

    @classmethod
    def read(cls, sent: Fields, *, asks: bool = True) -> "AnswerForm":
        """`asks`: a change needs a reason; not offline, where the author cannot be asked."""
        values = _values(sent, "answer", "note")
        form = cls(values, accepted=values["answer"] == "yes")
        form.note = read_words(values, "note", limit=200, errors=form.errors)
        if values["answer"] not in ("yes", "change"):
            form.errors["answer"] = _("Choose an answer.")
        if asks and values["answer"] == "change" and not form.note:
            form.errors.setdefault("note", _("Say in one sentence why."))
        return form
