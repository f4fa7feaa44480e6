"""Form: answer to a concern."""

from dataclasses import dataclass, field

from webapp.core.i18n import gettext as _
from webapp.province.letters import TEXT_LIMIT
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words


@dataclass
class RaisedConcernAnswerForm:
    values: dict[str, str]
    answer: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "RaisedConcernAnswerForm":
        form = cls({"answer": field_text(fields, "answer")})
        form.answer = read_words(form.values, "answer", limit=TEXT_LIMIT, errors=form.errors, lines=True)
        if not form.answer and not form.errors:
            form.errors["answer"] = _("Write what the household is to be told.")
        return form
