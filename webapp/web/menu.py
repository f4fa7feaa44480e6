"""The office's menu: which pages there are, and how one person sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from webapp.core.i18n import gettext_noop as N_
from webapp.web.person import Person, Role


class Section(Enum):
    """In the order of the menu; the value is its name."""

    TODAY = N_("Today")
    ARRIVED = N_("Arrived records")
    HOUSEHOLDS = N_("Households of the commune")
    CONCERNS = N_("Concerns")
    MEMBERS = N_("Members")
    REPORTS = N_("Reports and paper")
    OVERVIEW = N_("Overview")
    SECOND_PERSON = N_("Waiting for a second person")


@dataclass(frozen=True)
class MenuPage:
    section: Section
    place: int
    """In its section; the section's own link leads to the first."""
    key: str
    """`here` of its templates."""
    path: str
    name: str
    policy: frozenset[Role]
    """In whose menu; more may open the page."""


@dataclass(frozen=True)
class ShownPage:
    path: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class ShownSection:
    name: str
    pages: Sequence[ShownPage]

    @property
    def path(self) -> str:
        return self.pages[0].path

    @property
    def has_choice(self) -> bool:
        return len(self.pages) > 1

    @property
    def is_current(self) -> bool:
        return any(page.is_current for page in self.pages)

    @property
    def aria_current(self) -> str:
        """The current page itself, or what it lies in."""
        return "true" if self.has_choice else "page"


@dataclass(frozen=True)
class Menu:
    sections: Sequence[ShownSection]

    @property
    def inside(self) -> ShownSection | None:
        """Whose pages are listed too."""
        return next((one for one in self.sections if one.is_current and one.has_choice), None)


def menu_for(pages: Iterable[MenuPage], person: Person, here: str) -> Menu:
    own = sorted((page for page in pages if person.role in page.policy), key=lambda page: page.place)
    shown = {
        section: [
            ShownPage(page.path, page.name, page.key == here) for page in own if page.section is section
        ]
        for section in Section
    }
    return Menu([ShownSection(section.value, found) for section, found in shown.items() if found])
