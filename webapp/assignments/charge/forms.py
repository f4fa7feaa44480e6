"""Form: manual reassignment."""

from dataclasses import dataclass, field

from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_words


def _values(sent: Fields, *names: str) -> dict[str, str]:
    return {name: field_text(sent, name).strip() for name in names}


@dataclass
class Blank:
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    houses: list[str] = field(default_factory=list)
    action: str = ""


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
        form = cls(field_text(sent, "op")[:24], field_texts(sent, "houses"), values["member"], values)
        form.sure = field_text(sent, "sure") == "1"
        form.reason = read_words(values, "reason", limit=200, errors=form.errors)
        if not form.houses:
            form.errors["houses"] = _("Choose the households.")
        if not form.member:
            form.errors["member"] = _("Choose the member who takes charge.")
        if not form.reason:
            form.errors.setdefault("reason", _("Say in one sentence why."))
        return form
