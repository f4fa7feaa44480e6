"""Value types of submissions: validation and published schema."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from webapp.core.calendar import day_of, read_period
from webapp.submissions.bodies import is_id

OPID = re.compile(r"[A-Za-z0-9_-]{11}\.\d{1,16}\.\d{1,2}")
"""Id of a change: device, number and place in its submission."""
OPIDS = re.compile(rf"{OPID.pattern}( {OPID.pattern})*", re.ASCII)
DIGITS = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)
TYPES = {
    "code": "a whole number, one of `choices`",
    "codes": "a list of such numbers, each once; with `alone` a single one may stand without its list",
    "word": "a text, one of `choices`",
    "words": "a list of such texts, each once; with `alone` also one text, several with spaces between them",
    "number": "a whole number from `least` to `most`; its digits as a text are the same",
    "text": "a text of at most `most` characters (code points); one that holds an identity number is put aside as `form`. "
    "What cannot be seen is left out when it is read (U+200B and its like, private use, more than three marks on a letter), "
    "several spaces become one, and line ends a space but in `note` and `body`",
    "day": "a text, YYYY-MM-DD; no day is null",
    "period": "a text, YYYY-MM-DD, or as people type it D/M/YYYY, M/YYYY, YYYY when only that is known",
    "month": "a text, YYYY-MM; no month is null",
    "id": "a text, 11 characters of base64url as 8 bytes make them: of what a page of the office named; none is null",
    "shown": "what the page had shown when it was changed, as it stood there: a value of the type `of`; a number also as its digits, several as one text with spaces",
    "opids": "a text: opids with a space between them, of the changes that this one has seen and replaces",
}
TYPED_DAY = re.compile(r"\d{4}|\d{4}-\d{1,2}-\d{1,2}|(\d{1,2}[./-]){1,2}\d{4}", re.ASCII)


def _is_period(text: str) -> bool:
    return bool(TYPED_DAY.fullmatch(text) and read_period(text)[0])


SPELLED: Mapping[str, Callable[[str], bool]] = {
    "day": lambda text: bool(day_of(text)),
    "month": lambda text: bool(day_of(f"{text}-01")),
    "period": _is_period,
    "id": is_id,
    "opids": lambda text: bool(OPIDS.fullmatch(text)),
}
REGISTER_HOLDS = 9999
NEVER_EMPTY = ("day", "month", "period", "id")


@dataclass(frozen=True)
class FieldType:
    """Empty: null, or "" unless in `NEVER_EMPTY`."""

    type: str
    choices: Mapping[int | str, str] = field(default_factory=dict)
    least: int = 0
    most: int = 0
    required: bool = False
    alone: bool = False
    of: str = ""
    """Type, if `shown`."""
    earliest: int | None = None
    latest: int | None = None
    """Days from the day of writing."""
    required_if: Mapping[str, Sequence[int | str | None]] = field(default_factory=dict)
    """Other field -> values that require this one (None: empty)."""

    def takes(self, value: Any) -> bool:
        """Whether nothing would be dropped, cut or converted."""
        if value is None or (value == "" and self.type not in NEVER_EMPTY):
            return not self.required
        if self.type in ("codes", "words"):
            several = value if isinstance(value, tuple) else self._apart(value) if self.alone else (None,)
            return len(set(several)) == len(several) and all(map(self._chosen, several))
        if self.type in ("code", "word"):
            return self._chosen(value)
        if "number" in (self.type, self.of):
            digits = isinstance(value, str) and DIGITS.fullmatch(value)
            return (type(value) is int or bool(digits)) and self.least <= int(value) <= self.most
        if self.type == "shown" and self.of != "text":
            return isinstance(value, int | str) and set(str(value).split()) <= set(map(str, self.choices))
        if self.type == "any":
            return True
        if self.of == "text":
            return isinstance(value, str) and len(value) <= self.most
        return isinstance(value, str) and SPELLED.get(self.type, bool)(value)

    def _apart(self, value: Any) -> tuple[Any, ...]:
        words = self.type == "words" and isinstance(value, str)
        return tuple(value.split()) if words else (value,)

    def _chosen(self, one: Any) -> bool:
        return type(one) is (int if self.type.startswith("code") else str) and one in self.choices

    def said(self) -> dict[str, Any]:
        """For kinds.json, without defaults."""
        parts: dict[str, Any] = {"type": self.type}
        if self.choices:
            parts["choices"] = {str(code): meaning for code, meaning in self.choices.items()}
        if self.of:
            parts["of"] = self.of
        if "number" in (self.type, self.of):
            parts["least"] = self.least
        if self.most:
            parts["most"] = self.most
        days = {name: getattr(self, name) for name in ("earliest", "latest")}
        parts |= {name: days for name, days in days.items() if days is not None}
        if self.required_if:
            parts["required_if"] = {name: list(values) for name, values in self.required_if.items()}
        return parts | {name: True for name in ("required", "alone") if getattr(self, name)}


def code(choices: type[Enum] | Iterable[str], **more: Any) -> FieldType:
    """Enumeration values, or positions from 1."""
    return FieldType("code", _meanings(choices), **more)


def codes(choices: type[Enum] | Iterable[str], **more: Any) -> FieldType:
    return FieldType("codes", _meanings(choices), **more)


def word(*choices: str, **more: Any) -> FieldType:
    return FieldType("word", {one: one.replace("_", " ") for one in choices}, **more)


def text(most: int, **more: Any) -> FieldType:
    return FieldType("text", most=most, **more)


def number(least: int, most: int, **more: Any) -> FieldType:
    return FieldType("number", least=least, most=most, **more)


def past(one: FieldType, back: timedelta) -> FieldType:
    return replace(one, earliest=-back.days, latest=0)


def as_shown(one: FieldType) -> FieldType:
    """Register values may exceed a form's limits."""
    least, most = (0, REGISTER_HOLDS) if one.type == "number" else (one.least, one.most)
    return FieldType("shown", one.choices, least, most, of=one.type)


def _meanings(choices: type[Enum] | Iterable[str]) -> dict[int | str, str]:
    if isinstance(choices, type):
        return {one.value: one.name.lower().replace("_", " ") for one in choices}
    return {place: one.replace("_", " ") for place, one in enumerate(choices, start=1)}


UNTOLD = FieldType("any")
"""Legacy field without type; never published (tested)."""
YES_NO = FieldType("code", {0: "no", 1: "yes"})
DAY, PERIOD, MONTH, ID, OPID_LIST = map(FieldType, ("day", "period", "month", "id", "opids"))
