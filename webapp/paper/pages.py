"""Page values: printing, visit forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import local_time
from webapp.households.due_visits import titles_of
from webapp.households.family.needs import CODES as NEED_CODES
from webapp.paper.forms import PrintForm
from webapp.paper.models import SheetState, VisitSheet
from webapp.paper.queries import branches_printed_for, carers_of, sheets_printed_for
from webapp.people.models import PartyOrg
from webapp.register.consents import answers_of
from webapp.web.person import Person

OUT_SHOWN = 100


@dataclass(frozen=True)
class WaitingForm:
    """Not typed in yet."""

    sheet: VisitSheet
    days: int


async def paper_desk_page(person: Person, branch_id: str, member_id: str, form: PrintForm) -> dict[str, Any]:
    """One branch, or one member; without a branch, its choice."""
    branches = await branches_printed_for(person).order_by("name")
    if len(branches) == 1:
        branch_id = branches[0].id
    branch = await branches_printed_for(person).get(id=branch_id) if branch_id else None
    carers = await carers_of(branch, today()) if branch else []
    one = [carer for carer in carers if carer.member.id == member_id]
    houses = [house for carer in one for house in carer.houses]
    return {
        "branches": branches if len(branches) > 1 else [],
        "branch": branch,
        "carers": carers,
        "one": one,
        "titles": await titles_of(houses),
        "out": await _out(person, branch),
        "form": form,
        "op": new_id(),
    }


async def _out(person: Person, branch: PartyOrg | None) -> list[WaitingForm]:
    """Oldest first."""
    rows = sheets_printed_for(person).filter(state=SheetState.PRINTED)
    if branch:
        rows = rows.filter(branch_id=branch.id)
    found = await rows.order_by("number").limit(OUT_SHOWN).prefetch_related("household", "member", "branch")
    return [WaitingForm(row, (today() - local_time(row.printed_at).date()).days) for row in found]


@dataclass(frozen=True)
class Printed:
    """Without consent (`in_full` false) asks only whether a visit took place."""

    sheet: VisitSheet
    in_full: bool


async def forms_page(sheets: Sequence[VisitSheet]) -> dict[str, Any]:
    answers = await answers_of([sheet.household_id for sheet in sheets if sheet.household_id])
    return {
        "forms": [
            Printed(sheet, sheet.household_id is None or answers.agreed(sheet.household_id, today()))
            for sheet in sheets
        ],
        "needs": list(enumerate(NEED_CODES, start=1)),
    }
