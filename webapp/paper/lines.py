"""Parses ten visits in printed codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.concerns import rules as concerns
from webapp.core.calendar import read_day
from webapp.core.i18n import gettext as _
from webapp.households.details.movements import mistakes_in_movement
from webapp.households.family.needs import mistakes_in_needs
from webapp.visits.rules import mistakes_in
from webapp.web.form_fields import Fields, field_text

ROWS = 10
ABOVE = ("serial", "code", "on", "met", "did", "need", "named", "note")
BELOW = ("concern", "brief", "next_on", "moved", "who")
NAMES = (*ABOVE, *BELOW)  # page order; two lines a row
CODE = re.compile(r"([^\W\d_]+)[\s.\-–]*0*(\d+)")
NUMBERS = re.compile(r"[\d\s,.;+-]*")


@dataclass
class PaperLine:
    """Errors keep the input; saving empties it."""

    place: int
    values: dict[str, str]
    day: date | None = None
    next_day: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, place: int, sent: Fields, today: date) -> "PaperLine":
        line = cls(place, {name: field_text(sent, f"{name}-{place}").strip() for name in NAMES})
        if line.typed:
            line._read(today)
        return line

    @property
    def typed(self) -> bool:
        return any(self.values.values())

    @property
    def told(self) -> list[tuple[str, str]]:
        return sorted(self.errors.items(), key=lambda one: (*NAMES, one[0]).index(one[0]))

    @property
    def code(self) -> str:
        """HC-017 from hc17, HC 17."""
        found = CODE.fullmatch(self.values["code"])
        return f"{found[1].upper()}-{int(found[2]):03d}" if found else self.values["code"].upper()

    @property
    def fields(self) -> Fields:
        """For the visit form."""
        return {
            "met": self.values["met"],
            "did": re.findall(r"\d", self.values["did"]),
            "need": "1" if self.values["need"] == "1" else "0",
            "note": self.values["note"],
            "on": self.day.isoformat() if self.day else "",
            "next_on": self.next_day.isoformat() if self.next_day else "",
        }

    @property
    def needs(self) -> Fields | None:
        """For the needs form; None if empty."""
        named = re.findall(r"\d+", self.values["named"])
        on = self.day.isoformat() if self.day else ""
        return {"opens": named, "need_on": on} if self.values["named"] else None

    @property
    def movement(self) -> Fields | None:
        """For the population event form; None if empty. Paper has no day for it: the visit's month."""
        if not self.values["moved"]:
            return None
        moved, persons = [*re.findall(r"\d+", self.values["moved"]), "", ""][:2]
        return {"moved": moved, "persons": persons, "moved_on": f"{self.day:%m/%Y}" if self.day else ""}

    @property
    def concern(self) -> Fields | None:
        """For the concern form; None if empty. Printed only where the family agreed."""
        if not self.values["concern"] and not self.values["brief"]:
            return None
        ticked = [*re.findall(r"\d+", self.values["concern"]), "", "", ""]
        codes = dict(zip(("category", "severity", "answer_by"), ticked, strict=False))
        return {**codes, "summary": self.values["brief"], "agreed": "1"}

    def emptied(self) -> "PaperLine":
        return PaperLine(self.place, dict.fromkeys(NAMES, ""))

    def _read(self, today: date) -> None:
        self._read_days(today)
        if not NUMBERS.fullmatch(self.values["did"]):
            self.errors["did"] = _("Write the numbers that are ticked, such as 1 5.")
        if self.values["need"] not in ("", "0", "1"):
            self.errors["need"] = _("Write 1 when help is needed, 0 or nothing when not.")
        wrong = mistakes_in(self.fields, today)
        # on paper: numbers to copy
        for name, sentence in (
            ("met", _("Write the number that is ticked, 1 to 6.")),
            ("did", _("Write the numbers that are ticked, such as 1 5.")),
        ):
            if name in wrong:
                wrong[name] = sentence
        for name, sentence in wrong.items():
            self.errors.setdefault(name, sentence)
        self._read_needs(today)
        self._read_movement(today)
        self._read_concern()

    def _read_days(self, today: date) -> None:
        self.day = read_paper_day(self.values["on"], today)
        if self.day is None:
            self.errors["on"] = _("Write the day as on the paper, such as 12/11.")
        self.next_day = read_coming_day(self.values["next_on"], self.day or today)
        if self.values["next_on"] and self.next_day is None:
            self.errors["next_on"] = _("Write the day as on the paper, such as 12/11.")

    def _read_needs(self, today: date) -> None:
        wrong = self.needs is not None and mistakes_in_needs({**self.needs, "need_on": ""}, today)
        if wrong or not NUMBERS.fullmatch(self.values["named"]):
            self.errors["named"] = _("Write the numbers of the needs, such as 2 11.")

    def _read_movement(self, today: date) -> None:
        mistakes = mistakes_in_movement(self.movement, today) if self.movement else {}
        numbers = re.findall(r"\d+", self.values["moved"])
        wrong = self.movement and (mistakes.keys() - {"moved_on", "moved_when"} or len(numbers) != 2)
        if wrong or not NUMBERS.fullmatch(self.values["moved"]):
            self.errors["moved"] = _(
                "Write what is ticked and how many people, such as 1 1. A second change: on the page of the household."
            )

    def _read_concern(self) -> None:
        wrong = concerns.mistakes_in(self.concern) if self.concern else {}
        if "summary" in wrong:
            self.errors["brief"] = wrong["summary"]
        ticked = NUMBERS.fullmatch(self.values["concern"])
        if not ticked or wrong.keys() & {"category", "severity"} or self._answer_is_wrong:
            self.errors["concern"] = _(
                "Write the numbers that are ticked: what it is about, how soon, how to answer, such as 7 2 1."
            )

    @property
    def _answer_is_wrong(self) -> bool:
        """Optional; else one of three boxes."""
        return re.findall(r"\d+", self.values["concern"])[2:] not in ([], ["1"], ["2"], ["3"])


@dataclass
class Grid:
    op: str
    lines: list[PaperLine]

    @classmethod
    def empty(cls, op: str) -> "Grid":
        return cls(op, [PaperLine(place, dict.fromkeys(NAMES, "")) for place in range(ROWS)])

    @classmethod
    def read(cls, sent: Fields, today: date) -> "Grid":
        return cls(field_text(sent, "op")[:11], [PaperLine.read(place, sent, today) for place in range(ROWS)])

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
    """12/11/2026, 12/11/26, 12.11, 12 11; without a year the latest up to today."""
    parts = re.findall(r"\d+", typed)
    if len(parts) == 3 and len(parts[2]) == 2:
        parts[2] = f"20{parts[2]}"
    if len(parts) != 2:
        return read_day("/".join(parts)) if len(parts) == 3 else None
    this_year = read_day(f"{parts[0]}/{parts[1]}/{today.year}")
    if this_year and this_year <= today:
        return this_year
    return read_day(f"{parts[0]}/{parts[1]}/{today.year - 1}")


def read_coming_day(typed: str, after: date) -> date | None:
    """Without a year, the first after the visit."""
    parts = re.findall(r"\d+", typed)
    if len(parts) != 2:
        return read_paper_day(typed, after)
    this_year = read_day(f"{parts[0]}/{parts[1]}/{after.year}")
    if this_year and this_year > after:
        return this_year
    return read_day(f"{parts[0]}/{parts[1]}/{after.year + 1}")
