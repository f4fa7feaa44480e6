"""A member's duty card: its households, its plan and the acknowledgement."""

from dataclasses import dataclass

from webapp.assignments.plans.queries import plans_in_force
from webapp.duty.models import DutyAck
from webapp.duty.rules import ack_holds, card_digest, newest_acks
from webapp.households.viewer import Viewer


@dataclass(frozen=True)
class Card:
    codes: list[str]
    digest: str
    ack: DutyAck | None

    @property
    def read(self) -> bool:
        return ack_holds(self.ack, self.digest)

    @property
    def waits(self) -> bool:
        """The member still has to read it."""
        return bool(self.codes) and not self.read


async def card_of(viewer: Viewer) -> Card:
    member = viewer.member_id
    codes = [home.code for home in await viewer.in_care()]
    plan = (await plans_in_force([member])).get(member, "")
    return Card(codes, card_digest(codes, plan), (await newest_acks([member])).get(member))
