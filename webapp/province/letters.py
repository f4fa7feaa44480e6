"""Letters to the province: a whitelist of fields. None for a family's name, a household's code or id, a
visit's note. Members only as authors of records with overdue erasure.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sync.envelope import BODY_MAX, LIST_MAX, TEXT_MAX

LEAST = 5
FEW, HIDDEN = -1, -2
"""Instead of a number: under five; suppressed to protect another."""

CATEGORIES, SEVERITIES = range(1, 16), range(1, 5)
TEXT_LIMIT = 1000
HAMLET_LIMIT = 60
KIND_LIMIT, WRITER_LIMIT = 30, 120
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "visits": ("completed", "not_met"),
    "concerns": ("can_wait", "pressing"),
    "poverty": ("poor", "near_poor", "others"),
}
"""Subject -> columns. Rows: hamlets; for concerns, categories."""
PIECE = TEXT_MAX * 3 // 4
PIECES = min(LIST_MAX, (BODY_MAX - 1000) // (TEXT_MAX + 3))
PART = PIECE * PIECES
"""Backup bytes per submission, limited by the envelope."""


class NotALetter(Exception):
    """Or one with more than it may contain."""


@dataclass(frozen=True)
class Raised:
    """A concern for the province; `text` was written for it."""

    KIND: ClassVar = 101
    NAMES: ClassVar = ("category", "severity", "hamlet", "received_on", "sent_on", "text")

    category: int
    severity: int
    hamlet: str
    received_on: date
    sent_on: date
    text: str

    def values(self) -> list[Any]:
        dates = [self.received_on.isoformat(), self.sent_on.isoformat()]
        return [self.category, self.severity, self.hamlet or None, *dates, self.text or None]

    @classmethod
    def read(cls, values: Sequence[Any]) -> "Raised":
        category, severity, hamlet, received_on, sent_on, text = _exactly(values, cls.NAMES)
        if category not in CATEGORIES or severity not in SEVERITIES:
            raise NotALetter
        return cls(
            category,
            severity,
            _text(hamlet, HAMLET_LIMIT),
            _date(received_on),
            _date(sent_on),
            _text(text, TEXT_LIMIT),
        )


@dataclass(frozen=True)
class Counted:
    """One table of a month. Sums: each column's last, and the last column."""

    KIND: ClassVar = 102
    NAMES: ClassVar = ("month", "counted_on", "subject", "rows", "first", "second", "third", "fourth")

    month: str
    counted_on: date
    subject: str
    rows: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]

    def values(self) -> list[Any]:
        columns = [list(column) for column in self.columns]
        return [self.month, self.counted_on.isoformat(), self.subject, list(self.rows), *columns]

    @classmethod
    def read(cls, values: Sequence[Any]) -> "Counted":
        month, counted_on, subject, rows, *columns = _exactly(values, cls.NAMES)
        _month(month)
        rows, columns = _list(rows), [_list(column) for column in columns if column is not None]
        if subject not in SUBJECTS or len(columns) != len(SUBJECTS[subject]) + 1:
            raise NotALetter
        if any(len(column) != len(rows) + 1 or not all(map(_may_leave, column)) for column in columns):
            raise NotALetter
        named = tuple(_text(row, HAMLET_LIMIT) for row in rows)
        return cls(month, _date(counted_on), subject, named, tuple(tuple(column) for column in columns))


@dataclass(frozen=True)
class BackupPart:
    """Encrypted to the commune's recovery key."""

    KIND: ClassVar = 103
    NAMES: ClassVar = ("name", "place", "parts", "size", "pieces")

    name: str
    place: int
    parts: int
    size: int
    content: bytes

    def values(self) -> list[Any]:
        pieces = [
            b64encode(self.content[at : at + PIECE]).decode() for at in range(0, len(self.content), PIECE)
        ]
        return [self.name, self.place, self.parts, self.size, pieces]

    @classmethod
    def read(cls, values: Sequence[Any]) -> "BackupPart":
        name, place, parts, size, pieces = _exactly(values, cls.NAMES)
        if type(place) is not int or type(parts) is not int or type(size) is not int:
            raise NotALetter
        if not 0 <= place < parts or not size > 0:
            raise NotALetter
        try:
            content = b"".join(b64decode(_text(piece, TEXT_MAX), validate=True) for piece in _list(pieces))
        except NotBase64 as error:
            raise NotALetter from error
        return cls(_text(name, 40), place, parts, size, content)


@dataclass(frozen=True)
class TakenBack:
    """Recall: erased in the commune."""

    KIND: ClassVar = 104
    NAMES: ClassVar = ("device", "seq")

    device: str
    seq: int

    def values(self) -> list[Any]:
        return [self.device, self.seq]

    @classmethod
    def read(cls, values: Sequence[Any]) -> "TakenBack":
        device, seq = _exactly(values, cls.NAMES)
        if type(seq) is not int:
            raise NotALetter
        return cls(_text(device, 11), seq)


@dataclass(frozen=True)
class Overdue:
    """Erasure unconfirmed by a second account at the commune; without text."""

    KIND: ClassVar = 105
    NAMES: ClassVar = ("kind", "day", "writer", "asked_on")

    kind: str
    day: date
    writer: str
    asked_on: date

    def values(self) -> list[Any]:
        return [self.kind, self.day.isoformat(), self.writer, self.asked_on.isoformat()]

    @classmethod
    def read(cls, values: Sequence[Any]) -> "Overdue":
        kind, day, writer, asked_on = _exactly(values, cls.NAMES)
        return cls(_text(kind, KIND_LIMIT), _date(day), _text(writer, WRITER_LIMIT), _date(asked_on))


def _exactly(values: Sequence[Any], names: Sequence[str]) -> list[Any]:
    if len(values) > len(names):
        raise NotALetter
    return [*values, *[None] * (len(names) - len(values))]


def _text(value: Any, limit: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise NotALetter
    return value


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value, 10))
    except ValueError as error:
        raise NotALetter from error


def _month(value: Any) -> None:
    _date(f"{_text(value, 7)}-01")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise NotALetter
    return list(value)


def _may_leave(number: Any) -> bool:
    return type(number) is int and (number in (FEW, HIDDEN) or number >= LEAST)
