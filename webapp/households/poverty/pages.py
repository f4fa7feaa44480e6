"""Page values: poor list."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.core.calendar import today
from webapp.core.i18n import show_date
from webapp.households.due_visits import household_lines
from webapp.households.poverty.models import PovertyRecord, PovertyStandard
from webapp.households.poverty.outcome_form import PovertyForm
from webapp.households.poverty.outcomes import (
    classes_by_hamlet,
    escaped_between,
    escapes_by_hamlet,
    group_of,
    history_of,
    standing_records,
)
from webapp.households.poverty.reviews import progress_of, reviews_of
from webapp.households.viewer import Viewer
from webapp.people.models import OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.models import Household
from webapp.web.pages import PAGE_SIZE, pager

GROUPS = ("poor", "near_poor", "other")
TELLING = ("to_inform", "to_tell", "again")


@dataclass(frozen=True)
class PovertyRow:
    """`hamlet` None: total."""

    hamlet: OrgUnit | None
    counts: Mapping[str, int]
    escaped: Counter[str]
    first: date
    last: date

    @property
    def id(self) -> str:
        return self.hamlet.id if self.hamlet else ""

    @property
    def entries(self) -> str:
        """Address of the households behind its figures."""
        return f"/households/poverty/entries?hamlet={self.id}&from={self.first}&to={self.last}"

    @property
    def households(self) -> int:
        return sum(self.counts.values())

    @property
    def all_escaped(self) -> int:
        return sum(self.escaped.values())


async def poverty_page(
    viewer: Viewer, first: date, last: date, hamlet: str, form: PovertyForm | None = None
) -> dict[str, Any]:
    counts, escapes = await classes_by_hamlet(viewer), await escapes_by_hamlet(viewer, first, last)
    units = [unit for unit in await hamlets_of(viewer.person.commune) if unit.id in counts]
    rows = [PovertyRow(unit, counts[unit.id], escapes.get(unit.id, Counter()), first, last) for unit in units]
    whole = PovertyRow(None, sum(counts.values(), Counter()), sum(escapes.values(), Counter()), first, last)
    progress = await progress_of(await viewer.visible_ids())
    visible = await viewer.visible()
    return {
        "rows": [*rows, whole],
        "groups": GROUPS,
        "first": first,
        "last": last,
        "units": units,
        "hamlet": hamlet,
        "homes": await household_lines(
            await visible.filter(hamlet_id=hamlet).order_by("path_order") if hamlet else [], today()
        ),
        "standards": await PovertyStandard.filter(commune=viewer.person.commune).order_by(
            "valid_from", "area"
        ),
        "form": form or PovertyForm.empty(),
        "may_write": viewer.person.is_clerk,
        "awaits": {of: len(getattr(progress, of)) for of in TELLING},
    }


@dataclass(frozen=True)
class PovertyLine:
    """`record` None: no decision."""

    name: str
    household: Household
    record: PovertyRecord | None


async def entries_page(
    viewer: Viewer, first: date, last: date, *, of: str, group: str, hamlet: str, page: int
) -> dict[str, Any]:
    """Households behind a figure. `of`: escaped, to_inform, to_tell, again, or empty."""
    escaped = of == "escaped"
    rows = await (escaped_between(viewer, first, last) if escaped else standing_records(viewer))
    newest: dict[str, PovertyRecord] = {
        row.household_id: row for row in await rows.order_by("decision_date", "id")
    }
    visible = await viewer.visible()
    homes = (
        await (visible.filter(hamlet_id=hamlet) if hamlet else visible)
        .prefetch_related("hamlet")
        .order_by("code")
    )
    wanted = {home.id for home in homes} & set(await _asked_for(of, [home.id for home in homes], newest))
    found = [
        (home, newest.get(home.id))
        for home in homes
        if home.id in wanted and _of_group(newest.get(home.id), group)
    ]
    start = (max(1, page) - 1) * PAGE_SIZE
    pages = max(1, -(-len(found) // PAGE_SIZE))
    here = (
        f"of={of if of in (*TELLING, 'escaped') else ''}&class={group}&hamlet={hamlet}&from={first}&to={last}"
    )
    some = found[start : start + PAGE_SIZE]
    names = {one.household.id: one.name for one in await household_lines([home for home, _ in some], today())}
    return {
        "count": len(found),
        "entries": [PovertyLine(names[home.id], home, row) for home, row in some],
        "escaped": escaped,
        "of": of if of in TELLING else "",
        "group": group if group in GROUPS else "",
        "first": first,
        "last": last,
        "pager": pager(min(page, pages), pages, f"/households/poverty/entries?{here}&page="),
    }


async def _asked_for(of: str, ids: list[str], newest: Mapping[str, PovertyRecord]) -> Iterable[str]:
    if of in TELLING:
        found: list[str] = getattr(await progress_of(ids), of)
        return found
    return newest if of == "escaped" else ids


def _of_group(row: PovertyRecord | None, group: str) -> bool:
    return group not in GROUPS or group_of(row.poverty_class if row else "") == group


async def household_poverty_page(
    household: Household, corrects: str, form: PovertyForm | None = None
) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await household_lines([household], today())
    history = await history_of(household)
    rows = {line["row"].id: line["row"] for line in history if not line["row"].replaced}
    chosen = rows.get(corrects)
    return {
        "household": household,
        "standing": standing,
        "history": history,
        "review": (await reviews_of([household.id])).get(household.id),
        "corrected": chosen,
        "form": form or (_as_written(chosen) if chosen else PovertyForm.empty()),
        "standards": await PovertyStandard.filter(commune=household.commune, area="rural").order_by(
            "valid_from"
        ),
    }


def _as_written(row: PovertyRecord) -> PovertyForm:
    return PovertyForm.empty(
        decision_no=row.decision_no,
        decision_date=show_date(row.decision_date),
        poverty_class=row.poverty_class,
        change=row.change,
        review_kind=row.review_kind,
        corrects=row.id,
    )
