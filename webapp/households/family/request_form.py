"""Forms: request about a family's records, answer."""

from dataclasses import dataclass, field

from webapp.core.i18n import gettext as _
from webapp.households.family.models import Wants
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

FIELDS = ("wants", "wish")
WORDS_LIMIT = 200


@dataclass
class RequestForm:
    values: dict[str, str]
    wants: Wants = Wants.SEE
    words: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "RequestForm":
        return cls(dict.fromkeys(FIELDS, ""))

    @classmethod
    def read(cls, fields: Fields) -> "RequestForm":
        form = cls({name: field_text(fields, name) for name in FIELDS})
        wants = read_choice(form.values, "wants", range(1, len(Wants) + 1))
        if wants is None:
            form.errors["wants"] = _("Choose what the family asks for.")
        else:
            form.wants = Wants(wants)
        form.words = read_words(form.values, "wish", limit=WORDS_LIMIT, errors=form.errors)
        return form


@dataclass
class RequestAnswerForm:
    """A refusal needs a reason."""

    values: dict[str, str]
    done: bool = False
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "RequestAnswerForm":
        form = cls({name: field_text(fields, name) for name in ("request", "outcome", "reason")})
        outcome = read_choice(form.values, "outcome", range(1, 3))
        form.done = outcome == 1
        form.reason = read_words(form.values, "reason", limit=WORDS_LIMIT, errors=form.errors)
        if outcome is None:
            form.errors["outcome"] = _("Choose whether it was done.")
        elif outcome == 2 and not form.reason:
            form.errors["reason"] = _("Write the reason, as it will be told to the family.")
        return form
