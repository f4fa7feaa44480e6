"""Family requests: list, answer, inform the family."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from webapp.core.calendar import today
from webapp.households.due_visits import HouseholdLine
from webapp.households.family.models import FamilyRequest
from webapp.households.family.request_form import RequestAnswerForm
from webapp.households.requests.models import FamilyAnswer
from webapp.households.viewer import Viewer
from webapp.web.person import Person

SETTLED_SHOWN = 30


@dataclass(frozen=True)
class Wish:
    request: FamilyRequest
    answer: FamilyAnswer | None
    standing: HouseholdLine | None = None


async def wishes_of(household_ids: Iterable[str]) -> dict[str, list[Wish]]:
    """Newest first."""
    ids = list(household_ids)
    rows = await FamilyRequest.filter(household_id__in=ids).order_by("-asked_on", "-recorded_at", "id")
    answers = await _answers(rows)
    found: dict[str, list[Wish]] = {id_: [] for id_ in ids}
    for row in rows:
        found[row.household_id].append(Wish(row, answers.get(row.id)))
    return found


def unfinished_requests(wishes: Sequence[Wish]) -> list[Wish]:
    """Unanswered, or family not informed."""
    return [one for one in wishes if one.answer is None or one.answer.told_on is None]


async def _answers(rows: Sequence[FamilyRequest]) -> dict[str, FamilyAnswer]:
    found = await FamilyAnswer.filter(request__in=[row.id for row in rows]) if rows else []
    return {one.request: one for one in found}


async def unanswered_count(viewer: Viewer) -> int:
    rows = FamilyRequest.filter(commune=viewer.person.commune, household_id__in=await viewer.visible_ids())
    ids = {str(id_) for id_ in await rows.values_list("id", flat=True)}
    return len(ids - {one.request for one in await FamilyAnswer.filter(request__in=ids)} if ids else ids)


async def requests_page(viewer: Viewer, form: RequestAnswerForm | None = None) -> dict[str, Any]:
    """Open oldest first, settled newest first."""
    rows = await FamilyRequest.filter(
        commune=viewer.person.commune, household_id__in=await viewer.visible_ids()
    ).prefetch_related("household__hamlet")
    homes = {row.household_id: row.household for row in rows}
    known = {one.household.id: one for one in await viewer.household_lines(list(homes.values()))}
    answers = await _answers(rows)
    wishes = [
        Wish(row, answers.get(row.id), known[row.household_id])
        for row in sorted(rows, key=lambda row: (row.asked_on, row.recorded_at, row.id))
    ]
    open_ones = [one for one in wishes if one.answer is None]
    to_tell = [one for one in wishes if one.answer and one.answer.told_on is None]
    settled = [one for one in wishes if one.answer and one.answer.told_on]
    return {
        "groups": [("open", open_ones), ("to_tell", to_tell), ("settled", settled[::-1][:SETTLED_SHOWN])],
        "form": form or RequestAnswerForm({"request": "", "outcome": "", "reason": ""}),
    }


async def request_visible_to(viewer: Viewer, request_id: str) -> FamilyRequest:
    return await FamilyRequest.get(
        id=request_id, commune=viewer.person.commune, household_id__in=await viewer.visible_ids()
    )


async def answer_request(person: Person, request: FamilyRequest, form: RequestAnswerForm) -> None:
    """First answer wins."""
    await FamilyAnswer.get_or_create(
        commune=request.commune,
        request=request.id,
        defaults={
            "done": form.done,
            "reason": form.reason,
            "by_name": person.name,
            "at": datetime.now(UTC),
        },
    )


async def tell_family(person: Person, request: FamilyRequest) -> None:
    answered = FamilyAnswer.filter(request=request.id, commune=request.commune, told_on=None)
    await answered.update(told_on=today(), told_by=person.name)
