"""Who gets which printed form, and that no number is given twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from webapp import journal
from webapp.access import Person
from webapp.calendar import today
from webapp.db import now
from webapp.households.models import Household
from webapp.paper.forms import PrintForm
from webapp.paper.models import SheetState, VisitSheet
from webapp.paper.queries import Carer, carers_of, sheets_printed_for
from webapp.paper.serials import FIRST
from webapp.people.models import Member, OrgUnit, PartyOrg

ISSUED = "visit_sheets"


@dataclass(frozen=True)
class Home:
    """A household with whoever goes there today."""

    household: Household
    member: Member


def homes_chosen(carers: Sequence[Carer], form: PrintForm) -> list[Home]:
    """Each household once, in the order of groups and paths; by whoever stands in, while somebody does."""
    found: dict[str, Home] = {}
    goes = {house.id: carer.member for carer in sorted(carers, key=_stand_ins_last) for house in carer.houses}
    for carer in carers:
        for house in carer.houses:
            if carer.member.id in form.members:
                found[house.id] = Home(house, carer.member)
            elif house.id in form.houses:
                found.setdefault(house.id, Home(house, goes[house.id]))
    return list(found.values())


def _stand_ins_last(carer: Carer) -> bool:
    return carer.role == "cover"


async def print_sheets(person: Person, branch: PartyOrg, form: PrintForm, run: str) -> str:
    """Numbers for the chosen households and blank forms; asked twice by the same form they stay the same."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=branch.commune)  # one print run after another
        if await VisitSheet.filter(commune=branch.commune, run=run).exists():
            return run
        homes = homes_chosen(await carers_of(branch, today()), form)
        wanted: list[Home | None] = [*homes, *[None] * form.blank]
        first = await _next_number(branch.commune)
        moment = now()
        rows = [
            VisitSheet(
                commune=branch.commune,
                number=first + place,
                branch=branch,
                household=home.household if home else None,
                member=home.member if home else None,
                run=run,
                place=place,
                printed_by=person.id,
                printed_by_name=person.name,
                printed_at=moment,
            )
            for place, home in enumerate(wanted)
        ]
        # Paper outlives a disk: a restored office must not give the same numbers to other sheets.
        journal.write_down({"what": ISSUED, "commune": branch.commune, "upto": first + len(rows) - 1})
        await VisitSheet.bulk_create(rows)
    return run


async def _next_number(commune: str) -> int:
    last = await VisitSheet.filter(commune=commune).order_by("-number").first()
    return max(FIRST, issued_upto(commune) + 1, last.number + 1 if last else 0)


def issued_upto(commune: str) -> int:
    """The highest number that this office ever printed, whatever a restored database knows."""
    said = (fact["upto"] for fact in journal.facts() if fact["what"] == ISSUED and fact["commune"] == commune)
    return max(said, default=0)


async def give_up(person: Person, ids: Sequence[str]) -> int:
    """These forms are lost or spoilt: nobody waits for them any more, and their numbers stay used."""
    out = sheets_printed_for(person).filter(id__in=list(ids), state=SheetState.PRINTED)
    return await out.update(state=SheetState.VOID, void_by_name=person.name, void_at=now())
