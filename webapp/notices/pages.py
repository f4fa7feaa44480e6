"""Page values: notices, for web and phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.households.due_visits import HouseholdLine
from webapp.households.viewer import Viewer
from webapp.notices.forms import NoticeAnswerForm, NoticeForm, NoticeToldForm
from webapp.notices.models import Notice, NoticeAnswer, YearlyDate
from webapp.notices.queries import (
    notices_due,
    notices_visible_to,
    own_notices_due,
    published_notices,
    questions_about,
    reach_by_hamlet,
)
from webapp.notices.rules import AUDIENCES, HamletReach, NoticeDue, in_force
from webapp.notices.year import YearlyDateForm, near, yearly_dates
from webapp.people.queries import hamlets_of
from webapp.register.models import Household
from webapp.register.queries import hamlets_led_by

KEPT = 8
"""Newest in force, with a page of their own on a phone."""
AT_FIRST = 2
"""Of them in a phone's first exchange."""
ANSWERS_SHOWN = 5
"""Newest; a notice stays below 2 kB on the wire."""


@dataclass(frozen=True)
class NoticeLine:
    notice: Notice
    state: str
    """draft | in_force | replaced | withdrawn | over"""
    meant: int = 0
    told: int = 0

    @property
    def percent(self) -> int:
        return self.told * 100 // self.meant if self.meant else 0


def state_of(notice: Notice, published: Sequence[Notice], viewer: Viewer) -> str:
    if notice.withdrawn_on:
        return "withdrawn"
    if notice.published_on is None:
        return "draft"
    if any(one.replaces_id == notice.id and not one.withdrawn_on for one in published):
        return "replaced"
    return "in_force" if notice.holds(viewer.day) else "over"


async def notices_desk_page(viewer: Viewer) -> dict[str, Any]:
    rows = await notices_visible_to(viewer.person).order_by("-published_on", "-at")
    current = in_force([one for one in rows if one.published_on], viewer.day)
    hamlets = [one.id for one in await hamlets_of(viewer.person.commune)]
    reach = await reach_by_hamlet(current, hamlets, viewer) if current else {}
    published = [one for one in rows if one.published_on]
    lines = [_line(one, state_of(one, published, viewer), reach.get(one.id, [])) for one in rows]
    return {
        "drafts": [one for one in lines if one.state == "draft"],
        "current": [one for one in lines if one.state == "in_force"],
        "earlier": [one for one in lines if one.state not in ("draft", "in_force")],
    }


def _line(notice: Notice, state: str, reach: Sequence[HamletReach]) -> NoticeLine:
    return NoticeLine(notice, state, sum(one.meant for one in reach), sum(one.told for one in reach))


async def notices_page(viewer: Viewer) -> dict[str, Any]:
    """In force, and how many households are still to be told."""
    due = await own_notices_due(viewer)
    return {
        "place": await viewer.place(),
        "notices": in_force(await published_notices(viewer), viewer.day)[:KEPT],
        "waiting": sum(map(bool, due.values())),
    }


async def families_to_tell_page(viewer: Viewer) -> dict[str, Any]:
    """Apart from the list of notices, which is in a phone's first exchange."""
    due = await own_notices_due(viewer)
    return {
        "place": await viewer.place(),
        "near": near(await dates_of(viewer), viewer.day),
        "waiting": [
            (line, len(due[line.household.id])) for line in await viewer.lines() if due[line.household.id]
        ],
    }


async def dates_of(viewer: Viewer) -> list[YearlyDate]:
    return await viewer.once("dates of the year", lambda: yearly_dates(viewer.person.commune))


async def dates_page(viewer: Viewer, form: YearlyDateForm | None = None) -> dict[str, Any]:
    return {"dates": await dates_of(viewer), "form": form or YearlyDateForm.empty()}


async def notice_page(viewer: Viewer, notice_id: str) -> dict[str, Any]:
    notice = await notices_visible_to(viewer.person).get(id=notice_id)
    [shown] = await _notice_values(viewer, [notice])
    return shown


async def notice_pages(viewer: Viewer) -> Mapping[str, dict[str, Any]]:
    """Path -> values, for a phone."""
    kept = in_force(await published_notices(viewer), viewer.day)[:KEPT]
    shown = await _notice_values(viewer, kept) if kept else []
    return {f"/notices/{one['notice'].id}": one for one in shown}


async def _notice_values(viewer: Viewer, notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Queries regardless of how many."""
    published = await published_notices(viewer)
    by_id = {one.id: one for one in published}
    units = {one.id: one.full_name for one in await hamlets_of(viewer.person.commune)}
    led = await hamlets_led_by(viewer.person)
    reach = await reach_by_hamlet(notices, led, viewer) if led else {}
    answers: dict[str, list[NoticeAnswer]] = {one.id: [] for one in notices}
    async for row in NoticeAnswer.filter(notice_id__in=list(answers)).order_by("-at", "id"):
        answers[row.notice_id].append(row)
    return [
        {
            "notice": one,
            "state": state_of(one, published, viewer),
            "groups": [_(AUDIENCES[code]) for code in one.audience],
            "places": [units[id_] for id_ in one.hamlets if id_ in units],
            "before": by_id.get(one.replaces_id or ""),
            "after": next((it for it in published if it.replaces_id == one.id and not it.withdrawn_on), None),
            "answers": answers[one.id][: None if viewer.person.in_office else ANSWERS_SHOWN],
            "reach": [(units.get(it.hamlet_id, ""), it) for it in reach.get(one.id, [])],
        }
        for one in notices
    ]


async def notice_form_page(
    viewer: Viewer, notice: Notice | None = None, form: NoticeForm | None = None, *, replaces: str = ""
) -> dict[str, Any]:
    choices = await replaceable(viewer)
    return {
        "notice": notice,
        "form": form or _filled(notice, replaces),
        "audiences": [(code, _(name)) for code, name in AUDIENCES.items()],
        "hamlets": [(one.id, one.full_name) for one in await hamlets_of(viewer.person.commune)],
        "replaceable": [("", ""), *((one.id, f"{one.number}: {one.title}") for one in choices)],
    }


def _filled(notice: Notice | None, replaces: str) -> NoticeForm:
    form = NoticeForm.empty()
    if notice is None:
        form.values["replaces"] = replaces
        return form
    form.values |= {name: getattr(notice, name) for name in ("number", "title", "issuer", "words")}
    form.values |= {"audience": notice.audience, "hamlets": notice.hamlets}
    form.values |= {"until": notice.until or "", "replaces": notice.replaces_id or ""}
    return form


async def replaceable(viewer: Viewer) -> list[Notice]:
    return in_force(await published_notices(viewer), viewer.day)


async def questions_page(
    viewer: Viewer, notice_id: str, form: NoticeAnswerForm | None = None
) -> dict[str, Any]:
    """Without any household: who asked stays with the member."""
    notice = await notices_visible_to(viewer.person).get(id=notice_id)
    rows = await questions_about(notice, await hamlets_led_by(viewer.person), viewer.day)
    answers = await NoticeAnswer.filter(notice_id=notice.id).order_by("-at", "id")
    settled = {id_ for one in answers for id_ in one.answers}
    return {
        "notice": notice,
        "asked": [(one.id, one.question) for one in rows if one.id not in settled],
        "answers": answers,
        "form": form or NoticeAnswerForm.empty(),
    }


async def telling_page(
    viewer: Viewer, household: Household, form: NoticeToldForm | None = None
) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [line] = await viewer.household_lines([household])
    due = (await notices_due(viewer, [line]))[household.id]
    return _telling(line, due, form or NoticeToldForm.empty())


async def telling_pages(viewer: Viewer, lines: Sequence[HouseholdLine]) -> Mapping[str, dict[str, Any]]:
    """Of households in care, for a phone."""
    due = await own_notices_due(viewer)
    return {
        line.household.id: _telling(line, due[line.household.id], NoticeToldForm.empty()) for line in lines
    }


def _telling(line: HouseholdLine, due: Sequence[NoticeDue], form: NoticeToldForm) -> dict[str, Any]:
    shown = due[:KEPT]
    return {
        "household": line.household,
        "standing": line,
        "due": shown,
        "choices": [(one.notice.id, one.notice.title) for one in shown],
        "form": form,
        "saved": None,
    }
