"""Open concerns as work that waits, and where in the commune they are many."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from webapp.concerns.clocks import calendar_for, promise_of
from webapp.concerns.models import Concern, Severity
from webapp.concerns.queries import concerns_visible_to
from webapp.concerns.steps import stories_of
from webapp.concerns.workflow import ANSWERED, REOPENED, TURNS, AnswerLevel
from webapp.core.i18n import local_time, ngettext
from webapp.households.lately import SETTLED
from webapp.households.viewer import Viewer
from webapp.web.waiting import Urgency, Waiting


@dataclass(frozen=True)
class OpenConcern:
    concern: Concern
    promised: date | None
    days_late: int
    """0: the promise holds."""

    @property
    def hamlet(self) -> str:
        return self.concern.household.hamlet.full_name

    @property
    def is_waiting(self) -> bool:
        return self.concern.status in TURNS


async def open_concerns(viewer: Viewer) -> list[OpenConcern]:
    """Those the person may see. The number of queries does not depend on them."""
    visible = (await concerns_visible_to(viewer)).exclude(status__in=SETTLED)
    rows = await visible.order_by("recorded_at", "id").prefetch_related("household__hamlet")
    stories, calendar, now = (
        await stories_of(rows),
        await calendar_for(viewer),
        datetime.now(UTC),
    )
    found = []
    for row in rows:
        promise = promise_of(row, stories[row.id], calendar)
        late = promise is not None and promise.has_passed(now)
        days = max(1, (viewer.day - promise.day).days) if promise and late else 0
        found.append(OpenConcern(row, promise.day if promise else None, days))
    return found


def concern_waits(open_ones: Sequence[OpenConcern], day: date, *, branch: bool = False) -> list[Waiting]:
    """`branch`: for its secretary, whose list has no filters."""
    waiting = [one for one in open_ones if one.is_waiting]
    urgent = [one for one in waiting if one.concern.severity is Severity.EMERGENCY]
    late = [one for one in open_ones if one.days_late]
    reopened = [one for one in waiting if one.concern.status == REOPENED]
    today = [one for one in waiting if one.promised == day]
    to_tell = [one for one in open_ones if one.concern.status == ANSWERED]
    own = [one for one in waiting if branch and one.concern.level is AnswerLevel.BRANCH]
    found = [
        _line(
            Urgency.NOW, urgent, ngettext("emergency to answer", "emergencies to answer", len(urgent)),
            f"severity={Severity.EMERGENCY:d}",
        ),
        _line(
            Urgency.NOW, late,
            ngettext("concern past its promised day", "concerns past their promised day", len(late)),
            "promised=overdue", _how_late(late),
        ),
        _line(
            Urgency.NOW, reopened,
            ngettext("concern opened again by its family", "concerns opened again by their families", len(reopened)),
            f"state={REOPENED}",
        ),
        _line(
            Urgency.TODAY, today, ngettext("answer promised for today", "answers promised for today", len(today)),
        ),
        _line(
            Urgency.TODAY, to_tell,
            ngettext("answer not told to its family yet", "answers not told to their families yet", len(to_tell)),
            f"state={ANSWERED}",
        ),
        _line(
            Urgency.TODAY, own,
            ngettext("concern for the branch to answer", "concerns for the branch to answer", len(own)),
        ),
    ]  # fmt: skip
    return [replace(one, path="/concerns") if branch and "?" in one.path else one for one in found]


def _how_late(late: Sequence[OpenConcern]) -> str:
    worst = max((one.days_late for one in late), default=0)
    return ngettext("%(num)s day late", "%(num)s days late", worst) % {"num": worst} if worst else ""


def _line(
    urgency: Urgency, rows: Sequence[OpenConcern], what: str, query: str = "", since: str = ""
) -> Waiting:
    """A single one is opened at once; several are on the list, by `query`."""
    listed = f"/concerns?{query}" if query else "/concerns"
    only = f"/concerns/{rows[0].concern.id}" if len(rows) == 1 else listed
    places = Counter(one.hamlet for one in rows)
    where = ", ".join(f"{name} {count}" if len(rows) > 1 else name for name, count in places.most_common())
    return Waiting(urgency, len(rows), what, only, where, since)


@dataclass(frozen=True)
class HeatLine:
    """Open concerns of one hamlet or category."""

    key: str | int
    concerns: Sequence[OpenConcern]
    most: int
    """Of all lines."""

    @property
    def count(self) -> int:
        return len(self.concerns)

    @property
    def late(self) -> int:
        return sum(one.days_late > 0 for one in self.concerns)

    @property
    def share(self) -> int:
        """Percent of the longest bar."""
        return 100 * self.count // self.most

    @property
    def late_share(self) -> int:
        return 100 * self.late // self.most

    @property
    def families(self) -> int:
        return len({one.concern.household_id for one in self.concerns})

    @property
    def since(self) -> date:
        return min(local_time(one.concern.recorded_at).date() for one in self.concerns)

    def at(self, level: int) -> int:
        """Whose turn it is; answered ones wait for the family to be told."""
        return sum(one.is_waiting and one.concern.level == level for one in self.concerns)


def heat_by(key: Callable[[OpenConcern], str | int], open_ones: Iterable[OpenConcern]) -> list[HeatLine]:
    """Most first."""
    groups: dict[str | int, list[OpenConcern]] = {}
    for one in open_ones:
        groups.setdefault(key(one), []).append(one)
    most = max(map(len, groups.values()), default=0)
    return sorted(
        (HeatLine(name, some, most) for name, some in groups.items()),
        key=lambda line: (-line.count, str(line.key)),
    )
