"""Members of the eleven branches: state, capacity, posts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from webapp.core.vi_text import fold_text, person_sort_key
from webapp.demo.base import cast
from webapp.demo.base.figures import HAMLETS, WORKPLACES, DemoHamlet, Workplace
from webapp.demo.base.maker import TOLD_ON, Maker, day_between
from webapp.demo.base.names import Names
from webapp.demo.register.land import Land
from webapp.people.models import BranchMembership, Capacity, Member, MemberStatus, PartyOrg, Position

WINDOW_OPENS = date(2016, 7, 1)
TERM_BEGAN = date(2015, 5, 20)
AGES = {"elder": (60, 77), "middle": (35, 58), "young": (19, 33), "working": (24, 57)}
Given = tuple[str, bool]
"""A fixed name, and whether it is a woman's."""


@dataclass
class Slot:
    """A member to be generated."""

    band: str
    state: str = "active"
    capacity: Capacity = Capacity.FULL
    admitted: bool = False


@dataclass
class DemoRoster:
    """By branch: able ones first, the secretary foremost."""

    members: dict[str, list[Member]]

    @property
    def clerk(self) -> Member:
        return self.members["office"][1]

    @property
    def commune_secretary(self) -> Member:
        return self.members["office"][0]

    def named(self, name: str) -> Member:
        return next(member for group in self.members.values() for member in group if member.full_name == name)


def make_roster(maker: Maker, land: Land) -> DemoRoster:
    writer = _Writer(maker, Names(maker.dice, cast.NAMES))
    members: dict[str, list[Member]] = {}
    for hamlet in HAMLETS:
        slots = _slots_of(hamlet)
        fixed = _cast_in(hamlet)
        joined_by = hamlet.pilot.begun - timedelta(days=14) if hamlet.pilot else TOLD_ON
        members[hamlet.letters] = writer.branch(
            land.branches[hamlet.letters], slots, hamlet.women, fixed, joined_by=joined_by
        )
    for work in WORKPLACES:
        members[work.slug] = writer.branch(
            land.branches[work.slug], _slots_at(work), work.women, _cast_at(work), joined_by=TOLD_ON
        )
    roster = DemoRoster(members)
    _positions(maker, land, roster)
    return roster


def _slots_of(hamlet: DemoHamlet) -> list[Slot]:
    """Away: the young. Exempt: the old. Full capacity: the younger."""
    away = [Slot("young", "away_long") for _ in range(hamlet.away_long)]
    young = [Slot("young") for _ in range(hamlet.young - hamlet.away_long)]
    middle = [Slot("middle") for _ in range(hamlet.middle)]
    elders = [Slot("elder") for _ in range(hamlet.elders)]
    for slot in [*away, *young, *reversed(middle)][: hamlet.admitted]:
        slot.admitted = True
    exempt = [elders.pop() for _ in range(hamlet.exempt)]
    for slot in exempt:
        slot.state, slot.capacity = "exempt", Capacity.NONE
    able = [*middle, *young, *elders]
    for slot in able[hamlet.full :]:
        slot.capacity = Capacity.REDUCED
    secretary = next(slot for slot in able if not slot.admitted)
    return [secretary, *(slot for slot in able if slot is not secretary), *exempt, *away]


def _slots_at(work: Workplace) -> list[Slot]:
    last = work.members - work.admitted
    return [Slot("working", admitted=place >= last) for place in range(work.members)]


def _cast_in(hamlet: DemoHamlet) -> dict[int, Given]:
    if hamlet.letters != "HC":
        return {}
    return {0: (cast.BRANCH_SECRETARY, False), hamlet.full: (cast.CARER, True)}


def _cast_at(work: Workplace) -> dict[int, Given]:
    return {0: (cast.COMMUNE_SECRETARY, False), 1: (cast.CLERK, True)} if work.slug == "office" else {}


class _Writer:
    """Generates members with their dated rows."""

    def __init__(self, maker: Maker, names: Names) -> None:
        self.maker, self.names = maker, names
        self.numbers = count(1)

    def branch(
        self, branch: PartyOrg, slots: list[Slot], women: int, fixed: Mapping[int, Given], *, joined_by: date
    ) -> list[Member]:
        open_places = [place for place in range(len(slots)) if place not in fixed]
        women_left = women - sum(woman for _, woman in fixed.values())
        chosen = set(self.maker.dice.shuffled(open_places)[:women_left])
        members = []
        for place, slot in enumerate(slots):
            name, woman = fixed.get(place) or (
                self.names.member(woman=place in chosen),
                place in chosen,
            )
            members.append(self.member(branch, slot, name, woman=woman, joined_by=joined_by))
        return members

    def member(self, branch: PartyOrg, slot: Slot, name: str, *, woman: bool, joined_by: date) -> Member:
        maker, number = self.maker, next(self.numbers)
        age = maker.dice.between(*AGES[slot.band])
        joined = self._joined(slot, age, joined_by)
        member = maker.row(
            Member, f"member/{number}",
            full_name=name, folded=fold_text(name), sort_key=person_sort_key(name),
            gender="female" if woman else "male",
            birth_year=maker.as_of.year - age,
            joined_on=maker.day(joined),
            probationary=joined > TOLD_ON - timedelta(days=365),
            capacity=slot.capacity,
            languages=["viet", *self._languages()],
            phone=f"0900000{number:03d}",
        )  # fmt: skip
        maker.row(
            BranchMembership, f"membership/{number}",
            member_id=member.id, branch_id=branch.id, valid_from=maker.day(joined),
        )  # fmt: skip
        self._statuses(member, slot, number, joined)
        return member

    def _joined(self, slot: Slot, age: int, joined_by: date) -> date:
        dice = self.maker.dice
        if slot.state == "away_long":
            return day_between(dice, WINDOW_OPENS, date(2017, 12, 31))
        if slot.admitted:
            return day_between(dice, WINDOW_OPENS, min(joined_by, date(2018, 9, 30)))
        year = min(2015, TOLD_ON.year - age + dice.between(21, 34))
        return date(year, dice.between(1, 12), dice.between(1, 28))

    def _languages(self) -> Iterator[str]:
        """Drawn regardless of names."""
        return (language for language in ("thai", "khmu", "hmong") if self.maker.dice.chance(35))

    def _statuses(self, member: Member, slot: Slot, number: int, joined: date) -> None:
        maker, changed = self.maker, None
        if slot.state == "exempt":
            changed = day_between(maker.dice, date(2017, 1, 10), date(2018, 6, 20))
        elif slot.state == "away_long":
            changed = day_between(maker.dice, date(2018, 2, 20), date(2018, 6, 20))
        maker.row(
            MemberStatus, f"status/{number}/1", member_id=member.id, status="active",
            valid_from=maker.day(joined),
            valid_to=maker.day(changed - timedelta(days=1)) if changed else None,
        )  # fmt: skip
        if changed:
            maker.row(
                MemberStatus, f"status/{number}/2", member_id=member.id, status=slot.state,
                kind="activities" if slot.state == "exempt" else None,
                reason="age_health" if slot.state == "exempt" else "away",
                decision_no=f"{maker.dice.between(3, 30)}-NQ/CB" if slot.state == "exempt" else None,
                valid_from=maker.day(changed),
            )  # fmt: skip


def _positions(maker: Maker, land: Land, roster: DemoRoster) -> None:
    """Branch secretaries and the commune's committee."""
    office = roster.members["office"]
    leaders = {slug: members[0] for slug, members in roster.members.items()} | {"office": office[2]}
    for slug, leader in leaders.items():
        branch, members = land.branches[slug], roster.members[slug]
        _position(maker, leader, branch, "secretary")
        if len(members) >= 9:
            seconds = [m for m in members if m is not leader and not _new(maker, m) and m.capacity != "none"]
            _position(maker, seconds[-1], branch, "deputy_secretary")
            _position(maker, seconds[-2], branch, "branch_committee")
    _position(maker, roster.commune_secretary, land.committee, "secretary")
    _position(maker, office[3], land.committee, "deputy_secretary")
    for slug in ("CP", "CL", "XA", "HP", "HC", "office", "secondary", "primary"):
        _position(maker, leaders[slug], land.committee, "committee_member")


def _position(maker: Maker, member: Member, org: PartyOrg, kind: str) -> None:
    since = maker.day(TERM_BEGAN)
    maker.row(
        Position, f"position/{org.name}/{kind}/{member.full_name}",
        member_id=member.id, org_id=org.id, kind=kind,
        valid_from=max(since, member.joined_on or since),
    )  # fmt: skip


def _new(maker: Maker, member: Member) -> bool:
    return (member.joined_on or maker.as_of) >= maker.day(WINDOW_OPENS)
