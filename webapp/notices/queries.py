"""Queries: notices a person may see, who has still to be told, questions without families."""

from collections.abc import Sequence
from datetime import date

from tortoise.queryset import QuerySet

from webapp.households.due_visits import HouseholdLine, sources_of
from webapp.households.poverty.outcomes import poverty_of
from webapp.households.viewer import Viewer
from webapp.notices.models import Notice, NoticeTold
from webapp.notices.rules import (
    EXPLAINED,
    HamletReach,
    NoticeDue,
    Recipient,
    due_to,
    in_force,
    predecessors,
    reach_of,
)
from webapp.register.consents import families_that_said_no
from webapp.register.models import Household
from webapp.register.queries import merged_sources
from webapp.web.person import Person


def notices_visible_to(person: Person) -> QuerySet[Notice]:
    """The office's drafts are the office's."""
    found = Notice.filter(commune=person.commune)
    return found if person.in_office else found.filter(published_on__not_isnull=True)


async def published_notices(viewer: Viewer) -> list[Notice]:
    """All ever published; asked once a viewer."""
    found = Notice.filter(commune=viewer.person.commune, published_on__not_isnull=True)
    return await viewer.once("notices", lambda: found)


async def own_notices_due(viewer: Viewer) -> dict[str, list[NoticeDue]]:
    """Of the households in care; asked once a viewer."""

    async def ask() -> dict[str, list[NoticeDue]]:
        return await notices_due(viewer, await viewer.lines())

    return await viewer.once("notices due", ask)


async def notices_due(viewer: Viewer, lines: Sequence[HouseholdLine]) -> dict[str, list[NoticeDue]]:
    """By household; three queries."""
    known = await published_notices(viewer)
    current, earlier = in_force(known, viewer.day), predecessors(known)
    if not current:
        return {line.household.id: [] for line in lines}
    told: dict[str, list[NoticeTold]] = {line.household.id: [] for line in lines}
    sources = sources_of(lines)
    for row in await NoticeTold.filter(household_id__in=[*told, *sources]):
        told[sources.get(row.household_id, row.household_id)].append(row)
    classes = await poverty_of([line.household for line in lines])
    return {
        line.household.id: due_to(
            _recipient(line.household, classes, said_no=line.consent.said_no),
            told[line.household.id],
            current,
            earlier,
        )
        for line in lines
    }


def _recipient(household: Household, classes: dict[str, str], *, said_no: bool) -> Recipient:
    children = (household.under_6 or 0) + (household.from_6_to_15 or 0)
    return Recipient(household.hamlet_id, classes.get(household.id, ""), children > 0, said_no)


async def reach_by_hamlet(
    notices: Sequence[Notice], hamlets: Sequence[str], viewer: Viewer
) -> dict[str, list[HamletReach]]:
    """By notice; queries regardless of how many."""
    commune = viewer.person.commune
    homes = await Household.filter(commune=commune, closed_on=None, hamlet_id__in=list(hamlets))
    silent = set(await families_that_said_no(commune, viewer.day))
    classes = await poverty_of(homes)
    sources = await merged_sources([home.id for home in homes])
    known = {home.id: _recipient(home, classes, said_no=home.id in silent) for home in homes}
    first: dict[str, dict[str, date]] = {one.id: {} for one in notices}
    rows = NoticeTold.filter(notice_id__in=list(first), outcome__in=EXPLAINED).order_by("-told_on")
    for notice, id_, on in await rows.values_list("notice_id", "household_id", "told_on"):
        first[notice][sources.get(id_, id_)] = on
    found: dict[str, list[HamletReach]] = {}
    for one in notices:
        meant: dict[str, list[str]] = {id_: [] for id_ in hamlets}
        for id_, recipient in known.items():
            if recipient.gets(one):
                meant[recipient.hamlet_id].append(id_)
        since = one.published_on or viewer.day
        found[one.id] = [
            reach_of(id_, homes_, first[one.id], since) for id_, homes_ in meant.items() if homes_
        ]
    return found


async def questions_about(notice: Notice, hamlets: Sequence[str], day: date) -> list[NoticeTold]:
    """Oldest first, of families of these hamlets that keep records; pages show no household."""
    rows = NoticeTold.filter(notice_id=notice.id, household__hamlet_id__in=list(hamlets)).exclude(question="")
    silent = await families_that_said_no(notice.commune, day)
    return await rows.exclude(household_id__in=silent).order_by("told_on", "id")
