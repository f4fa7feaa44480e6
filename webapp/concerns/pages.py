"""Page values: concerns, for web and phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.attachments.files_of import files_of
from webapp.concerns.clocks import (
    age_of,
    calendar_for,
    days_without_signal,
    first_to_answer,
    promise_of,
    rises_to,
)
from webapp.concerns.forms import ConcernForm, ConcernStepForm
from webapp.concerns.models import TOGETHER, Concern, ReadyPhrase, Severity
from webapp.concerns.opening import opened_details, openings_of
from webapp.concerns.queries import (
    concerns_visible_to,
    details_told,
    followers_of,
    handlers_known,
    phrases_for,
    same_matters,
)
from webapp.concerns.steps import Story, stories_of
from webapp.concerns.ticks import newest_ticks
from webapp.concerns.workflow import ANSWERED, TABLE, StepAction, steps_open_to
from webapp.core.database.db import now
from webapp.core.i18n import show_daymonth
from webapp.households.due_visits import HouseholdLine
from webapp.households.lately import SETTLED
from webapp.households.viewer import Viewer
from webapp.promises.rules import Promise
from webapp.register.models import Household
from webapp.submissions.phone_clocks import days_wrong_of

REMEMBERED = 30  # settled ones on a phone
TO_MERGE = 30  # newest, to choose from
KEPT = 40  # open ones with a page of their own on a phone
UNSETTLED = ~Q(status__in=SETTLED) | Q(not_done_on__not_isnull=True)


@dataclass(frozen=True)
class ConcernLine:
    concern: Concern
    standing: HouseholdLine
    story: Story
    promise: Promise | None

    @property
    def summary(self) -> str:
        return _told(self.concern, self.standing)[0]

    @property
    def age(self) -> int:
        return age_of(self.concern, self.standing.day)

    @property
    def rises_to(self) -> str:
        return rises_to(self.concern, self.promise)

    def first(self) -> tuple[Any, ...]:
        """Sort key."""
        return first_to_answer(self.concern, self.promise)

    @property
    def to_ask(self) -> bool:
        """The family ticked "not done"; nobody has met it since."""
        day, last = self.concern.not_done_on, self.standing.last
        return day is not None and (last is None or last <= day)

    @property
    def caption(self) -> str:
        said = (
            self.standing.name,
            self.summary,
            self.concern.receipt_code,
            show_daymonth(self.concern.recorded_at),
        )
        return " · ".join(part for part in said if part)


async def concerns_page(viewer: Viewer) -> dict[str, Any]:
    """Answers that the family calls not done, answers to tell, own open, the branch's open, newest settled."""
    visible = await concerns_visible_to(viewer)
    open_ones = visible.filter(UNSETTLED)
    newest = visible.filter(status__in=SETTLED, not_done_on=None).order_by("-recorded_at").limit(REMEMBERED)
    rows = [await some.prefetch_related("household__hamlet") for some in (open_ones, newest)]
    shown = await lines(viewer, [*rows[0], *rows[1]])
    shown[: len(rows[0])] = sorted(shown[: len(rows[0])], key=ConcernLine.first)
    to_ask = [line for line in shown[: len(rows[0])] if line.to_ask]
    waiting = [line for line in shown if line not in to_ask and line.concern.status not in SETTLED]
    settled = [line for line in shown if line not in to_ask and line not in waiting]
    to_tell = [line for line in waiting if line.concern.status == ANSWERED]
    mine = [line for line in waiting if line not in to_tell and line.concern.by_id == viewer.person.member_id]
    return {
        "place": await viewer.place(),
        "groups": [
            ("to_ask", to_ask),
            ("to_tell", to_tell),
            ("mine", mine),
            ("others", [line for line in waiting if line not in mine and line not in to_tell]),
            ("settled", settled),
        ],
    }


async def lines(viewer: Viewer, rows: Sequence[Concern]) -> list[ConcernLine]:
    """O(1) queries, none for no rows; they have household and hamlet fetched."""
    if not rows:
        return []
    households = {row.household_id: row.household for row in rows}
    known = {one.household.id: one for one in await viewer.household_lines(list(households.values()))}
    stories, calendar = await stories_of(rows), await calendar_for(viewer)
    return [
        ConcernLine(row, known[row.household_id], stories[row.id], promise_of(row, stories[row.id], calendar))
        for row in rows
    ]


def _told(concern: Concern, standing: HouseholdLine) -> tuple[str, str]:
    """Summary and body; none from before a refusal."""
    return ("", "") if standing.hides(concern) else (concern.summary, concern.body)


@dataclass(frozen=True)
class Surroundings:
    """What the page of a concern needs to know beside it."""

    same: Sequence[ConcernLine] = ()
    """What it may be merged with."""
    followers: Sequence[Concern] = ()
    """Merged with it; leaders only."""
    handlers: Sequence[str] = ()
    """To choose from."""
    phrases: Sequence[ReadyPhrase] = ()
    """To answer with."""


async def concern_page(
    viewer: Viewer, concern_id: str, form: ConcernStepForm | None = None
) -> dict[str, Any]:
    visible = await concerns_visible_to(viewer)
    concern = await visible.get(id=concern_id).prefetch_related("household__hamlet")
    [line], files = await lines(viewer, [concern]), (await files_of([concern.id]))[concern.id]
    tick, around = (
        (await newest_ticks([concern.id])).get(concern.id),
        await _surroundings(viewer, concern, visible),
    )
    shown = _concern_values(viewer, line, around, form or ConcernStepForm.empty())
    shown["files"] = [] if shown["shut"] else files
    shown["tell"] = shown["tell"] or await opened_details(viewer.person, concern)
    openings = await openings_of(concern) if viewer.person.leads else []
    return shown | {"days_wrong": await days_wrong_of(concern), "tick": tick, "openings": openings}


async def _surroundings(viewer: Viewer, concern: Concern, visible: QuerySet[Concern]) -> Surroundings:
    person = viewer.person
    if not person.leads:
        return Surroundings()
    same = same_matters(visible, concern).order_by("-recorded_at")
    return Surroundings(
        await lines(viewer, await same.limit(TO_MERGE).prefetch_related("household__hamlet")),
        (await followers_of([concern.id]))[concern.id],
        *(await _for_the_office(concern) if person.in_office else ()),
    )


async def _for_the_office(concern: Concern) -> tuple[Sequence[str], Sequence[ReadyPhrase]]:
    handlers = await handlers_known(concern.commune, concern.household.hamlet_id)
    return handlers, await phrases_for(concern.commune, concern.category)


def _concern_values(
    viewer: Viewer, line: ConcernLine, around: Surroundings, form: ConcernStepForm
) -> dict[str, Any]:
    concern, standing, story = line.concern, line.standing, line.story
    summary, body = _told(concern, standing)
    shut = concern.hidden or standing.hides(concern)
    offered = [
        action
        for action in steps_open_to(viewer.person, story.state)
        if action is not StepAction.MERGE or around.same
    ]
    return {
        "concern": concern,
        "summary": summary,
        "body": body,
        "standing": standing,
        "tell": details_told(viewer.person, concern),
        "story": story,
        "around": around,
        "promise": line.promise,
        "rises_to": line.rises_to,
        "now": now() if viewer.person.in_office else None,
        "without_signal": days_without_signal(concern),
        "shut": shut,
        "forms": [] if shut else _step_forms(offered, form),
        "late": form if form.errors and form.action not in offered else None,
    }


@dataclass(frozen=True)
class OfferedStep:
    """A form of the page."""

    action: StepAction
    needs_words: bool
    values: Mapping[str, str]
    error: str

    @property
    def required(self) -> str:
        """Names of fields that may not stay empty."""
        more = {StepAction.EXTEND: ["until"], StepAction.MERGE: ["into"]}.get(self.action, [])
        return " ".join([*more, *(["text"] if self.needs_words else [])])

    @property
    def opened(self) -> bool:
        return bool(self.error or self.values["action"])

    @property
    def first(self) -> bool:
        """A button of its own, not behind a line."""
        return self.action is StepAction.TOLD


def _step_forms(offered: Sequence[StepAction], form: ConcernStepForm) -> list[OfferedStep]:
    """What was typed stays in its own form."""
    typed = form.action if form.values["action"] else None
    return [
        OfferedStep(
            action,
            TABLE[action].words,
            form.values if action is typed else ConcernStepForm.empty().values,
            "".join(form.errors.values()) if action is typed else "",
        )
        for action in offered
    ]


async def concern_pages(viewer: Viewer) -> dict[str, dict[str, Any]]:
    """Path -> values, for a phone: emergencies, the open ones that left the branch or have an answer, and all open ones of a leader.

    Answers first.
    """
    visible = (await concerns_visible_to(viewer)).filter(UNSETTLED)
    if not viewer.person.leads_branch:
        visible = visible.filter(~Q(status="at_branch") | Q(severity=Severity.EMERGENCY))
    rows = (
        await visible.order_by("-severity", "recorded_at").limit(KEPT).prefetch_related("household__hamlet")
    )
    ticks = await newest_ticks([row.id for row in rows])
    shown, leads = await lines(viewer, rows), viewer.person.leads_branch
    merged = await followers_of([row.id for row in rows]) if leads else {}
    return {
        f"/concerns/{line.concern.id}": _concern_values(
            viewer,
            line,
            Surroundings(_same(line, shown) if leads else (), merged.get(line.concern.id, ())),
            ConcernStepForm.empty(),
        )
        | {"files": [], "openings": [], "days_wrong": 0, "tick": ticks.get(line.concern.id)}
        for line in sorted(shown, key=lambda line: line.concern.status != ANSWERED)
    }


def _same(line: ConcernLine, shown: Sequence[ConcernLine]) -> list[ConcernLine]:
    """As `same_matters`, of what the phone holds."""
    category = line.concern.category
    return [one for one in shown if one is not line and one.concern.category in TOGETHER & {category}]


async def new_concern_page(viewer: Viewer, household: Household) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [line] = await viewer.household_lines([household])
    return new_concern(line)


def new_concern(line: HouseholdLine) -> dict[str, Any]:
    return {"household": line.household, "standing": line, "form": ConcernForm.empty(), "photos": []}
