"""Page pack: pages a phone caches for its member."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.feed import Manifest, page_hash
from webapp.assignments.absences.reports import own_absence_page
from webapp.assignments.board.pages import answer_page
from webapp.assignments.charge.handovers import handovers_of
from webapp.concerns.pages import concerns_page, new_concern
from webapp.duty.forms import AckForm
from webapp.duty.pages import duty_page
from webapp.handovers.own_page import handing_page
from webapp.household_page.conflicts import conflicts_page
from webapp.household_page.pages import change_pages, household_pages, households_page, open_matters
from webapp.households.viewer import Viewer
from webapp.people.models import PartyOrg
from webapp.progress.branch_page import branch_page
from webapp.progress.months import month_page
from webapp.progress.own_page import progress_page
from webapp.submissions.typed_queries import typed_page
from webapp.visits.pages import new_visit, today_page
from webapp.web.pages import fragment
from webapp.web.person import Person


@dataclass
class Pack:
    """Path -> page."""

    pages: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, template: str, me: Person, context: Mapping[str, object]) -> None:
        title, main = fragment(template, me, **context)
        self.pages[path] = f"{title}\n{main}".encode()

    @property
    def order(self) -> list[str]:
        """Lists and households first, then forms, kind by kind: similar pages compress well together."""
        kinds = list(dict.fromkeys(map(_kind, self.pages)))
        return sorted(self.pages, key=lambda path: kinds.index(_kind(path)))

    @property
    def manifest(self) -> dict[str, bytes]:
        return {path: page_hash(content) for path, content in self.pages.items()}

    def content(self, path: str) -> bytes:
        return self.pages[path]


def _kind(path: str) -> str:
    return "/".join(path.split("/")[3:])


async def pack_for(person: Person) -> Pack:
    """Pages the member may see now; others are removed from the phone.

    Runs at every contact: the number of queries must not grow with the number of households.
    """
    viewer, pack = Viewer(person), Pack()
    await _add_own(pack, viewer)
    await _add_households(pack, viewer)
    return pack


async def still_theirs(person: Person, held: Manifest) -> Manifest:
    """Pages on a locked phone that its member may still read.

    Lists stay, though they may name a household that changed hands: without them no work is possible
    until the next contact of the unlocked phone.
    """
    viewer = Viewer(person)
    mine = {household.id for household in await viewer.in_care()}
    shut = set()
    if not person.leads_branch:
        shut.add("/branch")
    if "/conflicts" in held and not (await conflicts_page(viewer))["count"]:
        shut.add("/conflicts")
    if "/handover/mine" in held and not await handovers_of(person):
        shut.add("/handover/mine")
    return {
        path: page
        for path, page in held.items()
        if path not in shut and (not path.startswith("/households/") or path.split("/")[2] in mine)
    }


async def _add_own(pack: Pack, viewer: Viewer) -> None:
    me, first = viewer.person, await today_page(viewer)
    pack.add("/", "visits/today.html", me, first)
    homes = await households_page(viewer) | await typed_page(me)
    pack.add("/households", "household_page/index.html", me, homes)
    if plan := first["plan"]:
        answer = await answer_page(me, plan)
        pack.add(f"/assignments/plans/{plan}", "assignments/plans/answer.html", me, answer)
    if first["handing"]:
        shown = await handing_page(viewer, first["handing"])
        pack.add("/handover/mine", "handovers/own.html", me, shown)
    conflicts = await conflicts_page(viewer)
    if conflicts["count"]:
        pack.add("/conflicts", "household_page/conflicts.html", me, conflicts)
    pack.add("/concerns", "concerns/index.html", me, await concerns_page(viewer))
    pack.add("/absence", "assignments/absences/new.html", me, await own_absence_page(viewer))
    pack.add(
        "/duty",
        "duty/card.html",
        me,
        await duty_page(viewer, first["card"]) | {"form": AckForm(), "saved": None},
    )
    pack.add("/progress", "progress/own.html", me, await progress_page(viewer))
    pack.add("/month", "progress/month.html", me, await month_page(viewer))
    if me.leads_branch:
        branch = await branch_page(viewer, await PartyOrg.get(id=me.branch_id))
        pack.add("/branch", "progress/branch.html", me, branch | {"saved": None})


async def _add_households(pack: Pack, viewer: Viewer) -> None:
    me, lines = viewer.person, await viewer.lines()
    matters = await open_matters(lines)
    homes, changes = await household_pages(lines, matters), await change_pages(viewer, lines, matters)
    for line, here, change in zip(lines, homes, changes, strict=True):
        path = f"/households/{line.household.id}"
        pack.add(path, "household_page/show.html", me, here)
        pack.add(f"{path}/visits/new", "visits/new.html", me, new_visit(line))
        pack.add(f"{path}/concerns/new", "concerns/new.html", me, new_concern(line))
        pack.add(f"{path}/changes/new", "household_page/change.html", me, change | {"review": here["review"]})
        await asyncio.sleep(0)  # lets other requests run
