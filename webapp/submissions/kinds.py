"""`Kind` declares a kind of submission; `Written` is one submission, as passed to its verb."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from sync.blobs import Named
from sync.envelope import from_text
from webapp.core.i18n import local
from webapp.core.labels import record_id
from webapp.register.models import Household
from webapp.submissions.field_types import Field
from webapp.web.form_fields import Fields

RELATIVE = "người nhà"
"""Typist on a member's own phone, after the PIN; nameless."""
ACCEPTED_BEFORE = date.min
"""`Written.since` in a replay: accepted stays accepted, no permission checks."""


@dataclass(frozen=True)
class Written:
    id: str
    """Id of the record; the phone derives the same."""
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
    """Photos and voice notes, uploaded later."""
    since: date | None = None
    """For `asks_then`: earliest possible day of writing, proven by the device's contacts.
    None: the day of arrival counts, whatever its clock says.
    """
    typed_by_name: str = ""
    """Typist, if typed from paper for `member_id`."""

    @property
    def household(self) -> Household:
        if self.about is None:
            raise LookupError("this kind of submission is about no household")
        return self.about

    @property
    def made_on(self) -> date:
        """By the author's clock: unproven, never a basis for permission."""
        return local(self.recorded_at).date()

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Quarantine on errors; never in a replay, whatever a later release checks."""
        if errors and self.since != ACCEPTED_BEFORE:
            raise Unreadable(errors)

    @property
    def possible_days(self) -> tuple[date, date]:
        """Earliest and latest day of writing."""
        came = local(self.received_at).date()
        return min(self.since or came, came), came


class Unreadable(Exception):
    """Raised to quarantine a submission, with reasons; it is never dropped."""

    code = "form"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Kind:
    """Codes and field positions never change: old phones keep sending them."""

    code: int
    name: str
    fields: Mapping[int, Sequence[str]]
    """Schema -> field names by position."""
    apply: Callable[[Written], Awaitable[None]]
    made_of: Sequence[type[Model]] = field(default=())
    """Projections written by this kind only."""
    upcast: Mapping[int, Callable[[Fields], Fields]] = field(default_factory=dict)
    """Schema n -> conversion to n + 1; pure, kept forever. None: n + 1 only adds fields."""
    at_once: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """Batch `apply`, with fewer queries."""
    files: Literal["never", "agreed", "always"] = "never"
    """Whether it may name files; `agreed`: kept only with the household's consent."""
    part_of: Sequence[type[Model]] = field(default=())
    """Projections shared with other kinds; `forget` deletes its rows."""
    about: Literal["household", "author", "commune"] = "household"
    """`author`: no household; `commune`: the office, never a phone."""
    asks_then: bool = False
    """The verb checks past permissions by `Written.since`."""
    follows: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """Side effects on arrival; not in a replay."""
    afterwards: Callable[[str, Sequence[tuple[str, int]]], Awaitable[None]] | None = None
    """Idempotent check of new submissions (device, number) of a commune, after the transaction; not in a replay."""
    refold: Callable[[str], Awaitable[None]] | None = None
    """Folds the changes of a household again, after a ruling on one of them."""
    forget: Callable[[str], Awaitable[Any]] | None = None
    """Resets its columns in other tables of a commune, before a replay."""
    take_back: Callable[[str, int], Awaitable[Any]] | None = None
    """Undoes one submission (device, number) on erasure. None: the row with its id is deleted."""
    office_reads: Sequence[str] = ()
    """Text fields shown in office lists; other text is not."""
    restricted: Callable[[Fields], bool] | None = None
    """For the commune secretary only; erased by two accounts."""
    hide: Callable[[str, Fields | None], Awaitable[Any]] | None = None
    """Hides the text of a record (fields None) while its erasure waits, or restores it."""

    types: Mapping[str, Field] = field(default_factory=dict)
    """Field name -> value type, for the check on arrival and for authors of clients. Empty: no phone sends it."""
    rules: Sequence[str] = ()
    """Rules across fields, in English, for authors of clients; one that is broken: code `form`."""

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
"""By code. Filled by `webapp.kinds`, which knows every feature."""


def replay_on_erasure(table: type[Model]) -> Callable[[str, int], Awaitable[None]]:
    """On erasure the previous value is in the log only; IntegrityError requests a replay."""

    async def take_back(device: str, seq: int) -> None:
        if await table.filter(id=record_id(from_text(device), seq)).delete():
            raise IntegrityError("what was said before is read again")

    return take_back
