"""Report by hamlet on a day: members, households, who is in charge, poverty outcomes."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from tortoise.expressions import Q

from webapp.assignments.charge.capacity import cadres_needed
from webapp.core.calendar import holds_on, read_day, today
from webapp.core.i18n import gettext_noop as N_
from webapp.households.poverty.models import PovertyRecord
from webapp.households.poverty.outcomes import poverty_of
from webapp.people.choices import CAN_CARRY
from webapp.people.models import BranchMembership, Capacity, Member, MemberStatus, OrgUnit, PartyOrg
from webapp.people.queries import hamlets_of
from webapp.register.charge import homes_covered
from webapp.register.charge_models import Assignment
from webapp.register.models import Household

COLUMNS = {
    "households": N_("Number of households"),
    "people": N_("People"),
    "members": N_("Members"),
    "exempt": N_("Exempt"),
    "away": N_("Away 3 months and more"),
    "full": N_("Full number of households"),
    "reduced": N_("Reduced number"),
    "in_charge": N_("Members in charge"),
    "covered": N_("Households with a member in charge"),
    "poor": N_("Poor"),
    "near_poor": N_("Near poor"),
    "other": N_("Others"),
    "escaped": N_("Escaped poverty in the period"),
    "admitted": N_("Admitted in the period"),
    "cadres": N_("Cadres needed"),
}


@dataclass(frozen=True)
class ReportRow:
    """One hamlet; totals have the same shape."""

    households: int = 0
    people: int = 0
    members: int = 0
    exempt: int = 0
    away: int = 0
    full: int = 0
    reduced: int = 0
    in_charge: int = 0
    covered: int = 0
    poor: int = 0
    near_poor: int = 0
    other: int = 0
    escaped: int = 0
    admitted: int = 0
    cadres: int = 0

    def __add__(self, other: "ReportRow") -> "ReportRow":
        return ReportRow(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class ReportPeriod:
    """Day of the report, and start of the period for events."""

    day: date
    since: date

    @classmethod
    def read(cls, day: str, since: str) -> "ReportPeriod":
        """Defaults: today, and the first day of that year."""
        end = read_day(day) or today()
        return cls(end, min(read_day(since) or date(end.year, 1, 1), end))


async def hamlets_report_page(commune: str, asked: ReportPeriod) -> dict[str, Any]:
    roster = await BranchRoster.on(commune, asked)
    lines = [(hamlet, await _row(hamlet, roster, asked)) for hamlet in await hamlets_of(commune)]
    total = sum((row for _, row in lines), ReportRow())
    running = [hamlet.name for hamlet, row in lines if row.covered]
    return {
        "asked": asked,
        "columns": COLUMNS,
        "lines": [(hamlet.name, row) for hamlet, row in lines],
        "total": total,
        "roster": roster,
        "running": running,
    }


@dataclass(frozen=True)
class BranchRoster:
    """Members by branch on the day."""

    branches: list[PartyOrg]
    members: dict[str, list[Member]]
    """A lent cadre counts in their own branch."""
    states: dict[str, str]
    holders: set[str]
    covered: set[str]
    since: date
    day: date

    @classmethod
    async def on(cls, commune: str, asked: ReportPeriod) -> "BranchRoster":
        branches = await PartyOrg.filter(commune=commune, kind="branch").order_by("name")
        rows = BranchMembership.filter(holds_on(asked.day), commune=commune, secondary=False)
        members: dict[str, list[Member]] = {}
        for row in await rows.prefetch_related("member"):
            members.setdefault(row.branch_id, []).append(row.member)
        states = MemberStatus.filter(holds_on(asked.day), commune=commune).order_by("valid_from")
        holders = Assignment.filter(
            holds_on(asked.day) & holds_on(asked.day, "group__places__"), commune=commune
        ).exclude(role="cover")
        return cls(
            branches,
            members,
            dict(await states.values_list("member_id", "status")),
            {str(id_) for id_ in await holders.distinct().values_list("member_id", flat=True)},
            {home for _branch, home in await homes_covered(commune, asked.day)},
            asked.since,
            asked.day,
        )

    @property
    def all(self) -> int:
        return sum(len(members) for members in self.members.values())

    @property
    def hamlet_branches(self) -> list[PartyOrg]:
        return [one for one in self.branches if one.branch_kind == "hamlet"]

    @property
    def admitted(self) -> int:
        return sum(self._is_new(one) for members in self.members.values() for one in members)

    def _is_new(self, member: Member) -> bool:
        return member.joined_on is not None and self.since <= member.joined_on <= self.day

    def row(self, hamlet: OrgUnit) -> tuple[ReportRow, list[Member]]:
        """Members' columns, and members who can be in charge; a short absence is covered by a stand-in."""
        branches = [one.id for one in self.hamlet_branches if one.unit_id == hamlet.id]
        people = [one for id_ in branches for one in self.members.get(id_, [])]
        states = Counter(self.states.get(one.id, "active") for one in people)
        here = [one.capacity for one in people if self.states.get(one.id, "active") == "active"]
        row = ReportRow(
            members=len(people),
            exempt=states["exempt"],
            away=states["away_long"],
            full=here.count(Capacity.FULL),
            reduced=here.count(Capacity.REDUCED),
            in_charge=sum(one.id in self.holders for one in people),
            admitted=sum(self._is_new(one) for one in people),
        )
        return row, [one for one in people if self.states.get(one.id, "active") in CAN_CARRY]


async def _row(hamlet: OrgUnit, roster: BranchRoster, asked: ReportPeriod) -> ReportRow:
    still = Q(closed_on=None) | Q(closed_on__gt=asked.day)
    homes = await Household.filter(still, hamlet_id=hamlet.id)
    members, able = roster.row(hamlet)
    classes = Counter((await poverty_of(homes, asked.day)).values())
    escaped = PovertyRecord.filter(
        household__hamlet_id=hamlet.id,
        replaced=False,
        change="escaped_poverty",
        decision_date__gte=asked.since,
        decision_date__lte=asked.day,
    )
    return members + ReportRow(
        households=len(homes),
        people=sum(home.people or 0 for home in homes),
        covered=sum(home.id in roster.covered for home in homes),
        poor=classes["poor"],
        near_poor=classes["near_poor"],
        other=len(homes) - classes["poor"] - classes["near_poor"],
        escaped=await escaped.count(),
        cadres=cadres_needed(len(homes), able),
    )
