"""Parses one list line; collects rejection reasons."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.core.i18n import gettext_noop as N_
from webapp.core.identity_numbers import holds_identity_number
from webapp.core.vi_text import fold_text
from webapp.households.details.change_form import PEOPLE_LIMIT
from webapp.households.imports.group_names import NONE, NamedGroup, group_among, read_group
from webapp.households.imports.register_index import IndexedHamlet, Register
from webapp.lists.cells import Cell
from webapp.lists.rows import FORMULA, ListRow, Remark, read_name, read_phone, words_of
from webapp.register.codes import without_label

PEOPLE = re.compile(r"(-?\d+)(?:[.,]0+)?(?: *(?:nhan khau|khau|nguoi|k))?\.?")
OLD_FONTS_IN = ("head_name", "hamlet", "cluster", "group")
TICKS = {"x", "v", "co", "1", "+", "✓", "✔", "ngheo", "can ngheo"}
NO_TICKS = {"", "0", "-", "khong"}
MISSING = N_("The name of the head of the household is missing. Write it in.")
A_FORMULA = N_("“%(name)s” is a formula, not a name. Type the name of the head of the household.")
CLASSES = {"ngheo": "poor", "ho ngheo": "poor", "can ngheo": "near_poor", "ho can ngheo": "near_poor"}


@dataclass
class HouseholdRow(ListRow):
    """New, wrong (`reasons`) or duplicate (`same_as`)."""

    head_name: str = ""
    hamlet: IndexedHamlet | None = None
    cluster: str = ""
    group: NamedGroup = NONE
    people: int | None = None
    poverty: str = ""  # "", poor or near_poor
    same_as: Remark | None = None

    @property
    def verdict(self) -> str:
        if self.reasons:
            return "wrong"
        return "duplicate" if self.same_as else "new"


def read_row(
    line: int, sheet: str, cells: Mapping[str, Cell], encoding: str | None, register: Register
) -> HouseholdRow:
    """`cells` by meaning; `encoding`: legacy font."""
    row = HouseholdRow(line, sheet, {meaning: str(cell) for meaning, cell in cells.items()})
    words = words_of(row, cells, encoding, OLD_FONTS_IN)
    row.head_name = read_name(row, words.get("head_name", ""), missing=MISSING, formula=A_FORMULA)
    _read_hamlet(row, words.get("hamlet", ""), register)
    _read_cluster(row, words.get("cluster", ""))
    _read_group(row, words.get("group", ""))
    _read_people(row, cells.get("people", ""))
    read_phone(row, cells.get("phone", ""))
    _read_poverty(row, words)
    return row


def _read_hamlet(row: HouseholdRow, name: str, register: Register) -> None:
    if not name:
        row.wrong(N_("The hamlet is missing. Write in which hamlet the household lives."))
        return
    row.hamlet = register.hamlet_named(name)
    if row.hamlet is None:
        nearest = register.hamlet_like(name)
        if nearest:
            row.wrong(
                N_("There is no hamlet “%(name)s”. Is %(nearest)s meant? Correct the name."),
                name=without_label(name),
                nearest=without_label(nearest.name),
            )
        else:
            row.wrong(
                N_(
                    "There is no hamlet “%(name)s” in this commune. Correct the name, or add the hamlet first."
                ),
                name=without_label(name),
            )
    elif not row.hamlet.is_called(name):
        row.note(N_("The hamlet “%(name)s” is read as %(hamlet)s."), name=name, hamlet=row.hamlet.name)


def _read_cluster(row: HouseholdRow, name: str) -> None:
    if name.startswith(FORMULA) or len(name) > 60 or holds_identity_number(name):
        row.wrong(
            N_("“%(name)s” is not the name of a cluster. Correct it or leave it empty."), name=name[:40]
        )
    elif row.hamlet:
        row.cluster = row.hamlet.cluster_named(name)


def _read_group(row: HouseholdRow, name: str) -> None:
    read = read_group(name)
    nameless = bool(name) and not read.given
    if nameless or name.startswith(FORMULA) or len(name) > 60 or holds_identity_number(name):
        row.wrong(
            N_("“%(name)s” is not a group of neighbours. Write its number or its name, or leave it empty."),
            name=name[:40],
        )
    elif row.hamlet and read.given:
        row.group = group_among(row.hamlet.groups, read)


def _read_people(row: HouseholdRow, cell: Cell) -> None:
    typed = " ".join(str(cell).split())
    found = PEOPLE.fullmatch(fold_text(typed))
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


def _read_poverty(row: HouseholdRow, words: Mapping[str, str]) -> None:
    ticked = set()
    for meaning in ("poor", "near_poor", "poverty"):
        said = fold_text(words.get(meaning, "")).strip(".")
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
