"""For whom a notice is, and which of them a family has still to be told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from webapp.core.i18n import gettext_noop as N_
from webapp.notices.models import Notice, NoticeOutcome, NoticeTold

AUDIENCES = {
    "poor": N_("poor households"),
    "near_poor": N_("near-poor households"),
    "with_children": N_("households with children under 16"),
}
"""What the register holds of each household. A notice with several is for a household with any of them."""
EXPLAINED = (NoticeOutcome.TOLD, NoticeOutcome.ASKED)
ENOUGH = 90
"""Per cent of the households."""


@dataclass(frozen=True)
class Recipient:
    """What decides whether a notice is for a household."""

    hamlet_id: str
    poverty: str = ""
    has_children: bool = False
    said_no: bool = False
    """Refused records: they are not looked into, so it is told every notice of its hamlet."""

    def gets(self, notice: Notice) -> bool:
        if notice.hamlets and self.hamlet_id not in notice.hamlets:
            return False
        return not notice.audience or self.said_no or bool(self._groups & set(notice.audience))

    @property
    def _groups(self) -> set[str]:
        return {self.poverty} | ({"with_children"} if self.has_children else set())


@dataclass(frozen=True)
class NoticeDue:
    """A notice that a family has still to be told."""

    notice: Notice
    again: bool
    """The family was told one that this replaced."""
    not_home_on: date | None = None
    """Newest try."""


def in_force(published: Sequence[Notice], day: date) -> list[Notice]:
    """Newest first. `published`: all ever published."""
    replaced = {one.replaces_id for one in published if one.withdrawn_on is None}
    found = [one for one in published if one.holds(day) and one.id not in replaced]
    return sorted(found, key=lambda one: (one.published_on or day, one.at, one.id), reverse=True)


def predecessors(published: Iterable[Notice]) -> dict[str, set[str]]:
    """Notice -> all that it replaced, over any number of steps."""
    before = {one.id: one.replaces_id for one in published}
    found: dict[str, set[str]] = {}
    for id_ in before:
        chain, earlier = set[str](), before[id_]
        while earlier and earlier not in chain:
            chain.add(earlier)
            earlier = before.get(earlier)
        found[id_] = chain
    return found


def due_to(
    recipient: Recipient,
    told: Sequence[NoticeTold],
    current: Sequence[Notice],
    earlier: Mapping[str, set[str]],
) -> list[NoticeDue]:
    """Those told again first, then the newest."""
    heard = {row.notice_id for row in told if row.outcome in EXPLAINED}
    settled = heard | {row.notice_id for row in told if row.outcome is NoticeOutcome.DECLINED}
    missed: dict[str, date] = {}
    for row in told:
        if row.outcome is NoticeOutcome.NOT_HOME:
            missed[row.notice_id] = max(row.told_on, missed.get(row.notice_id, row.told_on))
    found = [
        NoticeDue(one, bool(earlier.get(one.id, set()) & heard), missed.get(one.id))
        for one in current
        if one.id not in settled and recipient.gets(one)
    ]
    return sorted(found, key=lambda one: not one.again)


@dataclass(frozen=True)
class HamletReach:
    """How many of the households that a notice is for were told."""

    hamlet_id: str
    meant: int
    told: int
    days: int | None
    """From publishing until `ENOUGH` per cent were told. None: not yet."""

    @property
    def percent(self) -> int:
        return self.told * 100 // self.meant if self.meant else 0


def reach_of(
    hamlet_id: str, meant: Sequence[str], first_told: Mapping[str, date], since: date
) -> HamletReach:
    """`meant`: ids of households; `first_told`: the first day of each that was told."""
    days = sorted(first_told[id_] for id_ in meant if id_ in first_told)
    needed = -(-len(meant) * ENOUGH // 100)
    reached = days[needed - 1] if needed and len(days) >= needed else None
    passed = None if reached is None else max(reached - since, timedelta()).days
    return HamletReach(hamlet_id, len(meant), len(days), passed)
