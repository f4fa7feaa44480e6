"""What a feature tells the outbox about a kind of submission, and what it is given when one arrives."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from tortoise.models import Model

from sync.blobs import Named
from webapp.households.models import Household
from webapp.i18n import local

RELATIVE = "người nhà"
"""Who typed on a member's own phone, after the member's PIN: no name is kept."""
Fields = Mapping[str, str | list[str]]
ACCEPTED_BEFORE = date.min
"""The value of `Written.since` in a replay of the log: what was accepted stays so, and no permission is checked again."""


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
    about: Household | None
    fields: Fields
    member_id: str | None
    author_name: str
    recorded_at: datetime
    received_at: datetime
    files: tuple[Named, ...] = ()
    """Photos and spoken notes it names; they come by themselves, later."""
    since: date | None = None
    """Of a kind that asks what its writer was allowed earlier: the first day on which it can have been written, as the
    contacts with its device prove. None: only the day it arrived counts, whatever its own clock says."""
    typed_by_name: str = ""
    """Who typed it in for `member_id`, from paper; "" when people wrote it themselves."""

    @property
    def household(self) -> Household:
        if self.about is None:
            raise LookupError("this kind of submission is about no household")
        return self.about

    @property
    def made_on(self) -> date:
        """By the clock of whoever wrote it: a claim, on which no right stands."""
        return local(self.recorded_at).date()

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Puts it aside when there are reasons. What was accepted once stays so, whatever a later release would say of it."""
        if errors and self.since != ACCEPTED_BEFORE:
            raise Unreadable(errors)

    @property
    def possible_days(self) -> tuple[date, date]:
        """Between these it was written."""
        came = local(self.received_at).date()
        return min(self.since or came, came), came


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
    upcast: Mapping[int, Callable[[Fields], Fields]] = field(default_factory=dict)
    """Schema n -> how its words are said in n + 1: pure, and kept for ever. Without it only names were added."""
    at_once: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """The same as `apply` for many that follow each other, with fewer questions to the database."""
    files: Literal["never", "agreed", "always"] = "never"
    """Whether it may name files; `agreed`: of a household that did not agree to be written about they are not kept."""
    part_of: Sequence[type[Model]] = field(default=())
    """Tables of which only some rows are this kind's; `forget` takes those away, others stay."""
    about: Literal["household", "author", "commune"] = "household"
    """`author`: of whoever wrote it, about no household; `commune`: of the office itself, never from a phone."""
    asks_then: bool = False
    """Whether its verb asks what the writer was allowed on the days when it can have been written: see `Written.since`."""
    follows: Callable[[Sequence[Written]], Awaitable[None]] | None = None
    """What the office does because of them when they arrive, once; not when the log is read again."""
    forget: Callable[[str], Awaitable[Any]] | None = None
    """Puts back the columns this kind changed elsewhere, for one commune, before a rebuild."""
    take_back: Callable[[str, int], Awaitable[Any]] | None = None
    """Undoes what one submission (device, number) made, when it is erased; without it, the row of its name goes."""
    office_reads: Sequence[str] = ()
    """Fields whose text the office reads on its own pages. Of all others a list of the log says nothing."""
    restricted: Callable[[Fields], bool] | None = None
    """Whether a body is for the secretary of the commune alone and needs two accounts to be erased."""
    hide: Callable[[str, Fields | None], Awaitable[Any]] | None = None
    """Takes the words off the record of that id while its erasure waits for the second account (no fields), or
    gives them back."""

    rules: Sequence[str] = ()
    """What a body has to keep beyond single values, in English for authors of clients; it is `form` otherwise."""

    def __post_init__(self) -> None:
        for schema in sorted(self.fields)[:-1]:
            lost = set(self.fields[schema]) - set(self.fields[schema + 1])
            if lost and schema not in self.upcast:
                raise ValueError(f"{self.name}: schema {schema + 1} drops {lost} without an upcast")

    def newest(self, schema: int, fields: Fields) -> Fields:
        """As this release would have written it."""
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
