"""Held and quarantined submissions: list and ruling form."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import RawSQL
from tortoise.functions import Count

from sync.envelope import Content, Malformed, from_text
from sync.inbox import Inbox, Status
from webapp.core.i18n import gettext as _
from webapp.submissions.malformed import UNREADABLE, first_not_looked_at, not_looked_at
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.rulings import REASON_MAX, named_submission, target_of
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_words

WAITING = (int(Status.HELD), int(Status.QUARANTINED))
BATCH = 50
IN_TURN = "ROW_NUMBER() OVER (PARTITION BY device_id, code ORDER BY received_at, id)"
"""Round robin: no phone hides the others."""
WORDS_SHOWN = 300

Decidable = Mapping[str, tuple[str, ...]]
"""Code -> possible verdicts."""


@dataclass
class WaitingLine:
    submission: StoredSubmission
    kind: str
    words: str
    writer: str
    household: Any = None
    two: bool = False
    asked: Ruling | None = None
    """First erasure request, while it waits."""

    @property
    def name(self) -> str:
        return target_of(self.submission)


@dataclass
class WaitingGroup:
    code: str
    lines: list[WaitingLine]
    more: int
    verdicts: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.lines) + self.more


@dataclass
class RulingForm:
    code: str
    values: dict[str, Any]
    errors: dict[str, str]


Lines = Callable[[Sequence[StoredSubmission]], Awaitable[list[WaitingLine]]]


async def waiting_page(
    commune: str, decidable: Decidable, lines_of: Lines, form: RulingForm | None
) -> dict[str, Any]:
    """Decidable codes first."""
    waiting = StoredSubmission.filter(commune=commune, status__in=WAITING)
    counts = await waiting.annotate(n=Count("id")).group_by("code").values_list("code", "n")
    in_turn = waiting.annotate(turn=RawSQL(IN_TURN)).order_by("turn", "received_at", "id")
    shown = {
        str(code): (await in_turn.filter(code=code).limit(BATCH), int(str(count))) for code, count in counts
    }
    unreadable = Counter[str]()
    for _device, code, n in await not_looked_at(commune) if set(UNREADABLE) & decidable.keys() else ():
        unreadable[code] += n
    for code, count in unreadable.items():
        shown[code] = (await first_not_looked_at(commune, code, BATCH), count)
    groups = [
        WaitingGroup(code, await lines_of(rows), max(0, count - len(rows)), decidable.get(code, ()))
        for code, (rows, count) in shown.items()
    ]
    groups.sort(key=lambda group: (-len(group.verdicts), group.code))
    return {"groups": groups, "form": form or RulingForm("", {}, {})}


async def waiting_by_device(commune: str) -> Counter[str]:
    waiting = StoredSubmission.filter(commune=commune, status__in=WAITING).annotate(n=Count("id"))
    found = Counter(
        {
            str(id_): int(str(n))
            for id_, n in await waiting.group_by("device_id").values_list("device_id", "n")
        }
    )
    for device, _code, n in await not_looked_at(commune):
        found[device] += n
    return found


def homes_in(lines: Iterable[WaitingLine]) -> list[str]:
    return sorted({line.household.id for line in lines if line.household})


def words_in(row: StoredSubmission, fields: Mapping[int, Collection[str]]) -> str:
    """`fields`: schema -> names, "" to skip."""
    try:
        content = Content.parse(bytes(row.body))
    except Malformed:
        return ""
    places = zip(fields.get(content.schema, ()), content.values, strict=False)
    said: list[str] = [value for name, value in places if name and isinstance(value, str) and value]
    return " · ".join(said)[:WORDS_SHOWN]


async def read_ruling(commune: str, fields: Fields, decidable: Decidable) -> RulingForm:
    verdict, reason, targets = (
        field_text(fields, "verdict"),
        field_text(fields, "reason").strip(),
        field_texts(fields, "targets"),
    )
    rows = [await named_submission(commune, target) for target in targets[:BATCH]]
    errors = {}
    if not rows or None in rows or len(targets) > BATCH:
        errors["targets"] = _("Choose at least one record.")
    beyond = {one for ways in decidable.values() for one in ways}
    if verdict not in beyond or any(
        row and _decided(row) and verdict not in decidable.get(row.code, ()) for row in rows
    ):
        errors["verdict"] = _("This cannot be decided for these records.")
    if not read_words({"reason": reason}, "reason", limit=REASON_MAX, errors=errors):
        errors.setdefault("reason", _("Write the reason in a few words."))
    return RulingForm(
        field_text(fields, "code"), {"reason": field_text(fields, "reason"), "targets": targets}, errors
    )


def _decided(row: StoredSubmission) -> bool:
    return row.status in WAITING or row.code in UNREADABLE


async def apply_rows_again(inbox: Inbox, rows: Iterable[StoredSubmission]) -> None:
    for device, some in _by_device(rows):
        await inbox.apply_again(device, [row.seq for row in some], digests=_digests(some))


async def refuse_rows(inbox: Inbox, rows: Iterable[StoredSubmission], code: str) -> None:
    for device, some in _by_device(rows):
        await inbox.refuse(device, [row.seq for row in some], digests=_digests(some), code=code)


def _by_device(rows: Iterable[StoredSubmission]) -> list[tuple[bytes, list[StoredSubmission]]]:
    found: dict[str, list[StoredSubmission]] = {}
    for row in rows:
        found.setdefault(row.device_id, []).append(row)
    return [(from_text(device), some) for device, some in found.items()]


def _digests(rows: Iterable[StoredSubmission]) -> frozenset[bytes]:
    return frozenset(bytes.fromhex(row.digest) for row in rows)
