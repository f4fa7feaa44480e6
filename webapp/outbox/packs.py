"""The pages a phone keeps for its person: the same templates as by network, without anything of one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.feed import page_hash
from webapp.access import Person
from webapp.assignments.queries import in_care
from webapp.concerns.shown import concerns_page, new_concern_page
from webapp.households.shown import change_page, household_page, households_page
from webapp.pages import fragment
from webapp.visits.shown import new_visit_page, today_page


@dataclass
class Pack:
    """Path -> page, in the order in which they are worth sending."""

    pages: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, template: str, me: Person, context: Mapping[str, object]) -> None:
        title, main = fragment(template, me, **context)
        self.pages[path] = f"{title}\n{main}".encode()

    @property
    def order(self) -> list[str]:
        return list(self.pages)

    @property
    def manifest(self) -> dict[str, bytes]:
        return {path: page_hash(content) for path, content in self.pages.items()}

    def content(self, path: str) -> bytes:
        return self.pages[path]


async def pack_for(person: Person) -> Pack:
    """Only what this person may see now; a page that is no longer here is taken off the phone."""
    pack = Pack()
    pack.add("/", "visits/today.html", person, await today_page(person))
    pack.add("/households", "households/index.html", person, await households_page(person))
    pack.add("/concerns", "concerns/index.html", person, await concerns_page(person))
    households = await in_care(person)
    for household in households:
        here = f"/households/{household.id}"
        pack.add(here, "households/show.html", person, await household_page(person, household))
        pack.add(f"{here}/visits/new", "visits/new.html", person, await new_visit_page(person, household))
        pack.add(
            f"{here}/concerns/new", "concerns/new.html", person, await new_concern_page(person, household)
        )
        pack.add(
            f"{here}/changes/new", "households/change.html", person, await change_page(person, household)
        )
    return pack
