"""Comings and goings that may be the same one, told by two people; and what was said about them."""

from collections.abc import Iterable, Sequence

from webapp.households.models import PopulationChoice, PopulationEvent


async def marked(rows: Sequence[PopulationEvent]) -> list[PopulationEvent]:
    """With whether each counts, and whether it is perhaps another one told again."""
    if not rows:
        return []
    choices = PopulationChoice.filter(household_id__in=list({row.household_id for row in rows}))
    said = {
        str(event): bool(counts)
        for event, counts in await choices.order_by("at", "id").values_list("event", "counts")
    }
    return mark(rows, said)


def mark(rows: Sequence[PopulationEvent], said: dict[str, bool]) -> list[PopulationEvent]:
    for row in rows:
        row.void = said.get(row.opid) is False
    for row in rows:
        row.doubt = any(_same(row, other, said) for other in rows)
    return list(rows)


def _same(row: PopulationEvent, other: PopulationEvent, said: dict[str, bool]) -> bool:
    """Two people, one household, one sort, one time; until somebody has said of both that they count."""
    alike = (row.household_id, row.kind) == (other.household_id, other.kind)
    if not alike or _writer(row) == _writer(other) or row.void or other.void:
        return False
    return _may_be_one_time(row, other) and not (row.opid in said and other.opid in said)


def _may_be_one_time(row: PopulationEvent, other: PopulationEvent) -> bool:
    first, last = sorted([row, other], key=lambda one: one.happened_on)
    names = {"year": "%Y", "month": "%Y-%m"}
    for rough in (row.precision, other.precision):
        if rough in names:
            return first.happened_on.strftime(names[rough]) == last.happened_on.strftime(names[rough])
    if "week" in (row.precision, other.precision):
        return (last.happened_on - first.happened_on).days < 7
    return first.happened_on == last.happened_on


def _writer(row: PopulationEvent) -> str:
    return row.by_id or row.by_name


def doubtful(rows: Iterable[PopulationEvent]) -> list[PopulationEvent]:
    return [row for row in rows if row.doubt]
