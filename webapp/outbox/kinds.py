"""What a feature tells the outbox about a kind of submission, and what it is given when one arrives."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tortoise.models import Model

from webapp.households.models import Household
from webapp.i18n import local

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Written:
    """One submission as a domain verb meets it, whether it came from a page or from a phone's queue."""

    id: str
    """Of the record it makes; the phone worked out the same one."""
    slip: str
    device_id: str
    seq: int
    wall: int
    counter: int
    commune: str
    household: Household
    fields: Fields
    member_id: str | None
    author_name: str
    recorded_at: datetime
    received_at: datetime

    @property
    def made_on(self) -> date:
        return local(self.recorded_at).date()


class Unreadable(Exception):
    """What was written cannot be used as it is; it is put aside for a person, with the reasons, never dropped."""

    code = "form"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Kind:
    """A kind of submission. Codes and field positions are for ever: old phones keep sending them."""

    code: int
    name: str
    fields: Mapping[int, Sequence[str]]
    """Schema number -> field names by position."""
    apply: Callable[[Written], Awaitable[None]]
    made_of: Sequence[type[Model]] = field(default=())
    """Tables that hold nothing but what this kind's submissions say; made again by `gandan rebuild`."""
    forget: Callable[[str], Awaitable[Any]] | None = None
    """Puts back the columns this kind changed elsewhere, for one commune, before a rebuild."""

    @property
    def schema(self) -> int:
        return max(self.fields)
