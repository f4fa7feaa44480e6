"""Forms of the reception page."""

from dataclasses import dataclass, field
from typing import ClassVar

from webapp.core.i18n import gettext as _
from webapp.reception.models import ConductChannel, ReceptionOffice
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words

ADDRESS_LIMIT = 200
TEXT_LIMIT = 1000


@dataclass
class AddressForm:
    NAMES: ClassVar = ("office", "address", "hours")

    values: dict[str, str]
    office: ReceptionOffice = ReceptionOffice.COMMUNE
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "AddressForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "AddressForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        if form.values["office"] in list(ReceptionOffice):
            form.office = ReceptionOffice(form.values["office"])
        else:
            form.errors["office"] = _("Choose whose address it is.")
        for name in ("address", "hours"):
            form.values[name] = read_words(form.values, name, limit=ADDRESS_LIMIT, errors=form.errors)
        if not form.values["address"]:
            form.errors.setdefault("address", _("Write the address."))
        return form


@dataclass
class ConductForm:
    NAMES: ClassVar = ("channel", "household", "text", "names_secretary", "op")

    values: dict[str, str]
    channel: ConductChannel = ConductChannel.PAPER_BOX
    text: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "ConductForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "ConductForm":
        form = cls({name: field_text(fields, name).strip() for name in cls.NAMES})
        channel = read_choice(form.values, "channel", range(1, len(ConductChannel) + 1))
        if channel is None:
            form.errors["channel"] = _("Choose how it came.")
        else:
            form.channel = ConductChannel(channel)
        form.text = read_words(form.values, "text", limit=TEXT_LIMIT, errors=form.errors, lines=True)
        if not form.text:
            form.errors.setdefault("text", _("Write what happened."))
        if form.values["names_secretary"] not in ("1", "0"):
            form.errors["names_secretary"] = _("Say whether it is about the commune's secretary.")
        return form

    @property
    def names_secretary(self) -> bool:
        return self.values["names_secretary"] == "1"


@dataclass
class ConductOutcomeForm:
    NAMES: ClassVar = ("outcome",)

    values: dict[str, str]
    outcome: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "ConductOutcomeForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        form.outcome = read_words(form.values, "outcome", limit=TEXT_LIMIT, errors=form.errors, lines=True)
        if not form.outcome:
            form.errors.setdefault("outcome", _("Write what was done."))
        return form
