"""Poverty outcomes: record, correct, count."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.core.i18n import gettext as _
from webapp.households.poverty.models import PovertyRecord
from webapp.households.poverty.outcome_form import PovertyForm, does_not_fit
from webapp.households.viewer import Viewer
from webapp.register.models import Household
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person

NAMED_AT_ONCE = 10


async def standing_records(viewer: Viewer) -> QuerySet[PovertyRecord]:
    found = PovertyRecord.filter(commune=viewer.person.commune, replaced=False)
    if viewer.person.in_office:
        return found.filter(household__closed_on=None)
    return found.filter(household_id__in=await viewer.visible_ids())


async def write_outcomes(person: Person, homes: Sequence[Household], form: PovertyForm, op: str) -> None:
    """Atomic; idempotent by `op`; fills `form.errors`."""
    async with in_transaction():
        locked = (
            await Household.filter(id__in=[home.id for home in homes]).order_by("code").select_for_update()
        )
        if await earlier_post(PovertyRecord, op, commune=person.commune):
            return
        corrected = await _corrected(form, locked)
        await _check(form, locked)
        if form.errors:
            return
        if corrected:
            corrected.replaced = True
            await corrected.save(update_fields=["replaced"])
        at = datetime.now(UTC)
        await PovertyRecord.bulk_create([_record(person, home, form, op, at) for home in locked])


async def _corrected(form: PovertyForm, homes: Sequence[Household]) -> PovertyRecord | None:
    if not form.corrects:
        return None
    ids = [home.id for home in homes]
    found = await PovertyRecord.get_or_none(id=form.corrects, household_id__in=ids, replaced=False)
    if found is None:
        form.errors["corrects"] = _("This entry was corrected already.")
    return found


async def _check(form: PovertyForm, homes: Sequence[Household]) -> None:
    others: dict[str, list[PovertyRecord]] = {home.id: [] for home in homes}
    rows = PovertyRecord.filter(household_id__in=list(others), replaced=False).exclude(id=form.corrects)
    for row in await rows.order_by("decision_date"):
        others[row.household_id].append(row)
    twice = [home.code for home in homes if any(_same_day(form, row) for row in others[home.id])]
    wrong = [home.code for home in homes if does_not_fit(_before(form, others[home.id]), *_to(form))]
    if twice:
        told = {"codes": _some(twice)}
        form.errors["codes"] = (
            _("A decision of this day is written down already, correct that one: %(codes)s") % told
        )
    elif wrong:
        told = {"codes": _some(wrong)}
        form.errors["change"] = _("This change does not fit what was decided before: %(codes)s") % told


def _same_day(form: PovertyForm, row: PovertyRecord) -> bool:
    return row.decision_date == form.decision_date


def _to(form: PovertyForm) -> tuple[str, str]:
    return form.poverty_class, form.change


def _before(form: PovertyForm, rows: Iterable[PovertyRecord]) -> str:
    return ([""] + [row.poverty_class for row in rows if row.decision_date < form.decision_date])[-1]


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED_AT_ONCE]) + (" …" if len(codes) > NAMED_AT_ONCE else "")


def _record(person: Person, home: Household, form: PovertyForm, op: str, at: datetime) -> PovertyRecord:
    return PovertyRecord(
        household=home,
        commune=home.commune,
        poverty_class=form.poverty_class,
        change=form.change,
        decision_no=form.decision_no,
        decision_date=form.decision_date,
        review_kind=form.review_kind,
        source="UBND xã",
        by_name=person.name,
        at=at,
        form=op,
        corrects=form.corrects,
        reason=form.reason,
    )


async def households_to_review(viewer: Viewer, form: PovertyForm) -> list[Household]:
    """Poor, near-poor, and added codes. Unknown codes are form errors."""
    added = await found_by_codes(viewer, form) if form.codes else []
    if "codes" in form.errors:
        form.errors["listed"] = form.errors.pop("codes")
    visible = await viewer.visible()
    newest = {
        row.household_id: row
        async for row in (await standing_records(viewer)).order_by("decision_date", "id")
    }
    poor = [id_ for id_, row in newest.items() if group_of(row.poverty_class) != "other"]
    found = {home.id: home for home in [*await visible.filter(id__in=poor), *added]}
    return list(found.values())


async def found_by_codes(viewer: Viewer, form: PovertyForm) -> list[Household]:
    """Unknown codes are form errors."""
    homes = await (await viewer.visible()).filter(code__in=form.codes).order_by("code")
    missing = sorted(set(form.codes) - {home.code for home in homes})
    if not form.codes:
        form.errors["codes"] = _("Write or choose the codes of the households.")
    elif missing:
        form.errors["codes"] = _("No household has this code: %(codes)s") % {"codes": _some(missing)}
    return homes


async def classes_by_hamlet(viewer: Viewer) -> dict[str, Counter[str]]:
    """Without a decision: other."""
    newest: dict[str, str] = {}
    for id_, outcome in (
        await (await standing_records(viewer))
        .order_by("decision_date", "id")
        .values_list("household_id", "poverty_class")
    ):
        newest[str(id_)] = str(outcome)
    found: dict[str, Counter[str]] = {}
    for hamlet, id_ in await (await viewer.visible()).values_list("hamlet_id", "id"):
        found.setdefault(str(hamlet), Counter())[group_of(newest.get(str(id_), ""))] += 1
    return found


def group_of(outcome: str) -> str:
    return outcome if outcome in ("poor", "near_poor") else "other"


async def escaped_between(viewer: Viewer, first: date, last: date) -> QuerySet[PovertyRecord]:
    return (await standing_records(viewer)).filter(
        change="escaped_poverty", decision_date__gte=first, decision_date__lte=last
    )


async def escapes_by_hamlet(viewer: Viewer, first: date, last: date) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    rows = await escaped_between(viewer, first, last)
    for hamlet, outcome in await rows.values_list("household__hamlet_id", "poverty_class"):
        found.setdefault(str(hamlet), Counter())[group_of(str(outcome))] += 1
    return found


async def history_of(household: Household) -> list[dict[str, Any]]:
    """Newest first, with reasons of corrections."""
    rows = await PovertyRecord.filter(household_id=household.id).order_by("-decision_date", "replaced", "-at")
    return [{"row": row, "why": next((r.reason for r in rows if r.corrects == row.id), "")} for row in rows]


async def poverty_of(households: list[Household], day: date = date.max) -> dict[str, str]:
    records = await PovertyRecord.filter(
        household_id__in=[h.id for h in households], replaced=False, decision_date__lte=day
    ).order_by("decision_date", "id")
    return {record.household_id: record.poverty_class for record in records}
