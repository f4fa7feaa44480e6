"""Assignments in the pilot hamlets: adjacent households near home."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from webapp.assignments.plans.models import ApprovalLevel, Level
from webapp.demo.base.figures import HAMLETS, DemoHamlet, Pilot
from webapp.demo.base.maker import Maker, commune_time
from webapp.demo.register.homes import DemoHousehold
from webapp.demo.register.land import Land
from webapp.demo.register.roster import DemoRoster
from webapp.people.models import Capacity, Member
from webapp.register.charge_models import Assignment, GroupPlace, HouseholdGroup

USUAL = {Capacity.FULL: 14, Capacity.REDUCED: 9}


@dataclass(frozen=True)
class Charge:
    member: Member
    home: DemoHousehold
    begun: date


def put_in_charge(
    maker: Maker, land: Land, roster: DemoRoster, homes: dict[str, list[DemoHousehold]]
) -> list[Charge]:
    charges: list[Charge] = []
    for hamlet in HAMLETS:
        members, along_path = roster.members[hamlet.letters], homes[hamlet.letters]
        if hamlet.pilot:
            branch = land.branches[hamlet.letters]
            _decides_itself(maker, branch.id, hamlet.letters, hamlet.pilot.begun)
            charges += _pilot(maker, branch.id, hamlet, hamlet.pilot, members, along_path)
        _settle(maker, members, along_path)
    return charges


def _decides_itself(maker: Maker, branch_id: str, letters: str, begun: date) -> None:
    """Pilot branches decided their plans themselves."""
    maker.row(
        ApprovalLevel, f"level/{letters}",
        branch_id=branch_id, level=Level.BRANCH, valid_from=maker.day(begun), paper_no="07-KH/ĐU",
        by_name="Văn phòng Đảng ủy", at=maker.moment(commune_time(begun, 8)),
    )  # fmt: skip


def _pilot(
    maker: Maker,
    branch_id: str,
    hamlet: DemoHamlet,
    pilot: Pilot,
    members: list[Member],
    along_path: list[DemoHousehold],
) -> Iterator[Charge]:
    in_turn = maker.dice.shuffled(list(zip(members, [*pilot.full, *pilot.reduced], strict=False)))
    stretches = list(_stretches([load for _, load in in_turn], along_path))
    for number, ((member, load), stretch) in enumerate(zip(in_turn, stretches, strict=True), start=1):
        if load > USUAL[member.capacity]:
            member.capacity_override = load
        _live_at(member, stretches[number - 2][-1] if number > 1 else stretches[1][0])
        name = f"{hamlet.letters}/{number}"
        group = maker.row(HouseholdGroup, f"group/{name}", branch_id=branch_id, number=number)
        _group(maker, group, name, pilot.begun, member, stretch)
        for home in stretch:
            yield Charge(member, home, pilot.begun)


def _stretches(loads: list[int], along_path: list[DemoHousehold]) -> Iterator[list[DemoHousehold]]:
    begin = 0
    for load in loads:
        yield along_path[begin : begin + load]
        begin += load


def _group(
    maker: Maker, group: HouseholdGroup, name: str, begun: date, member: Member, stretch: list[DemoHousehold]
) -> None:
    for home in stretch:
        maker.row(
            GroupPlace, f"place/{home.row.code}",
            group_id=group.id, household_id=home.row.id, valid_from=maker.day(begun),
        )  # fmt: skip
    maker.dice.between(0, 6)  # used by nothing; without it every later draw, and so the commune, would change
    maker.row(
        Assignment, f"assignment/{name}",
        group_id=group.id, member_id=member.id, valid_from=maker.day(begun), decision_no="02-NQ/CB",
    )  # fmt: skip


def _settle(maker: Maker, members: list[Member], along_path: list[DemoHousehold]) -> None:
    """Give the other members homes."""
    taken = {member.home_path_order for member in members}
    free = maker.dice.shuffled([home for home in along_path if home.row.path_order not in taken])
    for member, home in zip([m for m in members if m.home_path_order is None], free, strict=False):
        _live_at(member, home)


def _live_at(member: Member, home: DemoHousehold) -> None:
    member.home_cluster, member.home_path_order = home.row.cluster_id, home.row.path_order
