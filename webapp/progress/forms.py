"""That a secretary was in touch with a member: whom, about what."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from webapp.free_text import chosen
from webapp.i18n import gettext as _
from webapp.outbox.forms import text
from webapp.outbox.kinds import Fields
from webapp.progress.models import Topic

MEMBER = re.compile(r"[\w-]{11}")


@dataclass
class SupportForm:
    """One reader for a posted form and for a phone's queue."""

    NAMES: ClassVar = ("member", "topic")

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "SupportForm":
        return cls({"member": "", "topic": str(Topic.HOUSEHOLDS.value)})

    @classmethod
    def read(cls, fields: Fields) -> "SupportForm":
        form = cls({name: text(fields, name) for name in cls.NAMES})
        if not MEMBER.fullmatch(form.member):
            form.errors["member"] = _("Choose whom you met.")
        if chosen(form.values, "topic", range(1, len(Topic) + 1)) is None:
            form.errors["topic"] = _("Choose what it was about.")
        return form

    @property
    def member(self) -> str:
        return self.values["member"]
