"""Huồi Cọ in miniature: three members, four households, an office. All names are invented."""

import pickle
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path

from tortoise import connections
from tortoise.transactions import in_transaction

from webapp.accounts.models import Account
from webapp.core.database.db import new_id, open_database
from webapp.people.models import BranchMembership, Member, MemberStatus, OrgUnit, PartyOrg, Position
from webapp.register.charge_models import Assignment, GroupPlace, HouseholdGroup
from webapp.register.models import Cluster, Consent, Household
from webapp.web.person import Role

LONG_AGO = date(2016, 7, 1)


@dataclass
class World:
    commune: OrgUnit
    hamlet: OrgUnit
    other_hamlet: OrgUnit
    branch: PartyOrg
    dan: Member
    """In charge of `an` and `bao`."""
    en: Member
    """In charge of `canh`: the stranger to Dần's households."""
    khoa: Member
    """Secretary of the branch, in charge of nobody."""
    an: Household
    bao: Household
    canh: Household
    far: Household
    """In another hamlet, in nobody's charge."""
    clerk: Account
    secretary: Account
    viewer: Account


@dataclass
class _Made:
    """The world as it was built once, to be put into an empty database at one stroke."""

    rows: bytes
    world: bytes
    ids: re.Pattern[bytes]

    def of_new_ids(self) -> tuple[str, World]:
        """An id of its own for each row, as if it were built anew: the product keeps counts of people by it."""
        ids: defaultdict[bytes, bytes] = defaultdict(lambda: new_id().encode())
        rows, world = (self.ids.sub(lambda found: ids[found[0]], text) for text in (self.rows, self.world))
        return rows.decode(), pickle.loads(world)


_made: list[_Made] = []


async def build_world() -> World:
    if not _made:
        return await _build()
    rows, world = _made[0].of_new_ids()
    await connections.get("default").execute_script(rows)
    return world


async def keep_world(path: Path) -> None:
    """Build it in this empty database, for all that ask for it later."""
    async with open_database(f"sqlite://{path}"):
        world = await _build()
    with closing(sqlite3.connect(path)) as connection:
        tables = [t for t in _tables(connection) if connection.execute(f'SELECT 1 FROM "{t}"').fetchone()]
        rows = "\n".join(["BEGIN;", *(_insert(connection, table) for table in tables), "COMMIT;"])
        ids = [id_ for table in tables for (id_,) in connection.execute(f'SELECT id FROM "{table}"')]
    _made.append(_Made(rows.encode(), pickle.dumps(world), re.compile("|".join(ids).encode())))


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Each behind those it points to."""
    tables = [name for (name,) in connection.execute("SELECT name FROM pragma_table_list WHERE type='table'")]
    needs = {
        table: {key[2] for key in connection.execute(f'PRAGMA foreign_key_list("{table}")')} - {table}
        for table in tables
        if not table.startswith(("sqlite_", "tortoise_"))
    }
    return list(TopologicalSorter(needs).static_order())


def _insert(connection: sqlite3.Connection, table: str) -> str:
    """For SQLite and PostgreSQL: both make the column's own type of a quoted value."""
    rows = connection.execute(f'SELECT * FROM "{table}"')
    columns = ", ".join(f'"{column[0]}"' for column in rows.description)
    values = ", ".join(f"({', '.join(map(_quoted, row))})" for row in rows)
    return f'INSERT INTO "{table}" ({columns}) VALUES {values};'


def _quoted(value: object) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


async def _build() -> World:
    commune = OrgUnit(kind="commune", name="Hữu Khuông", prefix="Xã", commune="")
    commune.commune = commune.id
    await commune.save()
    c = {"commune": commune.id}
    hamlet = await OrgUnit.create(kind="hamlet", name="Huồi Cọ", prefix="Bản", letters="HC", **c)
    other = await OrgUnit.create(
        kind="hamlet", name="Bản Xàn", prefix="Bản", letters="XA", aliases=["Sàn"], **c
    )
    branch = await PartyOrg.create(
        unit=hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Huồi Cọ",
        rollout="running", rollout_from=LONG_AGO, **c,
    )  # fmt: skip
    dan = await _member(branch, "Lô Văn Dần")
    en = await _member(branch, "Vi Thị Én")
    khoa = await _member(branch, "Cụt Đình Khoa")
    await Position.create(member=khoa, org=branch, kind="secretary", valid_from=LONG_AGO, **c)
    cluster = await Cluster.create(hamlet=hamlet, name="Khe trên", order=1, **c)
    an = await _household(hamlet, cluster, 1, "Moong Thị An", people=4)
    bao = await _household(hamlet, cluster, 2, "Lữ Văn Bảo", people=6)
    canh = await _household(hamlet, cluster, 3, "Kha Y Cảnh", people=3)
    far = await _household(other, None, 1, "Ốc Bá Xồng", people=5)
    await _in_charge(branch, 1, dan, an, bao)
    await _in_charge(branch, 2, en, canh)
    return World(
        commune, hamlet, other, branch, dan, en, khoa, an, bao, canh, far,
        clerk=await _account(commune, "vanphong", "Hà Thị Ơn", Role.COMMUNE_OFFICE),
        secretary=await _account(commune, "bithu", "Ngân Văn Phúc", Role.COMMUNE_SECRETARY),
        viewer=await _account(commune, "tinh", "Quang Thị Nga", Role.PROVINCE_VIEWER),
    )  # fmt: skip


async def more_households(world: World, count: int, *, group: int = 10) -> list[Household]:
    """More for Dần to take care of, in one group more."""
    found = [
        await _household(world.hamlet, None, group + place, f"Lương Thị Hoa {place}", people=3 + place % 5)
        for place in range(count)
    ]
    await _in_charge(world.branch, group, world.dan, *found)
    return found


async def members_with(world: World, count: int, households: int) -> list[Member]:
    """So many members, each in charge of a group of so many households."""
    found = []
    async with in_transaction():
        for number in range(count):
            member = await _member(world.branch, f"Lương Văn Bảy {number}")
            places = range(100 + number * households, 100 + (number + 1) * households)
            homes = [await _household(world.hamlet, None, n, f"Vi Thị Hoa {n}", people=4) for n in places]
            await _in_charge(world.branch, 100 + number, member, *homes)
            found.append(member)
    return found


async def _member(branch: PartyOrg, name: str) -> Member:
    member = await Member.create(full_name=name, birth_year=1970, commune=branch.commune)
    await MemberStatus.create(member=member, status="active", valid_from=LONG_AGO, commune=branch.commune)
    await BranchMembership.create(member=member, branch=branch, valid_from=LONG_AGO, commune=branch.commune)
    return member


async def _household(
    hamlet: OrgUnit, cluster: Cluster | None, place: int, head: str, *, people: int
) -> Household:
    household = await Household.create(
        code=f"{hamlet.letters}-{place:03d}",
        hamlet=hamlet,
        cluster=cluster,
        path_order=place * 10,
        head_name=head,
        people=people,
        origin={"head_name": head, "people": people, "head_phone": None, "preferred_contact": None},
        commune=hamlet.commune,
    )
    await Consent.create(household=household, answer="given", asked_on=LONG_AGO, commune=hamlet.commune)
    return household


async def _in_charge(branch: PartyOrg, number: int, member: Member, *households: Household) -> None:
    c = {"commune": branch.commune, "valid_from": LONG_AGO}
    group = await HouseholdGroup.create(branch=branch, number=number, commune=branch.commune)
    for household in households:
        await GroupPlace.create(group=group, household=household, **c)
    await Assignment.create(group=group, member=member, **c)


async def _account(commune: OrgUnit, username: str, name: str, role: Role) -> Account:
    return await Account.create(
        username=username, password_hash="-", name=name, role=role, unit=commune, commune=commune.id
    )
