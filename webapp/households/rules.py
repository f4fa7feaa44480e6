"""The rules of the register: what it shows when people differ, what a family allows, when a visit is due."""

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
"""What a family takes back is gone; of the others the office's word returns."""
NUMBERS = ("people", "preferred_contact", "visits_wanted")
DAYS_BETWEEN = {SupportLevel.REGULAR: 91, SupportLevel.ATTENTION: 30, SupportLevel.CLOSE: 15}
"""At least one contact a quarter, a month, or twice a month."""
AT_MOST = {1: 30, 2: 91}
"""A family may wish for fewer: once a month, once a quarter."""


@dataclass(frozen=True)
class Standing:
    """A household as a list shows it: what may be shown, and how long it has waited."""

    household: Household
    consent: Answer
    last: date | None
    open_concerns: int
    needs_report: bool
    """At the last contact the family needed help, and nothing was reported since."""
    day: date
    next_on: date | None = None
    """The day agreed with the family, when nobody met it since."""
    parts: Sequence[str] = ()
    """Closed households that are part of this one now."""
    happened: str = ""
    """birth | death: of late, and nobody met the family since."""
    later: Mapping[str, bool] = field(default_factory=dict)
    """Of a family that said no, by record: whether it was surely written after that."""

    @property
    def answer(self) -> str:
        return self.consent.answer

    @property
    def agreed(self) -> bool:
        return self.consent.agreed

    def allows(self, purpose: str) -> bool:
        return self.consent.allows(purpose)

    def hides(self, row: Any) -> bool:
        """Hides what is not proved to be written after the family withdrew its consent. It is kept until the family asks for erasure."""
        if not self.consent.said_no:
            return False
        came = local(row.received_at).date()
        return not self.later.get(record_of(row), came > (self.consent.on or date.max))

    @property
    def ask_again(self) -> bool:
        return self.consent.too_old(self.day)

    @property
    def name(self) -> str:
        """A family that said no is called by its code; one not asked yet by the name on its door."""
        return self.household.code if self.consent.said_no else self.household.head_name

    @property
    def days(self) -> int | None:
        return None if self.last is None else (self.day - self.last).days

    @property
    def every(self) -> int:
        """Days between two contacts: as the need for help is, but never more often than the family wishes."""
        return max(
            DAYS_BETWEEN[self.household.support_level], AT_MOST.get(self.household.visits_wanted or 0, 0)
        )

    @property
    def promised(self) -> bool:
        """The day that was agreed has come."""
        return self.next_on is not None and self.next_on <= self.day

    @property
    def due(self) -> bool:
        """What happened in the family goes before all, and what was agreed with it before the calendar."""
        if self.happened:
            return True
        if self.next_on is not None:
            return self.promised
        return self.days is None or self.days >= self.every

    @property
    def first(self) -> tuple[bool, bool, bool, int, date, int]:
        """For sorting: help asked for, what happened, what was agreed, who needs more, who waited longest."""
        level = DAYS_BETWEEN[self.household.support_level]
        asked = (not self.needs_report, not self.happened, not self.promised)
        return (*asked, level, self.last or date.min, self.household.path_order)


async def standings(households: Sequence[Household], day: date) -> list[Standing]:
    """In the order given, with six questions to the database however many there are, and none for none.

    Four more when one of these families said no.
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
    """Closed household -> which of these it is part of now, as the lines know it."""
    return {part: line.household.id for line in lines for part in line.parts}


async def homes_of(commune: str, ids: Iterable[str]) -> dict[str, Household]:
    """By id, for lists of records: without the name of a family that said no."""
    homes = {home.id: home async for home in Household.filter(commune=commune, id__in=list(ids))}
    answers = await answers_of(homes)
    for home in homes.values():
        if answers.newest(home.id, today()).said_no:
            home.head_name = ""
    return homes


async def put_right(written: Written, form: ChangeForm) -> None:
    """Keep each changed field as a row of its own, then agree on what is shown."""
    # Two people who write at the same moment must see each other's rows when they agree.
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
    """Show the newest of what nobody has replaced; where two of these differ, say that they do."""
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
    """One submission's changes were erased: show what the others say."""
    rows = HouseholdChange.filter(device_id=device_id, seq=seq)
    homes = await rows.distinct().values_list("household_id", flat=True)
    await rows.delete()
    for household in await Household.filter(id__in=list(homes)).select_for_update():
        await agree(household)


async def put_back(commune: str) -> None:
    """The commune's columns as the office wrote them, before all changes are read again."""
    for household in await Household.filter(commune=commune):
        columns = [*CHANGEABLE, "under_6"]
        before = [getattr(household, name) for name in columns], household.contested
        for name in columns:
            setattr(household, name, household.origin.get(name, getattr(household, name)))
        household.contested = []
        if before != ([getattr(household, name) for name in columns], household.contested):
            await household.save(update_fields=[*columns, "folded", "sort_key", "contested"])
    # What was decided about households is not in the log, so it is counted in before anything is read.
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
