"""Rows that name a household of the register or of an earlier row."""

from collections.abc import Sequence

from webapp.core.i18n import gettext_noop as N_
from webapp.households.imports.register_index import Register, name_key, same_place
from webapp.households.imports.rows import HouseholdRow
from webapp.lists.rows import Remark


def mark_duplicates(rows: Sequence[HouseholdRow], register: Register, *, several_sheets: bool) -> None:
    """Same head and hamlet; cluster and group do not differ."""
    seen: dict[tuple[str, str], list[HouseholdRow]] = {}
    for row in rows:
        if row.reasons or row.hamlet is None:
            continue
        earlier = seen.setdefault(name_key(row.hamlet.id, row.head_name), [])
        if same := register.household(row.hamlet.id, row.head_name, row.cluster, row.group.known_by):
            row.same_as = Remark(N_("Already in the register as %(code)s."), {"code": same.code})
        elif before := next((each for each in earlier if _one_place(each, row)), None):
            text = N_("The same household as line %(line)s: same hamlet, same name.")
            if several_sheets:
                text = N_("The same household as line %(line)s of sheet “%(sheet)s”: same hamlet, same name.")
            row.same_as = Remark(text, {"line": before.line, "sheet": before.sheet})
        else:
            if earlier:
                row.note(
                    N_("Same name as line %(line)s, but another cluster or group: another household."),
                    line=earlier[0].line,
                )
            earlier.append(row)


def _one_place(row: HouseholdRow, other: HouseholdRow) -> bool:
    alike = same_place(row.group.known_by, other.group.known_by)
    return alike and same_place(row.cluster, other.cluster)
