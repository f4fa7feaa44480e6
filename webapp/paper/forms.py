"""Form: what to print."""

from dataclasses import dataclass, field

from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text, field_texts

BLANK_MAX = 40
FORMS, SLIPS, LISTS, DUTY, ROSTER = WHAT = ("forms", "slips", "lists", "duty", "roster")
OF_EVERYBODY = (DUTY, ROSTER)
"""Whole branch if no member is chosen."""


@dataclass
class PrintForm:
    values: dict[str, str]
    members: list[str] = field(default_factory=list)
    houses: list[str] = field(default_factory=list)
    blank: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "PrintForm":
        return cls({"what": FORMS, "blank": ""})

    @classmethod
    def read(cls, fields: Fields) -> "PrintForm":
        values = {name: field_text(fields, name).strip() for name in ("what", "blank")}
        form = cls(values, field_texts(fields, "member"), field_texts(fields, "house"))
        if form.what not in WHAT:
            form.errors["what"] = _("Choose what to print.")
        form._read_blank()
        if not form.errors and not form.chosen and form.what not in OF_EVERYBODY:
            form.errors["member"] = _("Choose at least one member or household, or how many blank forms.")
        return form

    @property
    def what(self) -> str:
        return self.values["what"]

    @property
    def chosen(self) -> bool:
        return bool(self.members or self.houses or (self.what == FORMS and self.blank))

    def _read_blank(self) -> None:
        typed = self.values["blank"]
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and int(typed) <= BLANK_MAX):
            self.errors["blank"] = _("Write a number from 0 to %(most)s.") % {"most": BLANK_MAX}
            return
        self.blank = int(typed)
