"""Tables of a month as pages show them."""

from dataclasses import dataclass

from webapp.province.letters import SUBJECTS, Counted
from webapp.province.models import MonthTable

COLUMNS = {subject: (*columns, "together") for subject, columns in SUBJECTS.items()}
"""Subject -> columns, the sum last."""


@dataclass(frozen=True)
class ShownTable:
    """`table.columns` end with their own sums."""

    table: MonthTable | Counted

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS[self.table.subject]

    @property
    def lines(self) -> list[tuple[str, list[int]]]:
        """Hamlet or category, numbers."""
        return [
            (row, [column[place] for column in self.table.columns])
            for place, row in enumerate(self.table.rows)
        ]

    @property
    def sums(self) -> list[int]:
        return [column[-1] for column in self.table.columns]
