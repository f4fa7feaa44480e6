"""Issues printed forms; never reuses a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.transactions import in_transaction

from webapp.core import journal
from webapp.core.calendar import today
from webapp.core.database.db import now
from webapp.core.keys import paper_key
from webapp.paper.forms import PrintForm
from webapp.paper.models import SheetState, VisitSheet
from webapp.paper.queries import CarerGroup, carers_of, sheets_printed_for
from webapp.paper.serials import FIRST, serial_of
from webapp.people.models import Member, OrgUnit, PartyOrg
from webapp.register.models import Household
from webapp.web.person import Person

ISSUED = "visit_sheets"


@dataclass(frozen=True)
class VisitedHousehold:
    """With today's visitor."""

    household: Household
    member: Member


def homes_chosen(carers: Sequence[CarerGroup], form: PrintForm) -> list[VisitedHousehold]:
    """Each once, in group and path order; stand-ins win."""
    found: dict[str, VisitedHousehold] = {}
    goes = {house.id: carer.member for carer in sorted(carers, key=_stand_ins_last) for house in carer.houses}
    for carer in carers:
        for house in carer.houses:
            if carer.member.id in form.members:
                found[house.id] = VisitedHousehold(house, carer.member)
            elif house.id in form.houses:
                found.setdefault(house.id, VisitedHousehold(house, goes[house.id]))
    return list(found.values())


def _stand_ins_last(carer: CarerGroup) -> bool:
    return carer.stands_in


async def print_sheets(person: Person, branch: PartyOrg, form: PrintForm, run: str) -> str:
    """Idempotent by `run`."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=branch.commune)  # lock: serialises print runs
        if await VisitSheet.filter(commune=branch.commune, run=run).exists():
            return run
        homes = homes_chosen(await carers_of(branch, today()), form)
        wanted: list[VisitedHousehold | None] = [*homes, *[None] * form.blank]
        numbered = await _new_serials(branch.commune, len(wanted))
        moment = now()
        rows = [
            VisitSheet(
                commune=branch.commune,
                number=number,
                serial=serial,
                branch=branch,
                household=home.household if home else None,
                member=home.member if home else None,
                run=run,
                place=place,
                printed_by_name=person.name,
                printed_at=moment,
            )
            for place, (home, (number, serial)) in enumerate(zip(wanted, numbered, strict=True))
        ]
        # Paper outlives a database: a restored one must not reuse numbers.
        if rows:
            journal.write_down({"what": ISSUED, "commune": branch.commune, "upto": rows[-1].number})
            await VisitSheet.bulk_create(rows)
    return run


async def _new_serials(commune: str, count: int) -> list[tuple[int, str]]:
    """Skips numbers with used serials."""
    key, number, found = paper_key(), await _next_number(commune), dict[str, int]()
    while len(found) < count:
        serial = serial_of(key, commune, number)
        if not await VisitSheet.exists(commune=commune, serial=serial):
            found.setdefault(serial, number)
        number += 1
    return [(number, serial) for serial, number in found.items()]


async def _next_number(commune: str) -> int:
    last = await VisitSheet.filter(commune=commune).order_by("-number").first()
    return max(FIRST, issued_upto(commune) + 1, last.number + 1 if last else 0)


async def issued_after_the_backup(commune: str, serial: str) -> int | None:
    """Number of a form printed here and lost by a restore."""
    numbers = await VisitSheet.filter(commune=commune).values_list("number", flat=True)
    known = {int(str(number)) for number in numbers}
    missing = [number for number in range(FIRST, issued_upto(commune) + 1) if number not in known]
    key = paper_key() if missing else b""
    return next((number for number in missing if serial_of(key, commune, number) == serial), None)


def issued_upto(commune: str) -> int:
    """From the journal, which survives a restore."""
    said = (fact["upto"] for fact in journal.facts() if fact["what"] == ISSUED and fact["commune"] == commune)
    return max(said, default=0)


async def give_up_sheets(person: Person, ids: Sequence[str]) -> int:
    """Lost or spoilt; the numbers stay used."""
    out = sheets_printed_for(person).filter(id__in=list(ids), state=SheetState.PRINTED)
    return await out.update(state=SheetState.VOID, void_by_name=person.name, void_at=now())
