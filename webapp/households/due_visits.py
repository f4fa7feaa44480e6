"""Lines of household lists: last contact, and when the next visit is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from webapp.core.calendar import holds_on, today
from webapp.core.i18n import local_time
from webapp.households.after_no import record_of, written_after_no
from webapp.households.details.movements import unmet_movements
from webapp.households.lately import ToldLately, agreed_on, newest_concerns, newest_contacts
from webapp.register.consents import ConsentAnswer, answers_of
from webapp.register.models import Household, SupportLevel
from webapp.register.queries import merged_sources


async def keeper_names(ids: list[str]) -> dict[str, str]:
    """Household id -> names of today's carers."""
    rows = (
        await Household.filter(
            holds_on(today(), "places__") & holds_on(today(), "places__group__assignments__"), id__in=ids
        )
        .order_by("places__group__assignments__role")
        .values_list("id", "places__group__assignments__member__full_name")
    )
    found: dict[str, list[str]] = {}
    for id_, name in rows:
        found.setdefault(id_, []).append(name)
    return {id_: ", ".join(dict.fromkeys(names)) for id_, names in found.items()}


DAYS_BETWEEN = {SupportLevel.REGULAR: 91, SupportLevel.ATTENTION: 30, SupportLevel.CLOSE: 15}
"""Days between contacts: a quarter, a month, half a month."""


AT_MOST = {1: 30, 2: 91}
"""The family's limit (`visits_wanted`): monthly, quarterly."""


@dataclass(frozen=True)
class HouseholdLine:
    household: Household
    consent: ConsentAnswer
    last: date | None
    open_concerns: int
    needs_report: bool
    """Help needed at the last contact, no concern since."""
    day: date
    next_on: date | None = None
    """Agreed; None after a later contact."""
    answers: int = 0
    """To tell the family."""
    to_ask: bool = False
    """The family ticked "not done"; nobody has met it since."""
    parts: Sequence[str] = ()
    """Merged, closed households."""
    happened: str = ""
    """birth | death: recent, no contact since."""
    later: Mapping[str, bool] = field(default_factory=dict)
    """After a refusal only: record id -> provably written later."""

    @property
    def answer(self) -> str:
        return self.consent.answer

    @property
    def agreed(self) -> bool:
        return self.consent.agreed

    def allows(self, purpose: str) -> bool:
        return self.consent.allows(purpose)

    def hides(self, row: Any) -> bool:
        """Not provably written after the refusal. Stored until erasure is requested."""
        if not self.consent.said_no:
            return False
        came = local_time(row.received_at).date()
        return not self.later.get(record_of(row), came > (self.consent.on or date.max))

    @property
    def ask_again(self) -> bool:
        return self.consent.too_old(self.day)

    @property
    def name(self) -> str:
        """The head's; the code after a refusal."""
        return self.household.code if self.consent.said_no else self.household.head_name

    @property
    def known_name(self) -> str:
        """Where the code stands too."""
        return "" if self.name == self.household.code else self.name

    @property
    def title(self) -> str:
        code = self.household.code
        return code if self.name == code else f"{code} · {self.name}"

    @property
    def days(self) -> int | None:
        return None if self.last is None else (self.day - self.last).days

    @property
    def every(self) -> int:
        """Interval in days: support level, limited by the family's wish."""
        return max(
            DAYS_BETWEEN[self.household.support_level], AT_MOST.get(self.household.visits_wanted or 0, 0)
        )

    @property
    def promised(self) -> bool:
        return self.next_on is not None and self.next_on <= self.day

    @property
    def due(self) -> bool:
        """The family's word on an answer, a birth or a death first, then agreed day, then interval."""
        if self.answers or self.to_ask or self.happened:
            return True
        if self.next_on is not None:
            return self.promised
        return self.days is None or self.days >= self.every

    @property
    def first(self) -> tuple[bool, bool, bool, bool, int, date, int]:
        """Sort key: answer to tell or to ask about, help needed, birth or death, agreed day, level, wait, path."""
        level = DAYS_BETWEEN[self.household.support_level]
        asked = (
            not (self.answers or self.to_ask),
            not self.needs_report,
            not self.happened,
            not self.promised,
        )
        return (*asked, level, self.last or date.min, self.household.path_order)


async def household_lines(households: Sequence[Household], day: date) -> list[HouseholdLine]:
    """About seven queries, four more after refusals; none for an empty list."""
    if not households:
        return []
    ids = [household.id for household in households]
    answers = await answers_of(ids)
    sources = await merged_sources(ids)
    met = await newest_contacts(ids, sources)
    waited = await newest_concerns(ids, sources)
    days = await agreed_on(ids, sources, day)
    happened = await unmet_movements(ids, sources, {id_: last for id_, (last, _) in met.items()}, day)
    newest = {id_: answers.newest(id_, day) for id_ in ids}
    later = await written_after_no(
        {id_: one.on or date.max for id_, one in newest.items() if one.said_no}, sources
    )
    found = []
    for household in households:
        last, needed = met.get(household.id, (None, None))
        told = waited.get(household.id, ToldLately())
        consent = newest[household.id]
        found.append(
            HouseholdLine(
                household=household,
                consent=consent,
                last=last,
                open_concerns=told.open,
                needs_report=not consent.said_no
                and needed is not None
                and needed == last
                and told.newest < needed,
                day=day,
                next_on=days.get(household.id),
                answers=told.answers,
                to_ask=told.not_done_on is not None and (last is None or last <= told.not_done_on),
                happened=happened.get(household.id, "") if consent.allows("movements") else "",
                later=later if consent.said_no else {},
                parts=[part for part, owner in sources.items() if owner == household.id],
            )
        )
    return found


def sources_of(lines: Iterable[HouseholdLine]) -> dict[str, str]:
    """Merged household -> its survivor."""
    return {part: line.household.id for line in lines for part in line.parts}


class NamedHousehold(NamedTuple):
    id: str
    code: str
    head_name: str
    """Empty after a refusal."""


async def homes_of(commune: str, ids: Iterable[str]) -> dict[str, NamedHousehold]:
    rows = await Household.filter(commune=commune, id__in=list(ids))
    answers = await answers_of([row.id for row in rows])
    silent = {row.id for row in rows if answers.newest(row.id, today()).said_no}
    return {
        row.id: NamedHousehold(row.id, row.code, "" if row.id in silent else row.head_name) for row in rows
    }


async def titles_of(households: list[Household]) -> dict[str, str]:
    """A refusing family appears by its code."""
    return {one.household.id: one.title for one in await household_lines(households, today())}
