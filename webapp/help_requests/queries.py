"""Requests for help: own ones, and those before a branch's secretary and deputy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tortoise.expressions import Q

from webapp.help_requests.models import HelpAnswer, HelpRequest
from webapp.households.viewer import Viewer
from webapp.people.models import BranchMembership, Position

SHOWN_FOR = timedelta(days=90)
NEWS_FOR = timedelta(days=14)
"""On the first page of whoever asked."""


@dataclass(frozen=True)
class AskedHelp:
    request: HelpRequest
    answers: Sequence[HelpAnswer]

    @property
    def answer(self) -> HelpAnswer | None:
        """The newest with words."""
        return next((one for one in reversed(self.answers) if one.text), None)

    @property
    def is_news(self) -> bool:
        return self.answer is not None and self.answer.received_at > datetime.now(UTC) - NEWS_FOR


@dataclass(frozen=True)
class HelpBoard:
    own: Sequence[AskedHelp]
    to_answer: Sequence[AskedHelp]
    """Not seen yet first."""

    @property
    def unseen(self) -> int:
        return sum(not one.answers for one in self.to_answer)

    @property
    def news(self) -> Sequence[AskedHelp]:
        return [one for one in self.own if one.is_news]


async def helped_between(member_id: str, first: date, last: date) -> list[str]:
    """Members of branches in which this one was secretary or deputy, acting or not, without the member."""
    going = Q(valid_to=None) | Q(valid_to__gte=first)
    posts = Position.filter(going, valid_from__lte=last, member_id=member_id, org__kind="branch")
    held = await posts.filter(kind__in=["secretary", "deputy_secretary"]).values_list("org_id", flat=True)
    if not held:
        return []
    rows = BranchMembership.filter(going, valid_from__lte=last, branch_id__in=list(held))
    return list(set(map(str, await rows.values_list("member_id", flat=True))) - {member_id})


async def help_board(viewer: Viewer) -> HelpBoard:
    """At most four queries."""
    own = viewer.member_id
    helped = await helped_between(own, viewer.day, viewer.day)
    rows = HelpRequest.filter(member_id__in=[own, *helped], received_at__gt=datetime.now(UTC) - SHOWN_FOR)
    found = await rows.order_by("-received_at", "id").prefetch_related("member")
    answers: dict[str, list[HelpAnswer]] = {row.id: [] for row in found}
    for row in await HelpAnswer.filter(request_id__in=list(answers)).order_by("received_at") if found else []:
        answers[row.request_id].append(row)
    asked = [AskedHelp(row, answers[row.id]) for row in found]
    others = [one for one in asked if one.request.member_id != own and one.answer is None]
    return HelpBoard(
        [one for one in asked if one.request.member_id == own],
        sorted(others, key=lambda one: bool(one.answers)),
    )
