"""Forms: receipt code, and a tick on the answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from webapp.accounts.codes import tidy_code
from webapp.core.labels import LABELS
from webapp.web.form_fields import Fields, field_text

LETTERS = 6
PREFIX = LABELS.slip_prefix.rstrip("-")


class Ticked(StrEnum):
    DONE = "1"
    NOT_DONE = "2"


def read_code(typed: str) -> str:
    """As stored; "" if it is none."""
    letters = tidy_code(typed)
    if len(letters) == LETTERS + len(PREFIX):
        letters = letters.removeprefix(PREFIX)
    half = LETTERS // 2
    return f"{PREFIX}-{letters[:half]}-{letters[half:]}" if len(letters) == LETTERS else ""


@dataclass(frozen=True)
class TickForm:
    NAMES: ClassVar = ("concern", "done")

    concern: str
    done: Ticked | None

    @classmethod
    def read(cls, fields: Fields) -> "TickForm":
        done = field_text(fields, "done")
        return cls(field_text(fields, "concern"), Ticked(done) if done in set(Ticked) else None)
