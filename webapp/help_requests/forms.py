"""Forms: a request for help, seen or answered."""

from dataclasses import dataclass, field
from typing import ClassVar

from webapp.core.i18n import gettext as _
from webapp.help_requests.models import HelpReason
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

LINE_LIMIT = 140
ANSWER_LIMIT = 300


@dataclass
class HelpForm:
    NAMES: ClassVar = ("reason", "line")

    values: dict[str, str]
    reason: HelpReason = HelpReason.OTHER
    line: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "HelpForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "HelpForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        reason = read_choice(form.values, "reason", range(1, len(HelpReason) + 1))
        if reason is None:
            form.errors["reason"] = _("Choose what you need help with.")
        else:
            form.reason = HelpReason(reason)
        form.line = read_words(form.values, "line", limit=LINE_LIMIT, errors=form.errors)
        if reason == HelpReason.OTHER and not form.line:
            form.errors.setdefault("line", _("Say in a few words what it is about."))
        return form


@dataclass
class HelpAnswerForm:
    NAMES: ClassVar = ("request", "text")

    values: dict[str, str]
    text: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "HelpAnswerForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "HelpAnswerForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form.text = read_words(form.values, "text", limit=ANSWER_LIMIT, errors=form.errors, lines=True)
        return form

    @property
    def request(self) -> str:
        return self.values["request"]
