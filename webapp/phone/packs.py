"""Page pack: pages a phone caches for its member."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.feed import Manifest, page_hash
from webapp.assignments.absences.reports import own_absence_page
from webapp.assignments.board.pages import answer_page
from webapp.assignments.charge.handovers import handovers_of
from webapp.concerns.pages import concerns_page, new_concern
from webapp.core.calendar import today
from webapp.duty.forms import AckForm
from webapp.duty.pages import duty_page
from webapp.handovers.own_page import handing_page
from webapp.household_page.conflicts import conflicts_page
from webapp.household_page.pages import change_pages, household_pages, households_page
from webapp.households.standing import Standing, standings
from webapp.people.models import PartyOrg
from webapp.progress.branch_page import branch_page
from webapp.progress.months import month_page
from webapp.progress.own_page import progress_page
from webapp.register.charge import in_care
from webapp.register.models import Household
from webapp.submissions.typed_queries import typed_page
from webapp.visits.pages import new_visit, today_page
from webapp.web.pages import fragment
from webapp.web.person import Person, Role


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
    households = await in_care(person)
    await Household.fetch_for_list(households, "hamlet", "cluster")
    lines = await standings(households, today())
    pack = Pack()
    await _add_own(pack, person, lines)
    await _add_households(pack, person, lines)
    return pack


async def still_theirs(person: Person, held: Manifest) -> Manifest:
    """Pages on a locked phone that its member may still read.

    Lists stay, though they may name a household that changed hands: without them no work is possible
    until the next contact of the unlocked phone.
    """
    mine = {household.id for household in await in_care(person)}
    shut = set()
    if person.role is not Role.BRANCH_SECRETARY:
        shut.add("/branch")
    if "/conflicts" in held and not (await conflicts_page(person))["count"]:
        shut.add("/conflicts")
    if "/handover/mine" in held and not await handovers_of(person):
        shut.add("/handover/mine")
    return {
        path: page
        for path, page in held.items()
        if path not in shut and (not path.startswith("/households/") or path.split("/")[2] in mine)
    }


async def _add_own(pack: Pack, person: Person, lines: list[Standing]) -> None:
    first = await today_page(person, lines)
    pack.add("/", "visits/today.html", person, first)
    homes = await households_page(person, lines) | await typed_page(person)
    pack.add("/households", "household_page/index.html", person, homes)
    if plan := first["plan"]:
        pack.add(
            f"/assignments/plans/{plan}",
            "assignments/plans/answer.html",
            person,
            await answer_page(person, plan),
        )
    if first["handing"]:
        shown = await handing_page(person, first["handing"])
        pack.add("/handover/mine", "handovers/own.html", person, shown)
    conflicts = await conflicts_page(person)
    if conflicts["count"]:
        pack.add("/conflicts", "household_page/conflicts.html", person, conflicts)
    pack.add("/concerns", "concerns/index.html", person, await concerns_page(person))
    pack.add("/absence", "assignments/absences/new.html", person, await own_absence_page(person))
    card = await duty_page(person, lines)
    pack.add("/duty", "duty/card.html", person, card | {"form": AckForm(), "saved": None})
    pack.add("/progress", "progress/own.html", person, await progress_page(person, lines))
    pack.add("/month", "progress/month.html", person, await month_page(person))
    if person.role is Role.BRANCH_SECRETARY:
        branch = await branch_page(person, await PartyOrg.get(id=person.branch_id))
        pack.add("/branch", "progress/branch.html", person, branch | {"saved": None})


async def _add_households(pack: Pack, person: Person, lines: list[Standing]) -> None:
    homes, changes = await household_pages(lines), await change_pages(person, lines)
    for line, here, change in zip(lines, homes, changes, strict=True):
        path = f"/households/{line.household.id}"
        pack.add(path, "household_page/show.html", person, here)
        pack.add(f"{path}/visits/new", "visits/new.html", person, new_visit(line))
        pack.add(f"{path}/concerns/new", "concerns/new.html", person, new_concern(line))
        pack.add(
            f"{path}/changes/new", "household_page/change.html", person, change | {"review": here["review"]}
        )
        await asyncio.sleep(0)  # lets other requests run
