"""Whether a member still has to read the card."""

from collections.abc import Sequence

from webapp.assignments.plans.queries import plans_in_force
from webapp.duty.rules import digest_of, holds, newest_acks
from webapp.households.standing import Standing
from webapp.web.person import Person


async def card_waits(person: Person, lines: Sequence[Standing]) -> bool:
    member = person.member_id or ""
    plan = (await plans_in_force([member])).get(member, "")
    digest = digest_of([line.household.code for line in lines], plan)
    return bool(lines) and not holds((await newest_acks([member])).get(member), digest)
