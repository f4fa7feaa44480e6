"""Register rules: consent and due visits (Standing), merging of edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sync.merge import Field, fold
from webapp.calendar import today
from webapp.db import derived_id
from webapp.households.after_no import record_of, written_after_no
from webapp.households.consents import Answer, Answers, answers_of
from webapp.households.forms import CHANGEABLE, ChangeForm
from webapp.households.lately import REACHED, SETTLED, agreed_on, concerned, visited
from webapp.households.models import Household, HouseholdChange, HouseholdStep, SupportLevel
from webapp.households.movements import count_children, mistakes_in_movement, unmet
from webapp.households.needs import CODES as NEED_CODES
from webapp.households.needs import mistakes_in_needs, needs_of, open_needs_of
from webapp.households.queries import merged_sources
from webapp.households.said import changes_of, comings_of, mark_live, people_of
from webapp.i18n import local
from webapp.outbox.kinds import Written

__all__ = [
    "NEED_CODES", "REACHED", "SETTLED", "Answer", "Answers", "answers_of", "mistakes_in_movement", "mistakes_in_needs", "needs_of", "open_needs_of",
]  # fmt: skip
LEFT_EMPTY = {"head_phone": None, "preferred_language": None, "accommodations": ""}
"""Values of fields a family cleared. Other cleared fields fall back to `origin`."""
NUMBERS = ("people", "preferred_contact", "visits_wanted")
DAYS_BETWEEN = {SupportLevel.REGULAR: 91, SupportLevel.ATTENTION: 30, SupportLevel.CLOSE: 15}
"""Longest interval between contacts: a quarter, a month, half a month."""
AT_MOST = {1: 30, 2: 91}
"""A family's own limit (`visits_wanted`): once a month, once a quarter."""


@dataclass(frozen=True)
class Standing:
    """A household as lists show it."""

    household: Household
    consent: Answer
    last: date | None
    open_concerns: int
    needs_report: bool
    """Help was needed at the last contact; no concern was recorded since."""
    day: date
    next_on: date | None = None
    """Agreed with the family; None if a contact took place since."""
    parts: Sequence[str] = ()
    """Closed households merged into this one."""
    happened: str = ""
    """birth | death: recent, without a contact since."""
    later: Mapping[str, bool] = field(default_factory=dict)
    """After a refusal only: record id -> whether it was provably written later."""

    @property
    def answer(self) -> str:
        return self.consent.answer

    @property
    def agreed(self) -> bool:
        return self.consent.agreed

    def allows(self, purpose: str) -> bool:
        return self.consent.allows(purpose)

    def hides(self, row: Any) -> bool:
        """Not provably written after the refusal. Stored until the family asks for erasure."""
        if not self.consent.said_no:
            return False
        came = local(row.received_at).date()
        return not self.later.get(record_of(row), came > (self.consent.on or date.max))

    @property
    def ask_again(self) -> bool:
        return self.consent.too_old(self.day)

    @property
    def name(self) -> str:
        """The head's name; the code after a refusal."""
        return self.household.code if self.consent.said_no else self.household.head_name

    @property
    def days(self) -> int | None:
        return None if self.last is None else (self.day - self.last).days

    @property
    def every(self) -> int:
        """Days between contacts: by support level, but not more often than the family wishes."""
        return max(
            DAYS_BETWEEN[self.household.support_level], AT_MOST.get(self.household.visits_wanted or 0, 0)
        )

    @property
    def promised(self) -> bool:
        return self.next_on is not None and self.next_on <= self.day

    @property
    def due(self) -> bool:
        """A recent birth or death first, then the agreed day, then the interval."""
        if self.happened:
            return True
        if self.next_on is not None:
            return self.promised
        return self.days is None or self.days >= self.every

    @property
    def first(self) -> tuple[bool, bool, bool, int, date, int]:
        """Sort key: help asked for, birth or death, agreed day, level, wait, path."""
        level = DAYS_BETWEEN[self.household.support_level]
        asked = (not self.needs_report, not self.happened, not self.promised)
        return (*asked, level, self.last or date.min, self.household.path_order)


async def standings(households: Sequence[Household], day: date) -> list[Standing]:
    """About seven queries for any number of households, four more if a family refused; none for an empty
    list.
    """
    if not households:
        return []
    ids = [household.id for household in households]
    answers = await answers_of(ids)
    sources = await merged_sources(ids)
    met = await visited(ids, sources)
    waited = await concerned(ids, sources)
    days = await agreed_on(ids, sources, day)
    happened = await unmet(ids, sources, {id_: last for id_, (last, _) in met.items()}, day)
    newest = {id_: answers.newest(id_, day) for id_ in ids}
    later = await written_after_no(
        {id_: one.on or date.max for id_, one in newest.items() if one.said_no}, sources
    )
    found = []
    for household in households:
        last, needed = met.get(household.id, (None, None))
        waiting, told = waited.get(household.id, (0, None))
        consent = newest[household.id]
        found.append(
            Standing(
                household=household,
                consent=consent,
                last=last,
                open_concerns=waiting,
                needs_report=not consent.said_no
                and needed is not None
                and needed == last
                and (told is None or told < needed),
                day=day,
                next_on=days.get(household.id),
                happened=happened.get(household.id, "") if consent.allows("movements") else "",
                later=later if consent.said_no else {},
                parts=[part for part, owner in sources.items() if owner == household.id],
            )
        )
    return found


def sources_of(lines: Iterable[Standing]) -> dict[str, str]:
    """Merged household -> the one it is part of."""
    return {part: line.household.id for line in lines for part in line.parts}


async def homes_of(commune: str, ids: Iterable[str]) -> dict[str, Household]:
    """Blanks the name of a family that refused."""
    homes = {home.id: home async for home in Household.filter(commune=commune, id__in=list(ids))}
    answers = await answers_of(homes)
    for home in homes.values():
        if answers.newest(home.id, today()).said_no:
            home.head_name = ""
    return homes


async def put_right(written: Written, form: ChangeForm) -> None:
    # Lock: concurrent writers must see each other's rows when the values are merged.
    household = await Household.select_for_update().get(id=written.household.id)
    for place, name, value, base in form.changes:
        opid = f"{written.device_id}.{written.seq}.{place}"
        await HouseholdChange.create(
            id=derived_id(f"change {opid}"),
            opid=opid,
            commune=written.commune,
            household=household,
            field=name,
            value=value,
            base=base,
            device_id=written.device_id,
            seq=written.seq,
            wall=written.wall,
            counter=written.counter,
            by_id=written.member_id,
            by_name=written.author_name,
            received_at=written.received_at,
        )
    if form.changes:
        await agree(household)


async def agree(household: Household) -> None:
    """Merges all edits into the columns; fields whose live values differ become contested."""
    rows = await HouseholdChange.filter(household_id=household.id).prefetch_related("device")
    changes = await changes_of(rows)
    folded = fold(changes)
    comings = await comings_of([household.id])
    for name in CHANGEABLE:
        column = getattr(household, name)
        if any(row.field == name for row in rows) or (name == "people" and comings):
            household.origin.setdefault(name, column)
        field = folded.get((household.id, name))
        setattr(household, name, _column(name, field, household.origin.get(name, column)))
    household.contested = [
        name for name in CHANGEABLE if (field := folded.get((household.id, name))) and field.contested
    ]
    if comings:
        people = people_of(household, changes, comings[household.id])
        household.people = people.number
        others = [name for name in household.contested if name != "people"]
        household.contested = ["people", *others] if people.contested else others
    await count_children(household)
    await household.save(update_fields=[*CHANGEABLE, "under_6", "folded", "sort_key", "origin", "contested"])
    await mark_live(rows, {change.opid for field in folded.values() for change in field.live})
    if household.merged_into_id:  # its people are counted there
        await agree(await Household.select_for_update().get(id=household.merged_into_id))


async def take_back(device_id: str, seq: int) -> None:
    """After the erasure of a submission."""
    rows = HouseholdChange.filter(device_id=device_id, seq=seq)
    homes = await rows.distinct().values_list("household_id", flat=True)
    await rows.delete()
    for household in await Household.filter(id__in=list(homes)).select_for_update():
        await agree(household)


async def put_back(commune: str) -> None:
    """Resets columns to `origin` before a replay."""
    for household in await Household.filter(commune=commune):
        columns = [*CHANGEABLE, "under_6"]
        before = [getattr(household, name) for name in columns], household.contested
        for name in columns:
            setattr(household, name, household.origin.get(name, getattr(household, name)))
        household.contested = []
        if before != ([getattr(household, name) for name in columns], household.contested):
            await household.save(update_fields=[*columns, "folded", "sort_key", "contested"])
    # Household decisions are not in the log, so apply them before the replay.
    decided = HouseholdStep.filter(commune=commune).values_list("household_id", flat=True)
    for household in await Household.filter(id__in=[str(id_) for id_ in await decided]).order_by("code"):
        await agree(household)


def _column(name: str, field: Field | None, origin: Any) -> Any:
    if field is None or not field.live:
        return origin
    value = str(field.shown.value)
    if name in NUMBERS:
        return int(value) if value else None
    return value or LEFT_EMPTY.get(name, origin)
