"""Recent handovers, for office and branch secretary."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from webapp.accounts.models import Device
from webapp.accounts.queries import missing_from
from webapp.assignments.charge.handovers import HandingOver, handing_over
from webapp.assignments.charge.models import Handover
from webapp.assignments.charge.queries import HandedOn, handed_on
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.households.family.needs import open_needs_of
from webapp.households.lately import SETTLED
from webapp.register.charge_models import Assignment
from webapp.register.consents import answers_of
from webapp.register.queries import merged_sources
from webapp.submissions.intake.apply import LATE
from webapp.submissions.models import StoredSubmission
from webapp.web.person import Person

SHOWN_FOR = timedelta(days=60)


@dataclass(frozen=True)
class HandoverLine:
    handed: HandedOn
    concerns: int
    needs: int
    """Open ones, which the next carer must know."""
    late: int
    """Arrived after the handover; they count."""
    missing: int
    """Numbered by the former carer's phones (about any household), not arrived."""
    seen_at: datetime | None
    handings: list[HandingOver]


async def handover_page(person: Person) -> dict[str, Any]:
    """The commune for the office, the branch for its secretary."""
    ended = Assignment.filter(commune=person.commune)
    if not person.in_office:
        ended = ended.filter(group__branch_id=person.branch_id)
    handings = await handing_over(handovers_led_by(person).filter(since__gt=today() - SHOWN_FOR))
    lines = await handed_on(ended, today() - SHOWN_FOR)
    return {"lines": [await _line(one, handings) for one in lines]}


def handovers_led_by(person: Person) -> QuerySet[Handover]:
    found = Handover.filter(commune=person.commune)
    return found if person.in_office else found.filter(branch_id=person.branch_id or "")


async def _line(handed: HandedOn, handings: list[HandingOver]) -> HandoverLine:
    ended, homes = handed.ended, handed.homes
    late = StoredSubmission.filter(author=ended.member_id, entity__in=homes, **LATE._asdict())
    phones = await Device.filter(member_id=ended.member_id, kind="phone", revoked_at=None)
    sources = await merged_sources(homes)
    waiting = Concern.filter(household_id__in=[*homes, *sources]).exclude(status__in=list(SETTLED))
    answers, needs = await answers_of(homes), await open_needs_of(homes, sources)
    return HandoverLine(
        handed=handed,
        late=await late.count(),
        concerns=await waiting.count(),
        needs=sum(len(open_) for id_, open_ in needs.items() if answers.allow(id_, today(), "needs")),
        missing=sum(map(len, (await missing_from(phones)).values())),
        seen_at=max((phone.seen_at for phone in phones if phone.seen_at), default=None),
        handings=[
            one
            for one in handings
            if one.row.before_id == ended.member_id
            and one.row.since == handed.until + timedelta(days=1)
            and set(one.homes) & set(homes)
        ],
    )
