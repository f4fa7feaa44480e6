"""A submission: its identity, its body bytes, and the strict parsing of them."""

import base64
import binascii
import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

BODY_MAX = 64 * 1024
TEXT_MAX = 4000
LIST_MAX = 64
DEPTH_MAX = 6
WHOLE_MAX = 2**53 - 1  # JavaScript cannot count further exactly
CANCELLED = 0  # the kind of a submission withdrawn before it was sent; its seq leaves no gap

Item = None | int | str | tuple[int | str, ...]

# Control characters other than tab and line ends, lone surrogates and bidirectional marks: they can
# make a text mean something else than its reader sees.
UNFIT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Malformed(Exception):
    """Bytes that no correct client sends; `code` is `size` or `format`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Submission(NamedTuple):
    device: bytes
    seq: int
    body: bytes

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Content:
    """A parsed body; `wall` and `counter` are the device's own clock, right or wrong."""

    kind: int
    schema: int
    wall: int
    counter: int
    entity: str
    values: tuple[Item, ...]
    extras: Mapping[str, Any]

    @staticmethod
    @lru_cache(maxsize=512)  # a body is parsed when it is stored and again when it is applied
    def parse(body: bytes) -> "Content":
        if len(body) > BODY_MAX:
            raise Malformed("size")
        parts = _read_json(body)
        if type(parts) is not list or len(parts) not in (6, 7):
            raise Malformed("format")
        kind, schema, wall, counter, entity, values = parts[:6]
        extras = parts[6] if len(parts) == 7 else {}
        for number, least in ((kind, 0), (schema, 1), (wall, -WHOLE_MAX), (counter, 0)):
            _require(type(number) is int and least <= number <= WHOLE_MAX)
        _require(type(entity) is str and type(values) is list and type(extras) is dict)
        if entity:
            from_text(entity)
        _require(len(values) <= LIST_MAX, "size")
        _check_tree(extras, depth=2)
        return Content(kind, schema, wall, counter, entity, tuple(map(_item, values)), extras)

    def value(self, position: int) -> Item:
        """The value at a position; trailing nulls are left out of a body."""
        return self.values[position] if position < len(self.values) else None


def make_body(
    *,
    kind: int,
    schema: int,
    wall: int,
    counter: int = 0,
    entity: str = "",
    values: Sequence[Any] = (),
    extras: Mapping[str, Any] | None = None,
) -> bytes:
    """Make body bytes, once: they are stored, hashed and signed as they are. Raises `Malformed`."""
    kept = list(values)
    while kept and kept[-1] is None:
        kept.pop()
    parts: list[Any] = [kind, schema, wall, counter, entity, kept]
    if extras:
        parts.append(extras)
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    body = unicodedata.normalize("NFC", text).encode()
    Content.parse(body)
    return body


def opid(device: bytes, seq: int, index: int) -> str:
    """The id of one field change inside a submission."""
    return f"{to_text(device)}.{seq}.{index}"


def parse_opid(text: str) -> tuple[bytes, int, int]:
    device, *numbers = text.split(".")
    if len(numbers) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 17 for part in numbers):
        raise Malformed("format")
    return from_text(device), int(numbers[0]), int(numbers[1])


def to_text(id8: bytes) -> str:
    return base64.urlsafe_b64encode(id8).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Eight bytes from their eleven characters. Raises `Malformed`, also for other spellings of the same bytes."""
    try:
        id8 = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("format") from error
    if len(id8) != 8 or to_text(id8) != text:
        raise Malformed("format")
    return id8


def _read_json(body: bytes) -> Any:
    try:
        return _JSON.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("format") from error


def _no_such_number(text: str) -> None:
    raise ValueError(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("the same name twice")
    return made


_JSON = json.JSONDecoder(
    parse_float=_no_such_number, parse_constant=_no_such_number, object_pairs_hook=_object
)


def _item(value: Any) -> Item:
    if type(value) is list:
        _require(len(value) <= LIST_MAX, "size")
        return tuple(map(_scalar, value))
    return None if value is None else _scalar(value)


def _scalar(value: Any) -> int | str:
    if type(value) is str:
        _require(len(value) <= TEXT_MAX, "size")
        _require(unicodedata.is_normalized("NFC", value) and not UNFIT_TEXT.search(value))
        return value
    _require(type(value) is int and abs(value) <= WHOLE_MAX)
    return int(value)


def _check_tree(value: Any, *, depth: int) -> None:
    if type(value) in (dict, list):
        _require(depth <= DEPTH_MAX)
        _require(len(value) <= LIST_MAX, "size")
        for inner in [*value, *value.values()] if type(value) is dict else value:
            _check_tree(inner, depth=depth + 1)
    elif value is not None:
        _scalar(value)


def _require(fit: bool, code: str = "format") -> None:
    if not fit:
        raise Malformed(code)
