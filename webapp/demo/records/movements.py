"""Comings and goings in the pilot hamlets.

Backwards: today's numbers stay, the initial list is adjusted. Own random sequence.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from webapp.demo.base import cast
from webapp.demo.base.maker import SEED, TOLD_ON, Dice, commune_time, day_between
from webapp.demo.records.history import Draft
from webapp.demo.register.charge import Charge
from webapp.households.details.models import SIGNS, Moved
from webapp.households.details.movement_form import KINDS
from webapp.people.models import Member
from webapp.register.models import Household

WEIGHTS = {
    Moved.BIRTH: 5, Moved.DEATH: 3, Moved.MOVE_IN: 2, Moved.MOVE_OUT: 2, Moved.TEMP_ABSENCE: 3, Moved.RETURN: 2,
}  # fmt: skip
SEVERAL = (Moved.MOVE_IN, Moved.MOVE_OUT)
MONTHS = [date(2017, month, 1) for month in (10, 11, 12)] + [date(2018, month, 1) for month in range(1, 10)]
ON_ITS_WAY = timedelta(days=22)
"""Older records have certainly arrived."""


def draft_movements(charges: Sequence[Charge], others: Sequence[Draft]) -> Iterator[Draft]:
    """Sent with the phone's next record: other arrivals do not change."""
    dice = Dice(SEED + 5)
    last = {
        draft.author.id: draft.made for draft in sorted(others, key=lambda one: one.made)
        if draft.made.date() < TOLD_ON - ON_ITS_WAY
    }  # fmt: skip
    taken: set[str] = set()
    for letters in sorted({charge.home.hamlet.letters for charge in charges}):
        here = [one for one in charges if one.home.hamlet.letters == letters and one.home.recorded]
        for month in MONTHS:
            kind, day = dice.weighted(WEIGHTS), day_between(dice, month, month + timedelta(days=17))
            made = commune_time(day, dice.between(7, 17), dice.below(60))
            free = [
                one for one in here
                if one.home.row.code not in taken and one.member.id in last and made < last[one.member.id]
            ]  # fmt: skip
            charge = dice.one_of(free)
            taken.add(charge.home.row.code)
            persons = dice.between(1, 2) if kind in SEVERAL else 1
            yield _told(charge, charge.member, made.replace(second=dice.below(60)), kind, persons)
    yield from _told_twice(charges, taken)


def _told_twice(charges: Sequence[Charge], taken: set[str]) -> Iterator[Draft]:
    """Duplicate: an absence reported by carer and secretary."""
    leader = next(one.member for one in charges if one.member.full_name == cast.BRANCH_SECRETARY)
    charge = next(
        one for one in charges
        if one.member.full_name == cast.CARER and one.home.recorded and one.home.row.code not in taken
    )  # fmt: skip
    for author, hour in ((charge.member, 9), (leader, 15)):
        yield _told(charge, author, commune_time(date(2018, 9, 4), hour), Moved.TEMP_ABSENCE, 1)


def _told(charge: Charge, author: Member, made: datetime, kind: Moved, persons: int) -> Draft:
    row = charge.home.row
    delta = SIGNS.get(kind, 0) * persons
    before = (row.people or 0) - delta
    if before < 1:  # a single person was not born this year
        kind, persons, before = Moved.RETURN, 1, row.people or 0
    born = persons if kind is Moved.BIRTH else 0
    _have_children(row, born)
    row.origin = row.origin | {"people": before, "under_6": (row.under_6 or 0) - born}
    fields = {"moved": str(KINDS.index(kind) + 1), "moved_when": "1", "persons": str(persons)}
    if kind is not Moved.BIRTH and persons == 1:  # of several, some carers omit it
        fields["under_6"] = "0"
    return Draft("population_event", author, charge.home, made, fields, along=True)


def _have_children(row: Household, born: int) -> None:
    """Newborns are among today's small children."""
    missing = max(0, born - (row.under_6 or 0))
    here = {name: getattr(row, name) or 0 for name in ("from_6_to_15", "from_16_to_59", "from_60")}
    here["from_16_to_59"] -= row.away_long or 0  # they include those away for long
    older = max(here, key=lambda name: here[name])
    row.under_6 = (row.under_6 or 0) + missing
    setattr(row, older, (getattr(row, older) or 0) - missing)
