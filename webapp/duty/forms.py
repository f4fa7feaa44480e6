"""Form: a member has read the duty card."""

from dataclasses import dataclass, field
from typing import ClassVar

from webapp.core.i18n import gettext as _
from webapp.submissions.bodies import is_id
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice

VERSIONS, MOST = range(1, 1000), range(500)
NUMBERS = range(1, 100)
"""Of training cards; a later release has more."""


@dataclass
class AckForm:
    """Filled in by the card itself."""

    NAMES: ClassVar = ("version", "households", "digest")

    version: int = 0
    households: int = 0
    digest: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "AckForm":
        sent = {name: field_text(fields, name) for name in cls.NAMES}
        version, households = read_choice(sent, "version", VERSIONS), read_choice(sent, "households", MOST)
        form = cls(version or 0, households or 0, sent["digest"])
        if version is None or households is None or not is_id(form.digest):
            form.errors["card"] = _("Open the duty card again and touch the button on it.")
        return form


@dataclass
class CardReadForm:
    """Filled in by the training card itself."""

    NAMES: ClassVar = ("card", "version")

    card: int = 0
    version: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "CardReadForm":
        sent = {name: field_text(fields, name) for name in cls.NAMES}
        card, version = read_choice(sent, "card", NUMBERS), read_choice(sent, "version", VERSIONS)
        form = cls(card or 0, version or 0)
        if card is None or version is None:
            form.errors["card"] = _("Open the card again and touch the button on it.")
        return form
