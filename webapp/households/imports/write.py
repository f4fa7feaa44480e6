"""Writes valid rows into the register: codes, path order, clusters, groups, poverty classes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.core.calendar import read_day
from webapp.core.database.db import new_id
from webapp.core.vi_text import fold_text
from webapp.households.hamlets.models import NeighbourGroup
from webapp.households.imports.group_names import NamedGroup
from webapp.households.imports.register_index import IndexedHamlet, Known, Register
from webapp.households.imports.write_groups import group_in, numbers_of_groups, put_into_groups
from webapp.households.poverty.models import PovertyRecord
from webapp.people.models import OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.codes import _last_number, _letters
from webapp.register.models import Cluster, Household, HouseholdImport

Kept = dict[str, Any]
"""Stored between preview and confirmation."""


@dataclass
class PovertyDecision:
    """Empty: no poverty class is recorded."""

    number: str = ""
    day: date | None = None

    @classmethod
    def named(cls, number: str, day: str) -> "PovertyDecision":
        """From the title; empty without a valid day."""
        read = read_day(day)
        return cls(number, read) if number and read else cls()


@dataclass
class ImportResult:
    households: int = 0
    found_meanwhile: list[int] = field(default_factory=list)  # lines added since the preview
    clusters: list[str] = field(default_factory=list)  # ids of new ones
    last: dict[str, int] = field(default_factory=dict)  # hamlet letters -> last number
    groups: list[str] = field(default_factory=list)  # ids of new ones
    poverty: int = 0


async def register_of(commune: str) -> Register:
    clusters = await Cluster.filter(commune=commune).order_by("order")
    names = {cluster.id: cluster.name for cluster in clusters}
    known = await Household.filter(commune=commune, closed_on=None).values_list(
        "code", "hamlet_id", "head_name", "cluster_id", "id"
    )
    groups = await NeighbourGroup.filter(commune=commune, ended_on=None).order_by("number")
    numbers = await numbers_of_groups(commune)
    return Register(
        [
            IndexedHamlet(
                hamlet.id,
                hamlet.full_name,
                tuple(hamlet.aliases),
                [cluster.name for cluster in clusters if cluster.hamlet_id == hamlet.id],
                [NamedGroup(one.number, one.name) for one in groups if one.hamlet_id == hamlet.id],
            )
            for hamlet in await hamlets_of(commune)
        ],
        [
            Known(code, hamlet, head, names.get(cluster, ""), numbers.get(id_, ""))
            for code, hamlet, head, cluster, id_ in known
        ],
    )


async def write_households(
    listed_in: HouseholdImport, rows: Sequence[Kept], decision: PovertyDecision
) -> ImportResult:
    """Assigns codes: call in a transaction that locks the commune's row."""
    written = ImportResult()
    register = await register_of(listed_in.commune)
    right = []
    for row in rows:
        known = register.household(row["hamlet_id"], row["head_name"], row["cluster"], group_in(row).known_by)
        if known and not row.get("apart"):
            written.found_meanwhile.append(row["line"])
        else:
            right.append(row)
    by_hamlet: dict[str, list[Kept]] = {}
    for row in right:
        by_hamlet.setdefault(row["hamlet_id"], []).append(row)
    for hamlet in await OrgUnit.filter(id__in=list(by_hamlet), commune=listed_in.commune):
        await _fill(hamlet, by_hamlet[hamlet.id], listed_in, decision, written)
    return written


async def _fill(
    hamlet: OrgUnit,
    rows: list[Kept],
    listed_in: HouseholdImport,
    decision: PovertyDecision,
    written: ImportResult,
) -> None:
    clusters = await _clusters(hamlet, rows, written)
    order = {id: place for place, id in enumerate(clusters.values())}
    # Keep neighbours together.
    rows.sort(key=lambda row: (order.get(clusters.get(fold_text(row["cluster"]), ""), len(order)), row["at"]))
    letters, number = await _letters(hamlet), await _last_number(hamlet)
    farthest = await Household.filter(hamlet_id=hamlet.id).order_by("-path_order").first()
    along = farthest.path_order if farthest else 0
    households, classes = [], []
    for count, row in enumerate(rows, start=1):
        household = _household(row, hamlet, clusters.get(fold_text(row["cluster"])), listed_in)
        household.code, household.path_order = f"{letters}-{number + count:03d}", along + 10 * count
        households.append(household)
        if row["poverty"] and decision.day:
            classes.append(_class(household, row["poverty"], listed_in.report["title"], decision))
    await Household.bulk_create(households, batch_size=200)
    await PovertyRecord.bulk_create(classes, batch_size=200)
    grouped = [(group_in(row), home) for row, home in zip(rows, households, strict=True)]
    written.groups += await put_into_groups(hamlet, [one for one in grouped if one[0].given])
    written.households += len(households)
    written.poverty += len(classes)
    written.last[letters] = number + len(rows)


def _household(row: Kept, hamlet: OrgUnit, cluster_id: str | None, listed_in: HouseholdImport) -> Household:
    told = {"head_name": row["head_name"], "people": row["people"], "head_phone": row["phone"]}
    household = Household(
        commune=hamlet.commune,
        hamlet_id=hamlet.id,
        cluster_id=cluster_id,
        listed_in_id=listed_in.id,
        origin=told | {"preferred_contact": None},
        **told,
    )
    household.derive()
    return household


def _class(household: Household, poverty: str, source: str, decision: PovertyDecision) -> PovertyRecord:
    return PovertyRecord(
        commune=household.commune,
        household_id=household.id,
        poverty_class=poverty,
        change="stay",  # lists give no start
        decision_no=decision.number,
        decision_date=decision.day,
        review_kind="list",
        source=source,
    )


async def _clusters(hamlet: OrgUnit, rows: Iterable[Kept], written: ImportResult) -> dict[str, str]:
    """By folded name. Creates missing ones."""
    known = await Cluster.filter(hamlet_id=hamlet.id).order_by("order")
    found = {fold_text(cluster.name): cluster.id for cluster in known}
    last = max((cluster.order for cluster in known), default=0)
    for row in rows:
        if row["cluster"] and fold_text(row["cluster"]) not in found:
            last += 1
            made = await Cluster.create(
                id=new_id(), commune=hamlet.commune, hamlet_id=hamlet.id, name=row["cluster"], order=last
            )
            found[fold_text(made.name)] = made.id
            written.clusters.append(made.id)
    return found
