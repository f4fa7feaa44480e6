"""Page pack: a member's pages, cached on the phone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sync.feed import Manifest, page_hash
from webapp.feature import PhonePage, Values
from webapp.features import FEATURES
from webapp.household_page.conflicts import conflicts_page
from webapp.household_page.pages import (
    OpenMatters,
    change_pages,
    household_pages,
    households_page,
    open_matters,
)
from webapp.households.poverty.reviews import review_values
from webapp.households.viewer import Viewer
from webapp.submissions.typed_queries import typed_page
from webapp.visits.pages import today_page
from webapp.web.pages import page_fragment
from webapp.web.person import Person


async def _today(_viewer: Viewer, today: Values) -> Values:
    return today


async def _register(viewer: Viewer, _today: Values) -> Values:
    return await households_page(viewer) | await typed_page(viewer.person)


async def _conflicts(viewer: Viewer, _today: Values) -> Values | None:
    conflicts = await conflicts_page(viewer)
    return conflicts if conflicts["count"] else None


async def _still_differ(viewer: Viewer) -> bool:
    return await _conflicts(viewer, {}) is not None


OWN = (
    PhonePage("/", "visits/today.html", _today),
    PhonePage("/households", "household_page/index.html", _register),
    PhonePage("/conflicts", "household_page/conflicts.html", _conflicts, may_stay=_still_differ, later=True),
    *(page for feature in FEATURES for page in feature.phone),
)
"""Not about one household; most important first, for cut connections."""
MANY = tuple(pages for feature in FEATURES for pages in feature.phone_many)
FORMS = tuple(form for feature in FEATURES for form in feature.household_forms)
HOUSEHOLD_PAGES = tuple(pages for feature in FEATURES for pages in feature.household_pages)
"""Both of each household."""


@dataclass
class Pack:
    """Path -> page."""

    pages: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, template: str, me: Person, context: Mapping[str, object]) -> None:
        title, main = page_fragment(template, me, **context)
        self.pages[path] = f"{title}\n{main}".encode()

    @property
    def order(self) -> list[str]:
        """Lists and households first, then by kind of form, for compression."""
        kinds = list(dict.fromkeys(map(_kind, self.pages)))
        return sorted(self.pages, key=lambda path: kinds.index(_kind(path)))

    @property
    def manifest(self) -> dict[str, bytes]:
        return {path: page_hash(content) for path, content in self.pages.items()}

    def content(self, path: str) -> bytes:
        return self.pages[path]


def _kind(path: str) -> str:
    return "/".join(path.split("/")[3:])


async def pack_for(person: Person, *, first: bool = False) -> Pack:
    """What the member may see. At every contact: queries must not grow with households.

    `first`: without what may come later.
    """
    viewer, pack = Viewer(person), Pack()
    await _add_own(pack, viewer, first=first)
    await _add_households(pack, viewer, first=first)
    return pack


async def pages_still_theirs(person: Person, held: Manifest) -> Manifest:
    """Pages that a locked phone may keep.

    Lists stay, though they may name a household that changed hands: no work without them.
    """
    viewer = Viewer(person)
    mine = {household.id for household in await viewer.in_care()}
    shut = {
        page.path for page in OWN if page.path in held and page.may_stay and not await page.may_stay(viewer)
    }
    for pages in MANY:
        held_here = {path for path in held if path.startswith(pages.prefix)}
        shut |= held_here - set(await pages.shown(viewer) if held_here else ())
    return {
        path: page
        for path, page in held.items()
        if path not in shut and (not path.startswith("/households/") or path.split("/")[2] in mine)
    }


async def _add_own(pack: Pack, viewer: Viewer, *, first: bool) -> None:
    today = await today_page(viewer)
    for page in OWN:
        if first and page.later:
            continue
        if (values := await page.shown(viewer, today)) is not None:
            pack.add(page.path.format_map(today), page.template, viewer.person, values)
    for pages in MANY:
        limit = pages.at_first if first and pages.later else None
        shown = {} if limit == 0 else await pages.shown(viewer)
        for path, values in list(shown.items())[:limit]:
            pack.add(path, pages.template, viewer.person, {**values, "saved": None})


async def _add_households(pack: Pack, viewer: Viewer, *, first: bool) -> None:
    me, lines = viewer.person, await viewer.lines()
    matters = await open_matters(lines)
    homes = await household_pages(lines, matters)
    for line, here in zip(lines, homes, strict=True):
        path = f"/households/{line.household.id}"
        pack.add(path, "household_page/show.html", me, here)
        for form in FORMS:
            pack.add(f"{path}/{form.path}", form.template, me, form.shown(line))
        await asyncio.sleep(0)  # lets other requests run
    if not first:
        await _add_later(pack, viewer, homes, matters)


async def _add_later(pack: Pack, viewer: Viewer, homes: Sequence[Values], matters: OpenMatters) -> None:
    me, lines = viewer.person, await viewer.lines()
    changes = await change_pages(viewer, lines, matters)
    others = [(pages, await pages.shown(viewer, lines)) for pages in HOUSEHOLD_PAGES]
    for line, here, change in zip(lines, homes, changes, strict=True):
        path = f"/households/{line.household.id}"
        pack.add(
            f"{path}/changes/new", "household_page/change.html", me, change | review_values(here["review"])
        )
        for pages, shown in others:
            pack.add(f"{path}/{pages.path}", pages.template, me, shown[line.household.id])
        await asyncio.sleep(0)
