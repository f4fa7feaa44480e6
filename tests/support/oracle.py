"""Who may see what, worked out once more: from plain rows, one by one, without any query of the product."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.accounts.models import Account
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.people.models import Member, MemberStatus, PartyOrg, Position
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.register.models import Household

HAS_NO_HOUSEHOLD = ("exempt", "suspended", "transferred", "deceased", "left")
GONE = ("transferred", "deceased", "left")
LAND, CONDUCT = 9, 14


@dataclass
class Rows:
    """Everything that decides, as it is now."""

    day: date
    assignments: list[Assignment]
    places: list[GroupPlace]
    positions: list[Position]
    statuses: list[MemberStatus]
    orgs: dict[str, PartyOrg]
    households: list[Household]
    states: list[MemberStatus]

    @classmethod
    async def now(cls) -> "Rows":
        return cls(
            today(),
            await Assignment.all(),
            await GroupPlace.all(),
            await Position.all(),
            await MemberStatus.all().order_by("valid_from", "id"),
            {org.id: org for org in await PartyOrg.all()},
            await Household.all().order_by("code"),
            await MemberStatus.all(),
        )

    def holds(self, row: Any) -> bool:
        return row.valid_from <= self.day and (row.valid_to is None or self.day <= row.valid_to)

    def in_charge(self, member: Member) -> bool:
        return self.newest(member) not in HAS_NO_HOUSEHOLD

    def newest(self, member: Member) -> str:
        states = [s for s in self.states if s.member_id == member.id and self.holds(s)]
        newest = max(states, key=lambda s: (s.valid_from, s.id), default=None)
        return newest.status if newest else "active"

    def care(self, member: Member) -> set[str]:
        if not self.in_charge(member):
            return set()
        groups = {a.group_id for a in self.assignments if a.member_id == member.id and self.holds(a)}
        placed = {p.household_id for p in self.places if p.group_id in groups and self.holds(p)}
        return {h.id for h in self.households if h.id in placed and h.closed_on is None}

    def led(self, member: Member) -> set[str]:
        """Hamlets whose branch the member leads, or acts for while its secretary is away or none is."""
        found = set()
        for position in self.positions:
            org = self.orgs[position.org_id]
            if position.member_id != member.id or org.kind != "branch" or not self.holds(position):
                continue
            leading = [
                p.member_id
                for p in self.positions
                if self.holds(p) and p.org_id == org.id and p.kind == "secretary"
            ]
            acts = self.state(member.id) == "active" and "active" not in map(self.state, leading)
            if position.kind == "secretary" or (position.kind == "deputy_secretary" and acts):
                found.add(org.unit_id)
        return found

    def state(self, member_id: str) -> str:
        held = [s.status for s in self.statuses if s.member_id == member_id and self.holds(s)]
        return held[-1] if held else "active"

    def role(self, person: Account | Member | None) -> str:
        if person is None or (isinstance(person, Account) and person.disabled_at):
            return "stranger"
        if isinstance(person, Account):
            return str(person.role)
        if self.newest(person) in GONE:
            return "stranger"
        return "branch_secretary" if self.led(person) else "member"

    def visible(self, person: Account | Member | None) -> set[str]:
        role = self.role(person)
        if role in ("commune_office", "commune_secretary"):
            return {h.id for h in self.households if h.closed_on is None}
        if not isinstance(person, Member) or role == "stranger":
            return set()
        led = self.led(person)
        branch = {h.id for h in self.households if h.hamlet_id in led and h.closed_on is None}
        return self.care(person) | branch

    def sees(self, person: Account | Member | None, concern: Concern) -> bool:
        role = self.role(person)
        if role == "commune_secretary":
            return True
        if role == "commune_office":
            return int(concern.category) != CONDUCT
        if not isinstance(person, Member) or concern.household_id not in self.visible(person):
            return False
        hidden = (LAND, CONDUCT) if role == "member" else (CONDUCT,)
        return concern.by_id == person.id or int(concern.category) not in hidden
