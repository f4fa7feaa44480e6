"""Page values: the commune's desk of concerns, on screen, on paper and as a spreadsheet."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tortoise.queryset import QuerySet

from webapp.concerns.clocks import calendar_for, first_to_answer, promises_of
from webapp.concerns.forms import BODY_LIMIT
from webapp.concerns.models import Category, Concern, Severity
from webapp.concerns.pages import ConcernLine, lines
from webapp.concerns.queries import concerns_visible_to, handlers_known
from webapp.concerns.workflow import ANSWERED, IN_PROGRESS, REOPENED, TURNS, AnswerLevel
from webapp.core.database.db import now
from webapp.core.i18n import HERE, phrases, show_date
from webapp.core.i18n import gettext_noop as N_
from webapp.households.lately import SETTLED
from webapp.households.viewer import Viewer
from webapp.lists.wrong_rows import table_workbook
from webapp.people.queries import hamlets_of
from webapp.promises.rules import Promise
from webapp.web.pages import pager, templates, whole_number

ON_A_PAGE = 100
AGES = (7, 15, 30, 90)
"""Days, to choose from."""
ALL_SETTLED = "settled"
NOBODY = "-"
STATES = (
    "at_branch",
    "at_commune",
    "at_secretary",
    IN_PROGRESS,
    "needs_info",
    REOPENED,
    "at_upper",
    ANSWERED,
)
OVERDUE = "overdue"
SOON = timedelta(days=3)
PROMISED = (OVERDUE, "soon")
COLUMNS = (
    N_("Slip code"),
    N_("How soon"),
    N_("In a few words"),
    N_("Said on"),
    N_("Age in days"),
    N_("Promised"),
    N_("Kind"),
    N_("Hamlet"),
    N_("Household"),
    N_("Written by"),
    N_("Where it is"),
    N_("Who deals with it"),
)
"""Of the spreadsheet."""


@dataclass(frozen=True)
class DeskFilter:
    """What the desk was asked to show; an empty field asks for everything."""

    hamlet: str = ""
    category: int = 0
    severity: int = 0
    handler: str = ""
    """`NOBODY`: with the commune, and in nobody's hands."""
    age: int = 0
    """In days, at least."""
    state: str = ""
    """"": all open ones."""
    promised: str = ""
    """Of `PROMISED`."""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "DeskFilter":
        state = asked.get("state", "")
        return cls(
            asked.get("hamlet", "")[:20],
            _code(asked, "category", len(Category)),
            _code(asked, "severity", len(Severity)),
            asked.get("handler", "")[:BODY_LIMIT],
            whole_number(asked.get("age", "")),
            state if state in (*STATES, *SETTLED, ALL_SETTLED) else "",
            asked.get("promised", "") if asked.get("promised", "") in PROMISED else "",
        )

    def has_promise(self, promise: Promise | None, at: datetime) -> bool:
        """Open ones only."""
        if not self.promised or not promise:
            return not self.promised
        passed = promise.has_passed(at)
        return passed if self.promised == OVERDUE else not passed and promise.has_passed(at + SOON)

    @property
    def address(self) -> str:
        """Query, without a page."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def among(self, concerns: QuerySet[Concern], day: date) -> QuerySet[Concern]:
        chosen = {"household__hamlet_id": self.hamlet, "category": self.category, "severity": self.severity}
        found = concerns.filter(**{name: value for name, value in chosen.items() if value})
        if self.handler == NOBODY:
            found = found.filter(handler="", level=AnswerLevel.COMMUNE, status__in=TURNS)
        elif self.handler:
            found = found.filter(handler=self.handler)
        if self.age:
            before = datetime(day.year, day.month, day.day, tzinfo=HERE) - timedelta(days=self.age - 1)
            found = found.filter(recorded_at__lt=before)
        if self.state in ("", ALL_SETTLED):
            return found.filter(status__in=SETTLED) if self.state else found.exclude(status__in=SETTLED)
        return found.filter(status=self.state)


def _code(asked: Mapping[str, str], name: str, most: int) -> int:
    code = whole_number(asked.get(name, ""))
    return code if code <= most else 0


async def order_of_desk(viewer: Viewer, asked: DeskFilter) -> list[str]:
    """Ids by promised day; settled ones newest first."""
    found = asked.among(await concerns_visible_to(viewer), viewer.day)
    if asked.state in (ALL_SETTLED, *SETTLED):
        newest = found.order_by("-recorded_at", "id")
        return [str(id_) for id_ in await newest.values_list("id", flat=True)]
    return [row.id for row in await _in_order(viewer, await found, asked)]


async def _in_order(
    viewer: Viewer, rows: Sequence[Concern], asked: DeskFilter, always: str = ""
) -> list[Concern]:
    """Those with the promise that was asked for, and `always`."""
    promises = await promises_of(rows, await calendar_for(viewer))
    waited = [row for row in rows if row.id == always or asked.has_promise(promises[row.id], now())]
    return sorted(waited, key=lambda row: first_to_answer(row, promises[row.id]))


@dataclass(frozen=True)
class Neighbours:
    """The matters before and after one, of those that wait for an answer."""

    before: str
    after: str
    place: int
    count: int


async def neighbours_of(viewer: Viewer, concern: Concern, asked: DeskFilter) -> Neighbours:
    found = asked.among(await concerns_visible_to(viewer), viewer.day).filter(status__in=TURNS)
    waited = await _in_order(viewer, [*await found.exclude(id=concern.id), concern], asked, always=concern.id)
    ids = [row.id for row in waited]
    at = ids.index(concern.id)
    after = ids[at + 1] if at + 1 < len(ids) else ""
    return Neighbours(ids[at - 1] if at else "", after, at + 1, len(ids))


async def desk_page(viewer: Viewer, asked: DeskFilter, page: int) -> dict[str, Any]:
    ids = await order_of_desk(viewer, asked)
    pages = max(1, -(-len(ids) // ON_A_PAGE))
    number = min(max(1, page), pages)
    here = f"/concerns?{asked.address}&page=".replace("?&", "?")
    return {
        "lines": await _shown(viewer, ids[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]),
        "count": len(ids),
        "now": now(),
        "asked": asked,
        "to_ask": await _to_ask_again(viewer),
        "hamlets": await _hamlets(viewer),
        "choices": {
            "categories": list(Category),
            "severities": list(reversed(Severity)),
            "handlers": [NOBODY, *await handlers_known(viewer.person.commune)],
            "ages": AGES,
            "states": (*STATES, ALL_SETTLED),
            "promised": PROMISED,
        },
        "pager": pager(number, pages, here),
    }


async def _to_ask_again(viewer: Viewer) -> list[ConcernLine]:
    """What a family calls not done stands before the commune, if that answered it."""
    visible = (await concerns_visible_to(viewer)).filter(not_done_on__not_isnull=True)
    rows = visible.exclude(level=AnswerLevel.BRANCH).order_by("not_done_on").limit(ON_A_PAGE)
    shown = await lines(viewer, await rows.prefetch_related("household__hamlet"))
    return [line for line in shown if line.to_ask]


async def desk_list(viewer: Viewer, asked: DeskFilter) -> dict[str, Any]:
    """All of them, to print."""
    ids = await order_of_desk(viewer, asked)
    return {
        "lines": await _shown(viewer, ids),
        "asked": asked,
        "day": viewer.day,
        "now": now(),
        "hamlets": await _hamlets(viewer),
    }


async def _hamlets(viewer: Viewer) -> dict[str, str]:
    return {one.id: one.full_name for one in await hamlets_of(viewer.person.commune)}


async def _shown(viewer: Viewer, ids: Sequence[str]) -> list[ConcernLine]:
    """In the given order."""
    rows = Concern.filter(id__in=ids).prefetch_related("household__hamlet")
    known = {row.id: row for row in await rows} if ids else {}
    return await lines(viewer, [known[id_] for id_ in ids if id_ in known])


async def desk_workbook(viewer: Viewer, asked: DeskFilter) -> bytes:
    """Always in Vietnamese: the file belongs to the office."""
    words = templates("vi").get_template("concerns/words.html").module
    rows = [_cells(line, words) for line in (await desk_list(viewer, asked))["lines"]]
    titles = [phrases("vi")[title] for title in COLUMNS]
    return await asyncio.to_thread(table_workbook, "Phản ánh", titles, rows)


def _cells(line: ConcernLine, words: Any) -> list[str | int]:
    concern = line.concern
    category, severity, place = (
        words.category(concern.category),
        words.severity(concern.severity),
        words.where(concern),
    )
    return [
        concern.receipt_code,
        severity.unescape(),
        line.summary,
        show_date(concern.recorded_at),
        line.age,
        show_date(line.promise.day) if line.promise else "",
        category.unescape(),
        concern.household.hamlet.full_name,
        concern.household.code,
        concern.by_name,
        place.unescape(),
        concern.handler,
    ]
