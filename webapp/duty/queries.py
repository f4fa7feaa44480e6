"""Whether a member still has to read the card."""

from webapp.assignments.plans.queries import plans_in_force
from webapp.duty.rules import digest_of, holds, newest_acks
from webapp.households.viewer import Viewer


async def card_waits(viewer: Viewer) -> bool:
    member, homes = viewer.member_id, await viewer.in_care()
    plan = (await plans_in_force([member])).get(member, "")
    digest = digest_of([home.code for home in homes], plan)
    return bool(homes) and not holds((await newest_acks([member])).get(member), digest)
