"""Neighbour groups and partners in a pilot hamlet; no random draws."""

from itertools import groupby

from webapp.demo.base.maker import Maker
from webapp.demo.register.charge import Charge
from webapp.demo.register.land import Land
from webapp.households.hamlets.models import NeighbourGroup, NeighbourPlace, Partner, PartnerKind

HAMLET = "HC"
ASK = {
    PartnerKind.WOMEN: ("Kha Thị Bảo", "0900000951"),
    PartnerKind.FARMERS: ("Ốc Văn Sơn", "0900000952"),
    PartnerKind.HEALTH_STATION: ("Vi Thị Phúc", "0900000953"),
    PartnerKind.BANK: ("Lữ Xuân Đạt", None),
}


def make_neighbours(maker: Maker, land: Land, charges: list[Charge]) -> None:
    """One group for two members' households."""
    hamlet = land.hamlets[HAMLET]
    for kind, (name, telephone) in ASK.items():
        maker.row(
            Partner, f"partner/{HAMLET}/{kind}",
            hamlet_id=hamlet.id, kind=kind, contact_name=name, contact_phone=telephone,
        )  # fmt: skip
    here = [charge for charge in charges if charge.home.hamlet.letters == HAMLET]
    stretches = [list(some) for _, some in groupby(here, lambda charge: charge.member.id)]
    for number, place in enumerate(range(0, len(stretches), 2), start=1):
        homes = [charge.home for stretch in stretches[place : place + 2] for charge in stretch]
        head = next(home for home in homes if home.recorded)
        group = maker.row(
            NeighbourGroup, f"neighbours/{HAMLET}/{number}",
            hamlet_id=hamlet.id, number=number, head_id=head.row.id, member_id=stretches[place][0].member.id,
        )  # fmt: skip
        for home in homes:
            maker.row(
                NeighbourPlace, f"neighbour-place/{home.row.code}",
                group_id=group.id, household_id=home.row.id, valid_from=maker.day(here[0].begun),
            )  # fmt: skip
