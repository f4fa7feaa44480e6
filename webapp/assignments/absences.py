"""Who is away, and who stands in: rows with a first and a last day, so that the return needs nobody's hand."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from webapp.access import Person
from webapp.assignments.asked import Line, Task
from webapp.assignments.charge import new_group
from webapp.assignments.facts import facts_of
from webapp.assignments.models import Absence, Assignment, GroupPlace
from webapp.assignments.proposer import stand_in
from webapp.assignments.reasons import reason
from webapp.calendar import read_day, today
from webapp.db import now
from webapp.errors import Refused
from webapp.i18n import gettext as _
from webapp.outbox.forms import text
from webapp.outbox.kinds import Fields
from webapp.people.models import MemberStatus, PartyOrg

LONGEST = timedelta(days=92)
"""Whoever is away longer hands over for good, or is exempt by a decision of the branch."""


@dataclass
class AbsenceForm:
    op: str
    member: str
    values: dict[str, str]
    since: date = date.min
    until: date = date.min
    sure: bool = False
    report: str = ""
    """What the member wrote, when this answers it."""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields) -> "AbsenceForm":
        values = {name: text(sent, name).strip() for name in ("member", "since", "until")}
        form = cls(text(sent, "op")[:24], values["member"], values, sure=text(sent, "sure") == "1")
        form.report = text(sent, "report")[:11]
        form.since, form.until = read_day(values["since"]) or date.min, read_day(values["until"]) or date.min
        if not form.member:
            form.errors["member"] = _("Choose the member who is away.")
        if form.since < today():
            form.errors["since"] = _("Write the first day as day/month/year, today or later.")
        if form.until < form.since or form.until == date.min:
            form.errors["until"] = _("Write the last day as day/month/year, not before the first.")
        elif form.until - form.since > LONGEST:
            form.errors["until"] = _(
                "Longer than 3 months: make a new plan, or let the branch decide to exempt."
            )
        return form


@dataclass(frozen=True)
class Cover:
    """What is proposed for the days of an absence."""

    lines: list[tuple[Line, str]]
    """Each household, with the sentence that says why."""

    @property
    def by_member(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line, _said in self.lines:
            if line.carer:
                found.setdefault(line.carer.id, []).append(line.house.id)
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
    """Neighbours with room, nobody else's households moved; mistakes go into the form."""
    facts = await facts_of(branch, today())
    if form.member not in facts.members:
        form.errors.setdefault("member", _("Choose the member who is away."))
        return Cover([])
    away = {row.member_id for row in await away_between(branch, form.since, form.until)}
    if form.member in away:
        form.errors["since"] = _("An absence of this member is written down for these days already.")
        return Cover([])
    covering = await _covering(branch, form.since, form.until)
    found = stand_in(_during(facts.task, form.member, away, covering), form.member)
    lines = [line for line in found.lines if line.house.holder == form.member]
    return Cover([(line, reason(line, facts.clusters)) for line in lines])


def _during(task: Task, absent: str, away: set[str], covering: dict[str, int]) -> Task:
    """Whoever is away too cannot stand in; whoever stands in already has that much less room."""
    carers = tuple(
        replace(
            one,
            available=one.available and one.id not in away,
            capacity=one.capacity - covering.get(one.id, 0),
        )
        for one in task.carers
    )
    able = {one.id for one in carers if one.available} | {absent}
    return replace(task, carers=carers, houses=tuple(one for one in task.houses if one.holder in able))


async def _covering(branch: PartyOrg, since: date, until: date) -> dict[str, int]:
    found: dict[str, int] = {}
    rows = Assignment.filter(
        role="cover", group__branch_id=branch.id, valid_from__lte=until, valid_to__gte=since
    )
    for row in await rows:
        count = await GroupPlace.filter(group_id=row.group_id, valid_to__gte=since).count()
        found[row.member_id] = found.get(row.member_id, 0) + count
    return found


async def write_down(person: Person, branch: PartyOrg, form: AbsenceForm) -> None:
    """The same form sent twice is one absence."""
    async with in_transaction():
        await PartyOrg.select_for_update().get(id=branch.id)
        if await Absence.filter(member_id=form.member, form=form.op).exists():
            return
        cover = await propose_cover(branch, form)
        if form.errors:
            raise Refused(next(iter(form.errors.values())))
        days: dict[str, Any] = {"valid_from": form.since, "valid_to": form.until, "commune": branch.commune}
        groups = []
        for member, houses in cover.by_member.items():
            group = await new_group(branch)
            groups.append(group.id)
            for house in houses:
                await GroupPlace.create(group=group, household_id=house, **days)
            await Assignment.create(group=group, member_id=member, role="cover", **days)
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


async def come_back(person: Person, absence: Absence) -> None:
    """Earlier than thought: from today on the member is in charge alone again."""
    async with in_transaction():
        absence = await Absence.select_for_update().get(id=absence.id)
        if absence.ended_by or absence.valid_to < today():
            return
        last = today() - timedelta(days=1)
        await Assignment.filter(group_id__in=absence.groups).update(valid_to=last)
        await GroupPlace.filter(group_id__in=absence.groups).update(valid_to=last)
        await MemberStatus.filter(
            member_id=absence.member_id,
            status="away_short",
            valid_from=absence.valid_from,
            valid_to=absence.valid_to,
        ).update(valid_to=last)
        absence.valid_to, absence.ended_by = last, person.name
        await absence.save(update_fields=["valid_to", "ended_by"])
