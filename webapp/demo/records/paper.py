"""Printed visit forms that are still out."""

from datetime import timedelta

from webapp.demo.base import cast
from webapp.demo.base.maker import TOLD_ON, Maker, commune_time
from webapp.demo.register.charge import Charge
from webapp.demo.register.land import Land
from webapp.demo.register.roster import DemoRoster
from webapp.paper.models import VisitSheet
from webapp.paper.serials import FIRST, serial_of

HAMLET = "HC"
PRINTED_ON = TOLD_ON - timedelta(days=9)


def print_forms(maker: Maker, land: Land, roster: DemoRoster, charges: list[Charge]) -> None:
    """No random draws: the rest is unchanged."""
    [secretary] = [one for one in roster.members[HAMLET] if one.full_name == cast.BRANCH_SECRETARY]
    carried = [charge for charge in charges if charge.member.full_name == cast.CARER]
    for place, charge in enumerate(carried):
        maker.row(
            VisitSheet, f"visit-sheet/{FIRST + place}",
            number=FIRST + place, serial=serial_of(b"demo", maker.commune, FIRST + place), branch_id=land.branches[HAMLET].id, household_id=charge.home.row.id,
            member_id=charge.member.id, run="demo-run", place=place, printed_by_name=secretary.full_name, printed_at=maker.moment(commune_time(PRINTED_ON, 8, 30)),
        )  # fmt: skip
