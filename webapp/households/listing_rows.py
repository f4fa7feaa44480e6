"""One line of an office's list: what it says, and every reason why it cannot be taken as it is."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.households.forms import NAME_LIMIT, PEOPLE_LIMIT
from webapp.households.listing_cells import Cell
from webapp.households.listing_columns import text_of
from webapp.households.listing_register import Hamlet, Register, unlabelled
from webapp.i18n import gettext
from webapp.i18n import gettext_noop as N_
from webapp.vi_text import ControlCharacter, fold, holds_identity_number, nfc_text, phone

NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
PEOPLE = re.compile(r"(-?\d+)(?:[.,]0+)?(?: *(?:nhan khau|khau|nguoi|k))?\.?")
OLD_FONTS_IN = ("head_name", "hamlet", "cluster")
TICKS = {"x", "v", "co", "1", "+", "✓", "✔", "ngheo", "can ngheo"}
NO_TICKS = {"", "0", "-", "khong"}
FORMULA = ("=", "+", "@", "-")
CLASSES = {"ngheo": "poor", "ho ngheo": "poor", "can ngheo": "near_poor", "ho can ngheo": "near_poor"}


class Remark(NamedTuple):
    """A sentence about a row, and what stands in its gaps; translated when it is shown."""

    text: str
    gaps: dict[str, Any]

    def say(self) -> str:
        return gettext(self.text) % self.gaps


@dataclass
class Row:
    """One data row. It is new, wrong (then `reasons` say why) or a duplicate (`same_as` says of what)."""

    line: int
    sheet: str
    raw: dict[str, str]
    head_name: str = ""
    hamlet: Hamlet | None = None
    cluster: str = ""
    people: int | None = None
    phone: str | None = None
    poverty: str = ""  # "", poor or near_poor: as the office's list says
    reasons: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    same_as: Remark | None = None

    @property
    def verdict(self) -> str:
        if self.reasons:
            return "wrong"
        return "duplicate" if self.same_as else "new"

    def wrong(self, text: str, **gaps: Any) -> None:
        self.reasons.append(Remark(text, gaps))

    def note(self, text: str, **gaps: Any) -> None:
        self.notes.append(Remark(text, gaps))


def read_row(
    line: int, sheet: str, cells: Mapping[str, Cell], encoding: str | None, register: Register
) -> Row:
    """`cells` by meaning; `encoding` is the old font of this row, as its cells together show."""
    row = Row(line, sheet, {meaning: str(cell) for meaning, cell in cells.items()})
    words = {meaning: _words(row, str(cell), encoding) for meaning, cell in cells.items()}
    old = [meaning for meaning in OLD_FONTS_IN if words.get(meaning, "") != _as_typed(row, meaning)]
    if old:
        row.note(
            N_("Typed in an old font: “%(typed)s” is read as “%(read)s”."),
            typed=", ".join(_as_typed(row, meaning) for meaning in old),
            read=", ".join(words[meaning] for meaning in old),
        )
    _read_name(row, words.get("head_name", ""))
    _read_hamlet(row, words.get("hamlet", ""), register)
    _read_cluster(row, words.get("cluster", ""))
    _read_people(row, cells.get("people", ""))
    _read_phone(row, cells.get("phone", ""))
    _read_poverty(row, words)
    return row


def _as_typed(row: Row, meaning: str) -> str:
    return " ".join(unicodedata.normalize("NFC", row.raw.get(meaning, "")).split())


def _words(row: Row, text: str, encoding: str | None) -> str:
    try:
        return nfc_text(text_of(text, encoding))
    except ControlCharacter:
        row.wrong(N_("A cell holds a character that cannot be read. Type the row again."))
        return ""


def _read_name(row: Row, name: str) -> None:
    if not name:
        row.wrong(N_("The name of the head of the household is missing. Write it in."))
    elif name.startswith(FORMULA):
        row.wrong(
            N_("“%(name)s” is a formula, not a name. Type the name of the head of the household."), name=name
        )
    elif holds_identity_number(name):
        row.wrong(N_("Do not write identity numbers here. Leave only the name."))
    elif not NAME.fullmatch(name) or not 2 <= len(name) <= NAME_LIMIT:
        row.wrong(N_("“%(name)s” is not a name: use letters and spaces only."), name=name[:40])
    elif len(name.split()) > 1 and (name.isupper() or name.islower()):
        row.head_name = " ".join(word[:1].upper() + word[1:].lower() for word in name.split())
        row.note(N_("“%(typed)s” is written as “%(read)s”."), typed=name, read=row.head_name)
    else:
        row.head_name = name


def _read_hamlet(row: Row, name: str, register: Register) -> None:
    if not name:
        row.wrong(N_("The hamlet is missing. Write in which hamlet the household lives."))
        return
    row.hamlet = register.hamlet_named(name)
    if row.hamlet is None:
        nearest = register.hamlet_like(name)
        if nearest:
            row.wrong(
                N_("There is no hamlet “%(name)s”. Is %(nearest)s meant? Correct the name."),
                name=unlabelled(name),
                nearest=unlabelled(nearest.name),
            )
        else:
            row.wrong(
                N_(
                    "There is no hamlet “%(name)s” in this commune. Correct the name, or add the hamlet first."
                ),
                name=unlabelled(name),
            )
    elif not row.hamlet.is_called(name):
        row.note(N_("The hamlet “%(name)s” is read as %(hamlet)s."), name=name, hamlet=row.hamlet.name)


def _read_cluster(row: Row, name: str) -> None:
    if name.startswith(FORMULA) or len(name) > 60 or holds_identity_number(name):
        row.wrong(
            N_("“%(name)s” is not the name of a cluster. Correct it or leave it empty."), name=name[:40]
        )
    elif row.hamlet:
        row.cluster = row.hamlet.cluster_named(name)


def _read_people(row: Row, cell: Cell) -> None:
    typed = " ".join(str(cell).split())
    found = PEOPLE.fullmatch(fold(typed))
    if not typed:
        row.wrong(N_("The number of people is missing. Write how many people live in the household."))
    elif not found:
        row.wrong(N_("“%(typed)s” is not a number of people. Write a whole number."), typed=typed)
    elif not 1 <= int(found[1]) <= PEOPLE_LIMIT:
        row.wrong(
            N_("%(typed)s people cannot be right. Write a number from 1 to %(most)s."),
            typed=found[1],
            most=PEOPLE_LIMIT,
        )
    else:
        row.people = int(found[1])
        if typed not in (found[1], f"{found[1]}.0"):
            row.note(N_("“%(typed)s” is read as the number %(people)s."), typed=typed, people=row.people)


def _read_phone(row: Row, cell: Cell) -> None:
    typed = " ".join(str(cell).split()).lstrip("'")
    if typed in ("", "-") or fold(typed) in ("khong", "khong co"):
        return
    # Excel drops the first 0 of a number that it takes for an amount.
    whole = f"0{typed}" if re.fullmatch(r"[235789]\d{8,9}", typed) else typed
    first = re.match(r"[+0-9][0-9 .()-]*[0-9]", re.sub(r"(?<=\d{9}) +(?=0)", ";", whole))
    row.phone = phone(first.group()) if first else None
    digits = re.sub(r"\D", "", typed)
    if row.phone and len(digits) > 12:
        row.note(N_("Of the numbers “%(typed)s” only the first one is kept."), typed=typed)
    elif row.phone and row.phone != typed:
        row.note(N_("The phone number is read as %(number)s."), number=row.phone)
    elif not row.phone and holds_identity_number(typed):
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


def _read_poverty(row: Row, words: Mapping[str, str]) -> None:
    ticked = set()
    for meaning in ("poor", "near_poor", "poverty"):
        said = fold(words.get(meaning, "")).strip(".")
        if said in CLASSES:
            ticked.add(CLASSES[said])
        elif said in TICKS and meaning != "poverty":
            ticked.add(meaning)
        elif said not in NO_TICKS and meaning != "poverty":
            row.wrong(
                N_("“%(typed)s” is not clear. Write x in one column, or leave both empty."),
                typed=words[meaning],
            )
    if len(ticked) > 1:
        row.wrong(N_("Both “poor” and “near-poor” are ticked. Keep the one that the decision says."))
    row.poverty = next(iter(ticked), "") if len(ticked) == 1 else ""
