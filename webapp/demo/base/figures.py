"""Figures of the demo by hamlet; tests check the totals.

Members, branches, pilots: conference report, 2018. Households, people: a later newspaper. Their distribution is invented.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Pilot:
    begun: date
    full: tuple[int, ...]
    """Households per full-capacity member; the first is the secretary."""
    reduced: tuple[int, ...]


@dataclass(frozen=True)
class DemoHamlet:
    letters: str
    name: str
    aliases: tuple[str, ...]
    households: int
    people: int
    exempt: int
    away_long: int
    full: int
    reduced: int
    elders: int
    young: int
    middle: int
    women: int
    admitted: int
    poor: int
    near_poor: int
    other: int
    escaped_to_near_poor: int
    escaped_to_other: int
    clusters: int
    unrecorded: tuple[str, ...]
    """Consent answers of households with only a code and a place on record."""
    pilot: Pilot | None = None

    @property
    def members(self) -> int:
        return self.exempt + self.away_long + self.full + self.reduced


HAMLETS = (
    DemoHamlet(
        "CP", "Con Phen", (), households=148, people=640,
        exempt=1, away_long=1, full=5, reduced=7, elders=8, young=2, middle=4, women=4, admitted=4,
        poor=111, near_poor=14, other=23, escaped_to_near_poor=7, escaped_to_other=5,
        clusters=4, unrecorded=("refused", "not_asked", "not_asked"),
    ),
    DemoHamlet(
        "CL", "Chà Lâng", (), households=96, people=415,
        exempt=1, away_long=1, full=3, reduced=4, elders=5, young=1, middle=3, women=2, admitted=3,
        poor=72, near_poor=9, other=15, escaped_to_near_poor=5, escaped_to_other=4,
        clusters=3, unrecorded=("refused", "not_asked"),
    ),
    DemoHamlet(
        "XA", "Bản Xàn", ("Sàn", "Bản Sàn"), households=102, people=440,
        exempt=1, away_long=1, full=4, reduced=5, elders=6, young=2, middle=3, women=3, admitted=4,
        poor=74, near_poor=10, other=18, escaped_to_near_poor=6, escaped_to_other=4,
        clusters=3, unrecorded=("refused", "withdrawn"),
        pilot=Pilot(date(2017, 1, 1), full=(14, 14, 14, 14), reduced=(9, 9, 9, 9, 10)),
    ),
    DemoHamlet(
        "HP", "Huồi Pủng", (), households=74, people=323,
        exempt=0, away_long=2, full=3, reduced=4, elders=5, young=2, middle=2, women=2, admitted=3,
        poor=56, near_poor=7, other=11, escaped_to_near_poor=4, escaped_to_other=3,
        clusters=2, unrecorded=("refused",),
        pilot=Pilot(date(2017, 6, 1), full=(10, 14, 14), reduced=(9, 9, 9, 9)),
    ),
    DemoHamlet(
        "HC", "Huồi Cọ", (), households=83, people=362,
        exempt=1, away_long=1, full=4, reduced=4, elders=6, young=2, middle=2, women=3, admitted=4,
        poor=59, near_poor=8, other=16, escaped_to_near_poor=5, escaped_to_other=3,
        clusters=3, unrecorded=("refused",),
        pilot=Pilot(date(2016, 7, 15), full=(8, 14, 13, 13), reduced=(8, 9, 9, 9)),
    ),
    DemoHamlet(
        "PB", "Pủng Bón", (), households=78, people=340,
        exempt=1, away_long=1, full=2, reduced=3, elders=4, young=1, middle=2, women=2, admitted=2,
        poor=60, near_poor=8, other=10, escaped_to_near_poor=2, escaped_to_other=1,
        clusters=3, unrecorded=("not_asked",),
    ),
    DemoHamlet(
        "TH", "Tủng Hốc", (), households=72, people=311,
        exempt=0, away_long=2, full=1, reduced=3, elders=4, young=2, middle=0, women=1, admitted=2,
        poor=56, near_poor=7, other=9, escaped_to_near_poor=1, escaped_to_other=2,
        clusters=2, unrecorded=("refused", "not_asked", "not_asked"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Workplace:
    """An office or school."""

    slug: str
    name: str
    kind: str
    members: int
    women: int
    admitted: int


WORKPLACES = (
    Workplace("office", "Chi bộ Cơ quan xã", "office", members=27, women=8, admitted=4),
    Workplace("secondary", "Chi bộ Trường PTDTBT THCS", "school", members=19, women=10, admitted=4),
    Workplace("primary", "Chi bộ Trường PTDTBT Tiểu học", "school", members=20, women=13, admitted=5),
    Workplace("nursery", "Chi bộ Trường Mầm non", "school", members=11, women=11, admitted=3),
)
