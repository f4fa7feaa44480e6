"""Handover pages of the two members: open matters, confirmation, minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tortoise.exceptions import DoesNotExist
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.assignments.charge.handovers import HandingOver, handing_over
from webapp.assignments.charge.models import Handover
from webapp.concerns.models import Concern
from webapp.concerns.queries import concerns_visible_to
from webapp.core.i18n import HERE, local_time
from webapp.handovers.overview_page import handovers_led_by
from webapp.households.due_visits import HouseholdLine
from webapp.households.family.needs import NamedNeed, open_needs_of
from webapp.households.lately import BETWEEN_NEIGHBOURS, SETTLED
from webapp.households.viewer import Viewer
from webapp.people.models import OrgUnit
from webapp.register.models import Household
from webapp.register.queries import merged_sources


@dataclass(frozen=True)
class HandedHousehold:
    standing: HouseholdLine
    concerns: list[Concern]
    needs: list[NamedNeed]


@dataclass(frozen=True)
class Handing:
    handing: HandingOver
    homes: list[HandedHousehold]
    mine: bool
    """Whether this person gave the households away, or took them over."""
    asked: bool


async def handing_page(viewer: Viewer, mine: Sequence[HandingOver]) -> dict[str, Any]:
    """`mine`: from `handovers_of`. Raises `DoesNotExist` if nothing is left to read or confirm."""
    if not mine:
        raise DoesNotExist(Handover)
    me = viewer.member_id
    found = []
    for one in mine:
        gave = one.row.before_id == me
        concerns = _left_by(one) if gave else await concerns_visible_to(viewer)
        homes = await _homes(viewer, one, concerns, until=one.row.since if gave else None)
        found.append(Handing(one, homes, gave, one.waits_for(me)))
    return {"handings": found}


def _left_by(one: HandingOver) -> QuerySet[Concern]:
    """What the former carer wrote or knew by the last day."""
    until = datetime.combine(one.row.since, time(), HERE)
    own = Q(by_id=one.row.before_id)
    return Concern.filter(
        own | (Q(recorded_at__lt=until, received_at__lt=until) & ~Q(category__in=BETWEEN_NEIGHBOURS))
    )


async def _homes(
    viewer: Viewer, one: HandingOver, concerns: QuerySet[Concern], *, until: date | None = None
) -> list[HandedHousehold]:
    """`until`: only needs known before."""
    rows = await Household.filter(id__in=one.homes, closed_on=None).order_by("hamlet_id", "path_order")
    sources = await merged_sources(one.homes)
    open_concerns: dict[str, list[Concern]] = {}
    waiting = concerns.filter(household_id__in=[*one.homes, *sources]).exclude(status__in=list(SETTLED))
    for concern in await waiting.order_by("recorded_at", "id"):
        owner = sources.get(concern.household_id, concern.household_id)
        open_concerns.setdefault(owner, []).append(concern)
    needs = await open_needs_of(one.homes, sources)
    return [
        HandedHousehold(
            line,
            open_concerns.get(line.household.id, []),
            [need for need in needs[line.household.id] if until is None or _known(need, until)]
            if line.allows("needs")
            else [],
        )
        for line in await viewer.household_lines(rows)
    ]


def _known(need: NamedNeed, until: date) -> bool:
    return need.opened_on < until and local_time(need.written_at).date() < until


async def minutes_page(viewer: Viewer, handover_id: str) -> dict[str, Any]:
    """Only counts of open matters: the paper lies about."""
    found = await handing_over(handovers_led_by(viewer.person).filter(id=handover_id))
    if not found:
        raise DoesNotExist(Handover)
    [one] = found
    return {
        "one": one,
        "homes": await _homes(viewer, one, Concern.all()),
        "commune": await OrgUnit.get(id=viewer.person.commune),
        "today": viewer.day,
    }
