"""Changes of stand-ins during an absence, by hand or by a new proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tortoise.transactions import in_transaction

from webapp.assignments.absences.models import Absence, CoverChange
from webapp.assignments.absences.record_absence import (
    Cover,
    cover_for,
    households_held_by,
    loads_of_cover,
    present_throughout,
)
from webapp.assignments.absences.stand_in_rows import (
    Stretch,
    covers_between,
    end_cover,
    left_alone,
    still_uncovered,
    write_stand_ins,
)
from webapp.assignments.charge.forms import Blank
from webapp.assignments.plans.load_problem import Facts, barred_from, facts_of
from webapp.core.calendar import today
from webapp.core.database.db import new_id, now
from webapp.core.i18n import gettext as _
from webapp.households.due_visits import titles_of
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household
from webapp.web.errors import Refused
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_words
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


@dataclass
class StandInForm:
    op: str
    houses: list[str]
    member: str
    values: dict[str, str]
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields) -> "StandInForm":
        values = {name: field_text(sent, name).strip() for name in ("member", "reason")}
        form = cls(field_text(sent, "op")[:24], field_texts(sent, "houses"), values["member"], values)
        form.reason = read_words(values, "reason", limit=200, errors=form.errors)
        if not form.houses or not form.op:
            form.errors["houses"] = _("Choose the households.")
        if not form.member:
            form.errors["member"] = _("Choose the member who stands in.")
        return form


@dataclass(frozen=True)
class Alone:
    """Rest of an absence still to cover, from today."""

    branch: PartyOrg
    absence: Absence
    facts: Facts
    stretches: Sequence[Stretch]

    @property
    def first(self) -> date:
        return max(today(), self.absence.valid_from)

    @property
    def over(self) -> bool:
        return self.first > self.absence.valid_to


async def alone_in(branch: PartyOrg, absence: Absence) -> Alone:
    facts = await facts_of(branch, today())
    first = max(today(), absence.valid_from)
    own = households_held_by(facts, absence.member_id)
    stretches = await left_alone(branch, absence.member_id, own, first, absence.valid_to)
    here = sorted(one for one in stretches if one.house in facts.households)
    return Alone(branch, absence, facts, [] if first > absence.valid_to else here)


async def uncovered_in(branch: PartyOrg, absence: Absence) -> int:
    """Households uncovered on some days."""
    alone = await alone_in(branch, absence)
    return len({one.house for one in await still_uncovered(branch, alone.stretches)})


def absences_of(branch: PartyOrg) -> Any:
    """Includes former members."""
    found = Absence.filter(commune=branch.commune, member__memberships__branch_id=branch.id)
    return found.distinct().prefetch_related("member")


async def check(alone: Alone, form: StandInForm) -> None:
    """Above agreed capacity needs a reason. Fills `form.errors`."""
    facts, member = alone.facts, form.member
    stretches = [one for one in alone.stretches if one.house in form.houses]
    form.houses = sorted({one.house for one in stretches})
    if not form.houses:
        form.errors.setdefault("houses", _("Choose the households."))
    if form.errors:
        return
    first, last = min(one.first for one in stretches), max(one.last for one in stretches)
    able = await present_throughout(alone.branch, {*facts.members} - {alone.absence.member_id}, first, last)
    if member not in able:
        form.errors["member"] = _("This member cannot stand in on all these days.")
        return
    if said := barred_from(facts, form.houses, member):
        form.errors["houses"] = said
    covering = await loads_of_cover(facts, first, last, besides=form.houses)
    count = len(households_held_by(facts, member)) + covering.get(member, 0) + len(form.houses)
    if count > facts.limits[member] and not form.reason:
        over = _("%(name)s agreed to %(limit)s households and would have %(count)s: say in one sentence why.")
        form.errors.setdefault(
            "reason",
            over % {"name": facts.members[member].full_name, "limit": facts.limits[member], "count": count},
        )


async def assign_stand_in(person: Person, branch: PartyOrg, absence_id: str, form: StandInForm) -> None:
    """Idempotent by `form.op`. For the remaining days."""
    async with in_transaction():
        alone = await _locked(branch, absence_id, form.op)
        if alone is None:
            return
        await check(alone, form)
        if form.errors:
            return
        before = await _now_standing_in(alone)
        stretches = await _besides(alone, form)
        for one in stretches:
            await end_cover(alone.absence.groups, one.first, one.last, [one.house])
        given = {form.member: stretches} if stretches else {}
        await _write(person, alone, given, dict.fromkeys(form.houses, form.reason), before, form.op)


async def _besides(alone: Alone, form: StandInForm) -> list[Stretch]:
    """Without ranges this member already covers."""
    wanted = [one for one in alone.stretches if one.house in form.houses]
    covers = await covers_between(form.houses, alone.first, alone.absence.valid_to)
    has = {(one.house, one.first, one.last) for one in covers if one.member == form.member}
    return [one for one in wanted if (one.house, one.first, one.last) not in has]


async def proposed_again(alone: Alone) -> Cover:
    return await cover_for(alone.branch, alone.facts, alone.absence.member_id, alone.stretches)


async def take_proposal(person: Person, branch: PartyOrg, absence_id: str, op: str) -> None:
    """Idempotent by `op`. Current stand-ins stay."""
    async with in_transaction():
        if alone := await _locked(branch, absence_id, op):
            cover = await proposed_again(alone)
            said = {line.house.id: sentence for line, sentence in cover.lines}
            await _write(person, alone, cover.by_member, said, await _now_standing_in(alone), op)


async def _locked(branch: PartyOrg, absence_id: str, op: str) -> Alone | None:
    """Locks branch and absence; None if already applied."""
    await PartyOrg.select_for_update().get(id=branch.id)
    absence = await Absence.select_for_update().get(id=absence_id)
    if await earlier_post(CoverChange, op, absence_id=absence.id):
        return None
    alone = await alone_in(branch, absence)
    if alone.over:
        raise Refused(_("This absence is over: nobody needs to stand in any more."))
    return alone


async def _write(
    person: Person,
    alone: Alone,
    given: Mapping[str, Sequence[Stretch]],
    reasons: Mapping[str, str],
    before: Mapping[str, str],
    op: str,
) -> None:
    absence = alone.absence
    absence.groups = [*absence.groups, *await write_stand_ins(alone.branch, given)]
    await absence.save(update_fields=["groups"])
    first = {(member, one.house): one.first for member, those in given.items() for one in reversed(those)}
    for (member, house), since in first.items():
        await CoverChange.create(
            absence=absence,
            household_id=house,
            before_id=before.get(house),
            after_id=member,
            since=since,
            reason=reasons[house],
            by_name=person.name,
            at=now(),
            form=op,
            commune=absence.commune,
        )


async def _now_standing_in(alone: Alone) -> dict[str, str]:
    houses = {one.house for one in alone.stretches}
    covers = await covers_between(houses, alone.first, alone.absence.valid_to)
    return {one.house: one.member for one in reversed(covers) if one.member != alone.absence.member_id}


@dataclass(frozen=True)
class CoveredHousehold:
    household: Household
    covers: list[tuple[Member, Stretch]]
    uncovered: list[Stretch]
    shared: Stretch | None
    """The absent member only stands in there."""


async def absence_page(alone: Alone) -> dict[str, Any]:
    absence, facts = alone.absence, alone.facts
    houses = sorted({one.house for one in alone.stretches})
    covers = await covers_between(houses, alone.first, absence.valid_to) if houses else []
    covers = [one for one in covers if one.member != absence.member_id]
    members = {one.id: one for one in await Member.filter(id__in=list({one.member for one in covers}))}
    uncovered = await still_uncovered(alone.branch, alone.stretches)
    able = await present_throughout(
        alone.branch, {*facts.members} - {absence.member_id}, alone.first, absence.valid_to
    )
    homes = [
        CoveredHousehold(
            facts.households[house],
            [(members[one.member], one) for one in covers if one.house == house],
            [one for one in uncovered if one.house == house],
            next((one for one in alone.stretches if one.house == house and one.member), None),
        )
        for house in houses
    ]
    changes = CoverChange.filter(absence_id=absence.id).order_by("-at", "id")
    return {
        "branch": alone.branch,
        "absence": absence,
        "over": alone.over,
        "homes": sorted(homes, key=lambda one: (one.household.hamlet_id, one.household.path_order)),
        "titles": await titles_of([one.household for one in homes]),
        "uncovered": len({one.house for one in uncovered}),
        "carers": await _carers(alone, able),
        "changes": await changes.prefetch_related("household", "before", "after"),
        "form": Blank(),
        "cover": None,
        "op": new_id(),
    }


async def _carers(alone: Alone, able: set[str]) -> list[tuple[Member, int, int]]:
    """Member, households on these days, agreed capacity."""
    covering = await loads_of_cover(alone.facts, alone.first, alone.absence.valid_to)
    return [
        (member, len(households_held_by(alone.facts, id_)) + covering.get(id_, 0), alone.facts.limits[id_])
        for id_, member in alone.facts.members.items()
        if id_ in able
    ]
