"""Administrative units and Party organisations of the demo."""

from dataclasses import dataclass
from datetime import date

from webapp.core.vi_text import fold_text
from webapp.demo.base.figures import HAMLETS, WORKPLACES, DemoHamlet
from webapp.demo.base.maker import Maker
from webapp.households.poverty.models import PovertyStandard
from webapp.households.poverty.standards import national_standards
from webapp.people.models import OrgLink, OrgUnit, PartyOrg, PartyOrgLink

LONG_AGO = date(1990, 1, 1)  # before any date the register asks for
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
FIRST_DAY_UNDER_PROVINCE = date(2025, 7, 1)
ORGS_SINCE = date(2010, 1, 1)
PREPARING_SINCE = date(2018, 10, 2)
"""Of the four branches without a pilot."""


@dataclass
class Land:
    province: OrgUnit
    commune: OrgUnit
    hamlets: dict[str, OrgUnit]
    committee: PartyOrg
    branches: dict[str, PartyOrg]
    """By hamlet letters or workplace slug."""


def make_land(maker: Maker) -> Land:
    commune = _unit(maker, "huu-khuong", "commune", "Xã", "Hữu Khuông")
    for row in national_standards():
        maker.row(PovertyStandard, f"standard/{row['code']}/{row['area']}", **row)
    province = _upper_levels(maker, commune)
    hamlets = {hamlet.letters: _hamlet(maker, commune, hamlet) for hamlet in HAMLETS}
    committee = _org(maker, commune, "committee", kind="committee", name="Đảng ủy xã Hữu Khuông", symbol="ĐU")
    branches = {}
    for hamlet in HAMLETS:
        unit = hamlets[hamlet.letters]
        begun = maker.day(hamlet.pilot.begun) if hamlet.pilot else None
        since = begun or maker.day(PREPARING_SINCE)
        branches[hamlet.letters] = _branch(
            maker, unit, committee, hamlet.letters, branch_kind="hamlet", name=f"Chi bộ {hamlet.name}",
            rollout="running" if begun else "preparing", rollout_from=since,
        )  # fmt: skip
    for work in WORKPLACES:
        branches[work.slug] = _branch(
            maker, commune, committee, work.slug, branch_kind=work.kind, name=work.name
        )
    return Land(province, commune, hamlets, committee, branches)


def _upper_levels(maker: Maker, commune: OrgUnit) -> OrgUnit:
    """Legal dates: not shifted."""
    country = _unit(maker, "viet-nam", "country", "", "Việt Nam")
    province = _unit(maker, "nghe-an", "province", "Tỉnh", "Nghệ An")
    district = _unit(maker, "tuong-duong", "district", "Huyện", "Tương Dương")
    district.active_to = LAST_DAY_OF_DISTRICTS
    _link(maker, province, country, LONG_AGO)
    _link(maker, district, province, LONG_AGO, LAST_DAY_OF_DISTRICTS)
    _link(maker, commune, district, LONG_AGO, LAST_DAY_OF_DISTRICTS)
    _link(maker, commune, province, FIRST_DAY_UNDER_PROVINCE)
    return province


def _hamlet(maker: Maker, commune: OrgUnit, hamlet: DemoHamlet) -> OrgUnit:
    unit = _unit(maker, hamlet.letters, "hamlet", "Bản", hamlet.name, *hamlet.aliases)
    unit.letters = hamlet.letters
    _link(maker, unit, commune, LONG_AGO)
    return unit


def _unit(maker: Maker, slug: str, kind: str, prefix: str, name: str, *aliases: str) -> OrgUnit:
    folded = " | ".join(fold_text(spelling) for spelling in (name, *aliases))
    return maker.row(
        OrgUnit, f"unit/{slug}", kind=kind, prefix=prefix, name=name, aliases=list(aliases), folded=folded
    )


def _link(
    maker: Maker, child: OrgUnit, parent: OrgUnit, valid_from: date, valid_to: date | None = None
) -> None:
    path = f"link/{child.name}/{parent.name}"
    maker.row(OrgLink, path, child_id=child.id, parent_id=parent.id, valid_from=valid_from, valid_to=valid_to)


def _branch(
    maker: Maker, unit: OrgUnit, committee: PartyOrg, slug: str, **values: str | date | None
) -> PartyOrg:
    branch = _org(maker, unit, slug, kind="branch", symbol="CB", **values)
    maker.row(
        PartyOrgLink, f"branch-link/{slug}",
        child_id=branch.id, parent_id=committee.id, valid_from=maker.day(ORGS_SINCE),
    )  # fmt: skip
    return branch


def _org(maker: Maker, unit: OrgUnit, slug: str, **values: str | date | None) -> PartyOrg:
    return maker.row(PartyOrg, f"org/{slug}", unit_id=unit.id, **values)
