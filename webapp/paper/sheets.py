"""Page values: printed slips, lists, duty cards, rosters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import segno
from markupsafe import Markup

from webapp.assignments.plans.models import AssignmentPlan, PlanLine
from webapp.core.calendar import holds_on, today
from webapp.households.due_visits import HouseholdLine, household_lines
from webapp.paper.queries import CarerGroup, carers_of
from webapp.paper.rules import VisitedHousehold
from webapp.people.models import Member, OrgUnit, PartyOrg, Position
from webapp.promises.queries import office_telephones
from webapp.register.models import Cluster
from webapp.settings import settings
from webapp.submissions.typed_queries import TypedLine, typed_for


async def slips_page(branch: PartyOrg, homes: Sequence[VisitedHousehold]) -> dict[str, Any]:
    clusters = dict(await Cluster.filter(hamlet_id=branch.unit_id).values_list("id", "name"))
    # No quiet zone: white slip.
    code = segno.make(f"{settings().base_url}/v", error="m").svg_inline(scale=2, border=0)
    return {
        "homes": homes,
        "clusters": clusters,
        "secretary": await secretary_of(branch.id),
        "committee": await _committee(branch.commune),
        "telephones": {row.use: row for row in await office_telephones(branch.commune)},
        "qr": Markup(code),  # noqa: S704 (drawn by us)
    }


async def secretary_of(org_id: str) -> Member | None:
    held = Position.filter(holds_on(today()), org_id=org_id, kind="secretary").order_by("valid_from", "id")
    row = await held.prefetch_related("member").first()
    return row.member if row else None


async def _committee(commune: str) -> PartyOrg | None:
    return await PartyOrg.filter(commune=commune, kind="committee").order_by("id").first()


@dataclass(frozen=True)
class Stop:
    standing: HouseholdLine

    @property
    def next_due(self) -> date | None:
        last = self.standing.last
        return self.standing.next_on or (last and last + timedelta(days=self.standing.every))


@dataclass(frozen=True)
class Walk:
    """A member's households in path order."""

    member: Member
    stops: list[Stop]
    typed: list[TypedLine]
    """Typed by others, for members without a phone."""


async def lists_page(branch: PartyOrg, members: Sequence[str]) -> dict[str, Any]:
    carers = [carer for carer in await carers_of(branch, today()) if carer.member.id in members]
    lines = await household_lines([house for carer in carers for house in carer.houses], today())
    stops = {line.household.id: Stop(line) for line in lines}
    typed = await typed_for({carer.member.id for carer in carers})
    walks: dict[str, Walk] = {}
    for carer in carers:
        walk = walks.setdefault(carer.member.id, Walk(carer.member, [], typed[carer.member.id]))
        walk.stops.extend(stops[house.id] for house in carer.houses)
    return {"branch": branch, "walks": list(walks.values()), "day": today()}


async def duty_sheet(branch: PartyOrg, members: Sequence[str]) -> dict[str, Any]:
    """Chosen members, or all in charge."""
    carers = await carers_of(branch, today())
    loads: dict[str, tuple[Member, list[str]]] = {}
    for carer in carers:
        if not members or carer.member.id in members:
            _member, codes = loads.setdefault(carer.member.id, (carer.member, []))
            codes.extend(house.code for house in carer.houses)
    return {"branch": branch, "cards": list(loads.values()), "secretary": await secretary_of(branch.id)}


@dataclass(frozen=True)
class PlanDecision:
    """Empty if none."""

    number: str
    day: date | None


async def roster_page(branch: PartyOrg, plan: AssignmentPlan | None) -> dict[str, Any]:
    """No poverty data, no phone numbers."""
    carers = await (_planned(plan) if plan else carers_of(branch, today()))
    houses = [house for carer in carers for house in carer.houses]
    known = {line.household.id: line.name for line in await household_lines(houses, today())}
    plan = plan or await AssignmentPlan.filter(branch_id=branch.id, state="in_force").first()
    return {
        "branch": branch,
        "commune": await OrgUnit.get(id=branch.commune),
        "committee": await _committee(branch.commune),
        "carers": carers,
        "households": len({house.id for house in houses}),
        "names": known,
        "posts": await _posts([carer.member.id for carer in carers]),
        "decision": PlanDecision(plan.decision_no, plan.decided_on) if plan else PlanDecision("", None),
        "secretary": await secretary_of(branch.id),
        "day": today(),
        # Official papers: 01, 02, then 3 to 12.
        "month": f"{today().month:02d}" if today().month < 3 else str(today().month),
    }


async def _planned(plan: AssignmentPlan) -> list[CarerGroup]:
    """Numbered in path order."""
    lines = (
        await PlanLine.filter(plan_id=plan.id, member_id__not_isnull=True)
        .order_by("place")
        .prefetch_related("member", "household__cluster")
    )
    given: dict[str, CarerGroup] = {}
    for line in lines:
        if line.member is not None:
            carer = given.setdefault(line.member.id, CarerGroup(line.member, "main", len(given) + 1, []))
            carer.houses.append(line.household)
    return list(given.values())


async def _posts(members: Sequence[str]) -> dict[str, list[str]]:
    rows = await Position.filter(holds_on(today()), member_id__in=list(members)).order_by("valid_from", "id")
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.member_id, []).append(row.kind)
    return found
