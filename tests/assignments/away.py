"""Sends members of the small world away, with or without room for their neighbours' households."""

from datetime import date, timedelta
from typing import Any

from tests.support.world import World
from webapp.accounts.sign_in.signed_in import member_person
from webapp.assignments.absences.gaps import Gap, gaps_in
from webapp.assignments.absences.models import Absence
from webapp.core.calendar import today
from webapp.people.models import Member
from webapp.register.queries import households_visible_to

DAY = timedelta(days=1)
NOBODY_FREE = {"capacity_override": 0}


async def goes(world: World, browser: Any, member: Member, since: int, until: int) -> Absence:
    days = {"since": f"{today() + since * DAY:%d/%m/%Y}", "until": f"{today() + until * DAY:%d/%m/%Y}"}
    sent = {"op": f"op{member.id}{since}", "member": member.id, "sure": "1", **days}
    answer = await browser.send_form(f"/assignments/branches/{world.branch.id}/absences", sent)
    assert answer.status_code == 303, answer.text
    return await Absence.get(member_id=member.id, valid_from=today() + since * DAY)


async def full(*members: Member) -> None:
    await Member.filter(id__in=[one.id for one in members]).update(**NOBODY_FREE)


async def free(member: Member) -> None:
    await Member.filter(id=member.id).update(capacity_override=None)


async def alone_on(world: World, day: date) -> dict[str, Gap]:
    found = await gaps_in([world.branch], day)
    return {house: gap for house, (gap, _) in found.items()}


async def sees(member: Member, day: date | None = None) -> set[str]:
    return {one.code for one in await (await households_visible_to(await member_person(member), day))}
