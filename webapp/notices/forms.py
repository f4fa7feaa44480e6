"""Forms: a notice, an answer to questions, a telling at the door."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.notices.models import NoticeOutcome
from webapp.notices.rules import AUDIENCES
from webapp.submissions.bodies import is_id
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_choice, read_words

NUMBER_LIMIT, TITLE_LIMIT, ISSUER_LIMIT, WORDS_LIMIT = 40, 100, 80, 600
QUESTION_LIMIT, ANSWER_LIMIT = 140, 300


@dataclass
class NoticeForm:
    NAMES: ClassVar = ("number", "title", "issuer", "words", "until", "replaces")
    LISTS: ClassVar = ("audience", "hamlets")

    values: dict[str, Any]
    read: dict[str, Any] = field(default_factory=dict)
    """By the names of the model's columns."""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "NoticeForm":
        return cls({**dict.fromkeys(cls.NAMES, ""), **{name: [] for name in cls.LISTS}})

    @classmethod
    def of(cls, fields: Fields, *, hamlets: Collection[str], replaceable: Collection[str]) -> "NoticeForm":
        single = {name: field_text(fields, name) for name in cls.NAMES}
        form = cls({**single, **{name: field_texts(fields, name) for name in cls.LISTS}})
        form._words("number", NUMBER_LIMIT, _("Write the number of the paper, or of the notice."))
        form._words("title", TITLE_LIMIT, _("Write what it is about."))
        form._words("issuer", ISSUER_LIMIT, _("Write who issued it."))
        form._words(
            "words", WORDS_LIMIT, _("Write it in plain words, as it is said at the door."), lines=True
        )
        form._some("audience", AUDIENCES)
        form._some("hamlets", hamlets)
        form._until(single["until"])
        form.read["replaces_id"] = single["replaces"] or None
        if single["replaces"] and single["replaces"] not in replaceable:
            form.errors["replaces"] = _("Choose a published notice that still holds.")
        return form

    def _words(self, name: str, limit: int, sentence: str, *, lines: bool = False) -> None:
        self.read[name] = read_words(self.values, name, limit=limit, errors=self.errors, lines=lines)
        if not self.read[name]:
            self.errors.setdefault(name, sentence)

    def _some(self, name: str, allowed: Collection[str]) -> None:
        self.read[name] = [one for one in allowed if one in self.values[name]]
        if set(self.values[name]) - set(allowed):
            self.errors[name] = _("Choose from the list.")

    def _until(self, written: str) -> None:
        day: date | None = read_day(written) if written else None
        self.read["until"] = day
        if written and (day is None or day < today()):
            self.errors["until"] = _(
                "Write a day that is still to come, as day/month/year, or leave it empty."
            )


@dataclass
class NoticeAnswerForm:
    values: dict[str, Any]
    question: str = ""
    answer: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "NoticeAnswerForm":
        return cls({"question": "", "answer": "", "asked": []})

    @classmethod
    def read(cls, fields: Fields) -> "NoticeAnswerForm":
        single = {name: field_text(fields, name) for name in ("question", "answer")}
        form = cls({**single, "asked": field_texts(fields, "asked")})
        form.question = read_words(single, "question", limit=QUESTION_LIMIT, errors=form.errors)
        form.answer = read_words(single, "answer", limit=ANSWER_LIMIT, errors=form.errors, lines=True)
        if not form.question:
            form.errors.setdefault(
                "question", _("Write the question in general words, without anybody's name.")
            )
        if not form.answer:
            form.errors.setdefault("answer", _("Write the answer, as it is to be read at the door."))
        return form


@dataclass
class NoticeToldForm:
    NAMES: ClassVar = ("notice", "outcome", "question")
    """Wire positions: append only."""

    values: dict[str, str]
    notice: str = ""
    outcome: NoticeOutcome = NoticeOutcome.TOLD
    question: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "NoticeToldForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "NoticeToldForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form.notice = form.values["notice"]
        if not is_id(form.notice):
            form.errors["notice"] = _("Choose the notice.")
        outcome = read_choice(form.values, "outcome", range(1, len(NoticeOutcome) + 1))
        if outcome is None:
            form.errors["outcome"] = _("Choose what happened.")
        else:
            form.outcome = NoticeOutcome(outcome)
        form.question = read_words(form.values, "question", limit=QUESTION_LIMIT, errors=form.errors)
        if form.outcome is not NoticeOutcome.ASKED and "question" not in form.errors:
            form.question = ""
        elif not form.question:
            form.errors.setdefault("question", _("Write the question in one line."))
        return form
