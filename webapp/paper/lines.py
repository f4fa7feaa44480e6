"""Ten visits typed in from paper: what stands in each row, in the codes that are printed there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.calendar import read_day
from webapp.i18n import gettext as _
from webapp.outbox.forms import text
from webapp.outbox.kinds import Fields
from webapp.visits.rules import mistakes_in

ROWS = 10
NAMES = ("serial", "code", "on", "met", "did", "need", "note", "who")  # as they stand on the page
CODE = re.compile(r"([^\W\d_]+)[\s.\-–]*0*(\d+)")


@dataclass
class Line:
    """One row. What is wrong keeps its words; what was saved is emptied."""

    place: int
    values: dict[str, str]
    day: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, place: int, sent: Fields, today: date) -> "Line":
        line = cls(place, {name: text(sent, f"{name}-{place}").strip() for name in NAMES})
        if line.typed:
            line._read(today)
        return line

    @property
    def typed(self) -> bool:
        return any(self.values.values())

    @property
    def told(self) -> list[tuple[str, str]]:
        """Its mistakes in the order of the row."""
        return sorted(self.errors.items(), key=lambda one: (*NAMES, one[0]).index(one[0]))

    @property
    def code(self) -> str:
        """As codes are written, HC-017, however it was typed: hc17, HC 17."""
        found = CODE.fullmatch(self.values["code"])
        return f"{found[1].upper()}-{int(found[2]):03d}" if found else self.values["code"].upper()

    @property
    def fields(self) -> dict[str, str | list[str]]:
        """As the visit's own form sends them."""
        return {
            "met": self.values["met"],
            "did": re.findall(r"\d", self.values["did"]),
            "need": "1" if self.values["need"] == "1" else "0",
            "note": self.values["note"],
            "on": self.day.isoformat() if self.day else "",
        }

    def emptied(self) -> "Line":
        return Line(self.place, dict.fromkeys(NAMES, ""))

    def _read(self, today: date) -> None:
        self.day = read_paper_day(self.values["on"], today)
        if self.day is None:
            self.errors["on"] = _("Write the day as on the paper, such as 12/11.")
        if re.search(r"[^\d\s,.;+-]", self.values["did"]):
            self.errors["did"] = _("Write the numbers that are ticked, such as 1 5.")
        if self.values["need"] not in ("", "0", "1"):
            self.errors["need"] = _("Write 1 when help is needed, 0 or nothing when not.")
        wrong = mistakes_in(self.fields, today)
        # On a screen these are buttons to choose, here they are numbers to copy.
        for name, sentence in (
            ("met", _("Write the number that is ticked, 1 to 6.")),
            ("did", _("Write the numbers that are ticked, such as 1 5.")),
        ):
            if name in wrong:
                wrong[name] = sentence
        for name, sentence in wrong.items():
            self.errors.setdefault(name, sentence)


@dataclass
class Grid:
    op: str
    lines: list[Line]

    @classmethod
    def empty(cls, op: str) -> "Grid":
        return cls(op, [Line(place, dict.fromkeys(NAMES, "")) for place in range(ROWS)])

    @classmethod
    def read(cls, sent: Fields, today: date) -> "Grid":
        return cls(text(sent, "op")[:11], [Line.read(place, sent, today) for place in range(ROWS)])

    @property
    def values(self) -> Mapping[str, str]:
        return {f"{name}-{line.place}": value for line in self.lines for name, value in line.values.items()}

    @property
    def errors(self) -> dict[str, str]:
        return {
            f"{name}-{line.place}": _("Row %(row)s: %(sentence)s")
            % {"row": line.place + 1, "sentence": sentence}
            for line in self.lines
            for name, sentence in line.told
        }


def read_paper_day(typed: str, today: date) -> date | None:
    """12/11/2026, 12/11/26, 12.11 or 12 11; without a year the last such day that has come."""
    parts = re.findall(r"\d+", typed)
    if len(parts) == 3 and len(parts[2]) == 2:
        parts[2] = f"20{parts[2]}"
    if len(parts) != 2:
        return read_day("/".join(parts)) if len(parts) == 3 else None
    this_year = read_day(f"{parts[0]}/{parts[1]}/{today.year}")
    if this_year and this_year <= today:
        return this_year
    return read_day(f"{parts[0]}/{parts[1]}/{today.year - 1}")
