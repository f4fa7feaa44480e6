"""Forms: concern, sending up."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from webapp.concerns.models import PAST_THE_BRANCH, Category, Severity
from webapp.concerns.workflow import OFFERED, TABLE, StepAction
from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

SUMMARY_LIMIT = 140
BODY_LIMIT = 1000
LONGEST = timedelta(days=366)
"""A promise may be put off by."""
ANSWER_BY = range(1, 4)  # visit, call, paper


@dataclass
class ConcernForm:
    values: dict[str, str]
    category: Category = Category.OTHER
    severity: Severity = Severity.NORMAL
    summary: str = ""
    body: str = ""
    explained: str = ""
    """What the family was told on the spot, which answers it."""
    answer_by: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("category", "severity", "summary", "body", "answer_by", "agreed", "explained")

    @classmethod
    def empty(cls) -> "ConcernForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "ConcernForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form._read_choices()
        form.summary = read_words(form.values, "summary", limit=SUMMARY_LIMIT, errors=form.errors)
        if form.category is Category.OTHER and "category" not in form.errors and not form.summary:
            form.errors.setdefault("summary", _("Say in a few words what it is about."))
        form.body = read_words(form.values, "body", limit=BODY_LIMIT, errors=form.errors, lines=True)
        form.explained = read_words(
            form.values, "explained", limit=BODY_LIMIT, errors=form.errors, lines=True
        )
        if form.explained and form.category in PAST_THE_BRANCH:
            form.errors["explained"] = _("This is answered by the commune's secretary. Leave it empty.")
        if form.values["agreed"] != "1":
            form.errors["agreed"] = _("Ask the family first: it is only reported when they agree.")
        return form

    def _read_choices(self) -> None:
        category = read_choice(self.values, "category", range(1, len(Category) + 1))
        severity = read_choice(self.values, "severity", range(1, len(Severity) + 1))
        if category is None:
            self.errors["category"] = _("Choose what it is about.")
        else:
            self.category = Category(category)
        if severity is None:
            self.errors["severity"] = _("Choose how soon it must be answered.")
        else:
            self.severity = Severity(severity)
        self.answer_by = read_choice(self.values, "answer_by", ANSWER_BY)


@dataclass
class ConcernStepForm:
    values: dict[str, str]
    action: StepAction = StepAction.TOLD
    text: str = ""
    until: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("concern", "action", "text", "seen", "until", "into")

    @classmethod
    def empty(cls) -> "ConcernStepForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields, day: date) -> "ConcernStepForm":
        """`day`: of writing."""
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        action = read_choice(form.values, "action", range(1, len(OFFERED) + 1))
        if action is None:
            form.errors["action"] = _("Choose what was done.")
        else:
            form.action = StepAction(action)
        form.text = read_words(form.values, "text", limit=BODY_LIMIT, errors=form.errors, lines=True)
        if TABLE[form.action].words and not form.text and not form.errors:
            form.errors["text"] = (
                _("Write who deals with it.")
                if form.action is StepAction.ASSIGN
                else _("Write a sentence that the family understands.")
            )
        form._read_day(day)
        if form.action is StepAction.MERGE and not form.values["into"]:
            form.errors.setdefault("into", _("Choose the matter that it is the same as."))
        return form

    def _read_day(self, day: date) -> None:
        if self.values["until"]:
            self.until = read_day(self.values["until"])
        elif self.action is not StepAction.EXTEND:
            return
        if self.until is None or not day < self.until <= day + LONGEST:
            self.until = None
            self.errors.setdefault("until", _("Choose a day after today, at most a year ahead."))


@dataclass
class SendUpForm:
    """Written by the office; the household's own text is not sent."""

    values: dict[str, str]
    text: str = ""
    with_hamlet: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("concern", "text", "with_hamlet")

    @classmethod
    def read(cls, fields: Fields) -> "SendUpForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form.text = read_words(form.values, "text", limit=BODY_LIMIT, errors=form.errors, lines=True)
        form.with_hamlet = form.values["with_hamlet"] == "1"
        return form
