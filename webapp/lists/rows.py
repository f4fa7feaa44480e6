"""Validate one row of any list."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.core.i18n import gettext
from webapp.core.i18n import gettext_noop as N_
from webapp.core.identity_numbers import holds_identity_number
from webapp.core.vi_text import ControlCharacter, fold_text, nfc_text, phone_number
from webapp.lists.cells import Cell
from webapp.lists.columns import text_of

NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
NAME_LIMIT = 80
FORMULA = ("=", "+", "@", "-")
SHORT_MOBILE = re.compile(r"0[35789]\d{7}")


class Remark(NamedTuple):
    """Translated when shown."""

    text: str
    gaps: dict[str, Any]

    def say(self) -> str:
        return gettext(self.text) % self.gaps


@dataclass
class ListRow:
    """`reasons`: errors."""

    line: int
    sheet: str
    raw: dict[str, str]
    phone: str | None = None
    reasons: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def wrong(self, text: str, **gaps: Any) -> None:
        self.reasons.append(Remark(text, gaps))

    def note(self, text: str, **gaps: Any) -> None:
        self.notes.append(Remark(text, gaps))


def words_of(
    row: ListRow, cells: Mapping[str, Cell], encoding: str | None, old_fonts_in: Iterable[str]
) -> dict[str, str]:
    """As text; notes what decoding changed in `old_fonts_in`."""
    words = {meaning: _words(row, str(cell), encoding) for meaning, cell in cells.items()}
    old = [meaning for meaning in old_fonts_in if words.get(meaning, "") != _as_typed(row, meaning)]
    if old:
        row.note(
            N_("Typed in an old font: “%(typed)s” is read as “%(read)s”."),
            typed=", ".join(_as_typed(row, meaning) for meaning in old),
            read=", ".join(words[meaning] for meaning in old),
        )
    return words


def _as_typed(row: ListRow, meaning: str) -> str:
    return " ".join(unicodedata.normalize("NFC", row.raw.get(meaning, "")).split())


def _words(row: ListRow, text: str, encoding: str | None) -> str:
    try:
        return nfc_text(text_of(text, encoding))
    except ControlCharacter:
        row.wrong(N_("A cell holds a character that cannot be read. Type the row again."))
        return ""


def read_name(row: ListRow, name: str, *, missing: str, formula: str) -> str:
    """Empty if invalid."""
    if not name:
        row.wrong(missing)
    elif name.startswith(FORMULA):
        row.wrong(formula, name=name)
    elif holds_identity_number(name):
        row.wrong(N_("Do not write identity numbers here. Leave only the name."))
    elif not NAME.fullmatch(name) or not 2 <= len(name) <= NAME_LIMIT:
        row.wrong(N_("“%(name)s” is not a name: use letters and spaces only."), name=name[:40])
    elif len(name.split()) > 1 and (name.isupper() or name.islower()):
        read = " ".join(word[:1].upper() + word[1:].lower() for word in name.split())
        row.note(N_("“%(typed)s” is written as “%(read)s”."), typed=name, read=read)
        return read
    else:
        return name
    return ""


def read_phone(row: ListRow, cell: Cell) -> None:
    typed = " ".join(str(cell).split()).lstrip("'")
    if typed in ("", "-") or fold_text(typed) in ("khong", "khong co"):
        return
    # Excel drops a number's leading 0.
    whole = f"0{typed}" if re.fullmatch(r"[235789]\d{8,9}", typed) else typed
    first = re.match(r"[+0-9][0-9 .()-]*[0-9]", re.sub(r"(?<=\d{9}) +(?=0)", ";", whole))
    row.phone = phone_number(first.group()) if first else None
    digits = re.sub(r"\D", "", typed)
    if row.phone and len(digits) > 12:
        row.note(N_("Of the numbers “%(typed)s” only the first one is kept."), typed=typed)
    elif row.phone and row.phone != typed:
        row.note(N_("The phone number is read as %(number)s."), number=row.phone)
    elif not row.phone and holds_identity_number(typed) and not SHORT_MOBILE.fullmatch(digits):
        row.raw["phone"] = ""
        row.wrong(N_("Do not write identity numbers here. Write the phone number or leave it empty."))
    elif not row.phone and first and len(digits) < 10:
        row.wrong(
            N_("The phone number “%(typed)s” has only %(count)s digits. Write it in full or leave it empty."),
            typed=typed,
            count=len(digits),
        )
    elif not row.phone:
        row.wrong(N_("“%(typed)s” is not a phone number. Correct it or leave it empty."), typed=typed[:40])
