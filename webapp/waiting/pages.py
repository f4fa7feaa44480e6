"""The office's first page: what waits for the clerk or the commune's secretary."""

from datetime import UTC, datetime
from typing import Any

from webapp.assignments.absences.queries import uncovered_count
from webapp.assignments.plans.models import AssignmentPlan, State
from webapp.concerns.waiting import concern_waits, heat_by, open_concerns
from webapp.core.i18n import ngettext, show_date
from webapp.household_page.conflicts import conflicts_of
from webapp.households.details.movements import waiting_turns
from webapp.households.requests.requests import unanswered_count
from webapp.households.viewer import Viewer
from webapp.office.arrivals import DeviceLine, device_lines
from webapp.office.confirm_erasures import requests_shown_to
from webapp.reception.queries import conduct_shown_to, referrals_shown_to
from webapp.register.queries import hamlets_led_by
from webapp.rollout.rollout import late_items
from webapp.safekeeping.backup import newest_backup
from webapp.submissions.decide import waiting_by_device
from webapp.web.person import Person
from webapp.web.policies import COMMUNE_SECRETARIES
from webapp.web.waiting import Urgency, Waiting, by_urgency

SILENT_SHOWN = 5
PRIVATE = "/reception/private"


async def waiting_page(viewer: Viewer) -> dict[str, Any]:
    phones, open_ones = await device_lines(viewer.person.commune), await open_concerns(viewer)
    silent = sorted((one for one in phones if one.silent), key=lambda one: -(one.days or 0))
    found = [
        *concern_waits(open_ones, viewer.day),
        _missing(phones),
        *await _for_the_secretary(viewer.person),
        *await _to_decide(viewer),
        *await _this_week(viewer.person, silent),
    ]
    backup = newest_backup()
    return {
        "waits": by_urgency(found),
        "open": len(open_ones),
        "late": sum(one.days_late > 0 for one in open_ones),
        "hamlets": heat_by(lambda one: one.hamlet, open_ones),
        "categories": heat_by(lambda one: int(one.concern.category), open_ones),
        "silent": silent[:SILENT_SHOWN],
        "silent_count": len(silent),
        "backup": backup,
        "backup_days": (datetime.now(UTC) - backup).days if backup else None,
    }


def _missing(phones: list[DeviceLine]) -> Waiting:
    """Of closed phones too."""
    short = [one for one in phones if one.missing]
    count = sum(len(one.missing) for one in short)
    what = ngettext(
        "record written on a phone and not arrived", "records written on phones and not arrived", count
    )
    seen = min((one.seen_at for one in short if one.seen_at), default=None)
    names = ", ".join(one.person for one in short)
    return Waiting(Urgency.NOW, count, what, "/arrivals", names, show_date(seen) if seen else "")


async def _for_the_secretary(person: Person) -> list[Waiting]:
    """Nobody else's first page counts these."""
    safe, open_ones = (
        await referrals_shown_to(person).count(),
        conduct_shown_to(person).filter(closed_at=None),
    )
    conduct = await open_ones.count()
    return [
        Waiting(Urgency.NOW, safe, ngettext("person in danger referred in 30 days", "people in danger referred in 30 days", safe), PRIVATE),
        Waiting(Urgency.TODAY, conduct, ngettext("matter of a member's conduct", "matters of members' conduct", conduct), PRIVATE),
    ]  # fmt: skip


async def _to_decide(viewer: Viewer) -> list[Waiting]:
    person = viewer.person
    aside = (await waiting_by_device(person.commune)).total()
    differ, asked = len(await conflicts_of(viewer)), await unanswered_count(viewer)
    erasures = len(await requests_shown_to(person))
    return [
        Waiting(Urgency.TODAY, aside, ngettext("record put aside to look at", "records put aside to look at", aside), "/put-aside"),
        Waiting(Urgency.TODAY, differ, ngettext("place where two people wrote differently", "places where two people wrote differently", differ), "/conflicts"),
        Waiting(Urgency.TODAY, asked, ngettext("request of a family to answer", "requests of families to answer", asked), "/households/requests"),
        Waiting(Urgency.TODAY, erasures, ngettext("erasure that waits for a second person", "erasures that wait for a second person", erasures), "/erasures"),
        *([await _plans(person)] if person.role in COMMUNE_SECRETARIES else []),
    ]  # fmt: skip


async def _plans(person: Person) -> Waiting:
    rows = AssignmentPlan.filter(branch__commune=person.commune, state=State.SUBMITTED)
    plans = await rows.order_by("made_at").prefetch_related("branch")
    path = f"/assignments/plans/{plans[0].id}" if plans else ""
    what = ngettext("assignment to decide on", "assignments to decide on", len(plans))
    return Waiting(Urgency.TODAY, len(plans), what, path, ", ".join(plan.branch.name for plan in plans))


async def _this_week(person: Person, silent: list[DeviceLine]) -> list[Waiting]:
    uncovered, late = await uncovered_count(person), await late_items(person.commune)
    turns = len(await waiting_turns(await hamlets_led_by(person)))
    return [
        Waiting(Urgency.WEEK, len(silent), ngettext("phone not heard of for 7 days", "phones not heard of for 7 days", len(silent)), "/phones"),
        Waiting(Urgency.WEEK, turns, ngettext("family that waits to split or to join another", "families that wait to split or to join another", turns), "/households/population"),
        Waiting(Urgency.WEEK, uncovered, ngettext("household with nobody in charge", "households with nobody in charge", uncovered), "/assignments/uncovered"),
        Waiting(Urgency.WEEK, len(late), ngettext("item of a plan past its day", "items of plans past their day", len(late)), "/organisation/rollout"),
    ]  # fmt: skip
