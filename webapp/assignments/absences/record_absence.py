"""Absences and stand-ins: dated rows, which end by themselves."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from webapp.assignments.absences.models import Absence
from webapp.assignments.absences.presence import days_of, presence_of
from webapp.assignments.absences.reports import LATEST, LONGEST
from webapp.assignments.absences.stand_in_rows import (
    Stretch,
    covers_between,
    end_cover,
    left_alone,
    still_uncovered,
    write_stand_ins,
)
from webapp.assignments.plans.load_problem import Facts, facts_of
from webapp.assignments.proposer.explain import explain_line
from webapp.assignments.proposer.problem import ProposedLine, Task
from webapp.assignments.proposer.propose import propose_stand_ins
from webapp.core.calendar import read_day, today
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.people.models import MemberStatus, PartyOrg
from webapp.web.errors import Refused
from webapp.web.form_fields import Fields, field_text
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


@dataclass
class AbsenceForm:
    op: str
    member: str
    values: dict[str, str]
    since: date = date.min
    until: date = date.min
    sure: bool = False
    report: str = ""
    """The AbsenceReport it confirms."""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields) -> "AbsenceForm":
        values = {name: field_text(sent, name).strip() for name in ("member", "since", "until")}
        form = cls(
            field_text(sent, "op")[:24], values["member"], values, sure=field_text(sent, "sure") == "1"
        )
        form.report = field_text(sent, "report")[:11]
        form.since, form.until = read_day(values["since"]) or date.min, read_day(values["until"]) or date.min
        if not form.member:
            form.errors["member"] = _("Choose the member who is away.")
        if form.since < today() - LATEST:
            form.errors["since"] = _("Write the first day as day/month/year, at most 30 days ago.")
        if form.until < max(form.since, today()):
            form.errors["until"] = _(
                "Write the last day as day/month/year, today or later and not before the first."
            )
        elif form.until - form.since > LONGEST:
            form.errors["until"] = _(
                "Longer than 3 months: make a new plan, or let the branch decide to exempt."
            )
        return form


@dataclass(frozen=True)
class Cover:
    lines: list[tuple[ProposedLine, str]]
    """With the displayed reason."""
    needed: Sequence[Stretch] = ()

    @property
    def stood_in(self) -> dict[str, Stretch]:
        """Households the absent member only stands in for."""
        return {one.house: one for one in self.needed if one.member}

    @property
    def by_member(self) -> dict[str, list[Stretch]]:
        found: dict[str, list[Stretch]] = {}
        for line, _said in self.lines:
            if line.carer:
                days = [one for one in self.needed if one.house == line.house.id]
                found.setdefault(line.carer.id, []).extend(days)
        return found


async def away_between(branch: PartyOrg, since: date, until: date) -> list[Absence]:
    rows = Absence.filter(
        commune=branch.commune,
        valid_from__lte=until,
        valid_to__gte=since,
        member__memberships__branch_id=branch.id,
    )
    found = [
        row for row in await rows.distinct().prefetch_related("member") if row.valid_from <= row.valid_to
    ]
    return sorted(found, key=lambda row: (row.valid_from, row.member.sort_key))


async def propose_cover(branch: PartyOrg, form: AbsenceForm) -> Cover:
    """Moves no other household. Fills `form.errors`."""
    facts = await facts_of(branch, today())
    if form.member not in facts.members:
        form.errors.setdefault("member", _("Choose the member who is away."))
        return Cover([])
    if form.member in {row.member_id for row in await away_between(branch, form.since, form.until)}:
        form.errors["since"] = _("An absence of this member is written down for these days already.")
        return Cover([])
    first = max(form.since, today())
    alone = await left_alone(branch, form.member, households_held_by(facts, form.member), first, form.until)
    return await cover_for(branch, facts, form.member, alone)


def households_held_by(facts: Facts, member: str) -> list[str]:
    return [one.id for one in facts.task.houses if one.holder == member]


async def cover_for(branch: PartyOrg, facts: Facts, absent: str, alone: Sequence[Stretch]) -> Cover:
    """Members with room, present on all days."""
    needed = await still_uncovered(branch, alone)
    if not needed:
        return Cover([])
    houses = {one.house for one in needed}
    first, last = min(one.first for one in needed), max(one.last for one in needed)
    able = await present_throughout(branch, set(facts.members) - {absent}, first, last)
    covering = await loads_of_cover(facts, first, last)
    found = propose_stand_ins(_during(facts.task, absent, houses, able, covering), absent)
    lines = [line for line in found.lines if line.house.id in houses]
    return Cover([(line, explain_line(line, facts.clusters)) for line in lines], needed)


async def present_throughout(branch: PartyOrg, members: Collection[str], first: date, last: date) -> set[str]:
    known = await presence_of(members, [branch.id], first, last)
    days = days_of(first, last)
    return {one for one in members if all(known.there(branch.id, one, day) for day in days)}


async def loads_of_cover(
    facts: Facts, first: date, last: date, besides: Collection[str] = ()
) -> dict[str, int]:
    """Households each member already stands in for."""
    covers = await covers_between(set(facts.households) - set(besides), first, last)
    return Counter(member for member, _house in {(one.member, one.house) for one in covers})


def _during(task: Task, absent: str, alone: set[str], able: set[str], covering: dict[str, int]) -> Task:
    """Absent members become unavailable; current stand-ins lose capacity."""
    carers = tuple(
        replace(
            one,
            available=one.available and one.id in able,
            capacity=one.capacity - covering.get(one.id, 0),
        )
        for one in task.carers
    )
    houses = tuple(
        replace(one, holder=absent if one.id in alone else one.holder)
        for one in task.houses
        if one.id in alone or one.holder in able
    )
    return replace(task, carers=carers, houses=houses)


async def record_absence(person: Person, branch: PartyOrg, form: AbsenceForm) -> None:
    """Idempotent by `form.op`. Raises Refused if the proposal became invalid."""
    async with in_transaction():
        await PartyOrg.select_for_update().get(id=branch.id)
        if await earlier_post(Absence, form.op, member_id=form.member):
            return
        cover = await propose_cover(branch, form)
        if form.errors:
            raise Refused(next(iter(form.errors.values())))
        groups = await write_stand_ins(branch, cover.by_member)
        days: dict[str, Any] = {"valid_from": form.since, "valid_to": form.until, "commune": branch.commune}
        await MemberStatus.create(member_id=form.member, status="away_short", reason="away", **days)
        await Absence.create(
            member_id=form.member,
            by_name=person.name,
            at=now(),
            groups=groups,
            form=form.op,
            report=form.report or None,
            **days,
        )


async def end_absence(person: Person, absence: Absence) -> None:
    """Ends absence and stand-ins from today, unless over."""
    async with in_transaction():
        absence = await Absence.select_for_update().get(id=absence.id)
        if absence.ended_by or absence.valid_to < today():
            return
        last = today() - timedelta(days=1)
        await end_cover(absence.groups, today(), absence.valid_to)
        await MemberStatus.filter(
            member_id=absence.member_id,
            status="away_short",
            valid_from=absence.valid_from,
            valid_to=absence.valid_to,
        ).update(valid_to=last)
        absence.valid_to, absence.ended_by = last, person.name
        await absence.save(update_fields=["valid_to", "ended_by"])
