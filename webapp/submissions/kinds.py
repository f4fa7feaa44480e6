"""`Kind` of submission; `Written`: one submission, for its handlers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from sync.blobs import Named
from sync.envelope import from_text
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.register.models import Household
from webapp.submissions.field_types import FieldType
from webapp.web.form_fields import Fields

RELATIVE = "người nhà"
"""Nameless typist on a member's phone."""
ACCEPTED_BEFORE = date.min
"""`Written.since` in a replay: no permission checks."""


@dataclass(frozen=True)
class Written:
    id: str
    """Record id; the phone derives the same."""
    receipt_code: str
    device_id: str
    seq: int
    wall: int
    counter: int
    commune: str
    about: Household | None
    fields: Fields
    member_id: str | None
    author_name: str
    recorded_at: datetime
    received_at: datetime
    files: tuple[Named, ...] = ()
    """Uploaded later."""
    since: date | None = None
    """For `asks_then`: earliest day of writing, by contacts. None: day of arrival."""
    typed_by_name: str = ""
    """Typist, if not `member_id`."""

    @property
    def household(self) -> Household:
        if self.about is None:
            raise LookupError("this kind of submission is about no household")
        return self.about

    @property
    def made_on(self) -> date:
        """By the author's clock: never a basis for permission."""
        return local_time(self.recorded_at).date()

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Quarantines; never in a replay (later releases check more)."""
        if errors and self.since != ACCEPTED_BEFORE:
            raise Unreadable(errors)

    @property
    def possible_days(self) -> tuple[date, date]:
        """First and last."""
        came = local_time(self.received_at).date()
        return min(self.since or came, came), came


class Unreadable(Exception):
    """Quarantines the submission."""

    code = "form"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Kind:
    """Codes and positions never change: old phones send them."""

    code: int
    name: str
    fields: Mapping[int, Sequence[str]]
    """Schema -> names by position."""
    apply: Callable[[Written], Awaitable[None]]
    made_of: Sequence[type[Model]] = field(default=())
    """Own projections."""
    upcast: Mapping[int, Callable[[Fields], Fields]] = field(default_factory=dict)
    """Schema n -> conversion to n + 1; pure, kept forever. None: only adds."""
    at_once: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """Batch `apply`."""
    files: Literal["never", "agreed", "always"] = "never"
    """`agreed`: with the household's consent."""
    part_of: Sequence[type[Model]] = field(default=())
    """Shared projections, reset by `forget`."""
    about: Literal["household", "author", "commune"] = "household"
    """`commune`: never from a phone."""
    asks_then: bool = False
    """Checks past permissions: `Written.since`."""
    follows: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """Side effects; not in a replay."""
    afterwards: Callable[[str, Sequence[tuple[str, int]]], Awaitable[None]] | None = None
    """Commune, new (device, number): idempotent check after the transaction; not in a replay."""
    refold: Callable[[str], Awaitable[None]] | None = None
    """Folds a household's changes again, after a ruling."""
    forget: Callable[[str], Awaitable[Any]] | None = None
    """Resets a commune's shared columns before a replay."""
    take_back: Callable[[str, int], Awaitable[Any]] | None = None
    """Erasure of (device, number). None: deletes the row of its id."""
    office_reads: Sequence[str] = ()
    """Text fields shown in office lists."""
    restricted: Callable[[Fields], bool] | None = None
    """Commune secretary only; erased by two accounts."""
    hide: Callable[[str, Fields | None], Awaitable[Any]] | None = None
    """Hides a record's text while erasure waits (None), or restores it."""

    types: Mapping[str, FieldType] = field(default_factory=dict)
    """For validation and kinds.json. Empty: never from a phone."""
    rules: Sequence[str] = ()
    """Rules across fields, for kinds.json; code `form`."""

    def __post_init__(self) -> None:
        for schema in sorted(self.fields)[:-1]:
            lost = set(self.fields[schema]) - set(self.fields[schema + 1])
            if lost and schema not in self.upcast:
                raise ValueError(f"{self.name}: schema {schema + 1} drops {lost} without an upcast")

    def newest(self, schema: int, fields: Fields) -> Fields:
        for step in range(schema, self.schema):
            fields = self.upcast[step](fields) if step in self.upcast else fields
        return fields

    async def apply_all(self, several: Sequence[Written]) -> None:
        if self.at_once and several:
            await self.at_once(several)
            return
        for written in several:
            await self.apply(written)

    @property
    def schema(self) -> int:
        return max(self.fields)


KINDS: dict[int, Kind] = {}
"""By code; filled by `webapp.kinds`."""


def replay_on_erasure(table: type[Model]) -> Callable[[str, int], Awaitable[None]]:
    """The previous value is only in the log: IntegrityError requests a replay."""

    async def take_back(device: str, seq: int) -> None:
        if await table.filter(id=record_id(from_text(device), seq)).delete():
            raise IntegrityError("what was said before is read again")

    return take_back
