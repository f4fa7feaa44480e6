"""The rules of the register: what it shows when people differ, what a family allows, when a visit is due."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.functions import Max
from tortoise.queryset import QuerySet

from sync.clock import Stamp
from sync.merge import Change, Field, fold
from webapp.households.forms import CHANGEABLE, ChangeForm
from webapp.households.models import Consent, Household, HouseholdChange, SupportLevel
from webapp.i18n import local
from webapp.outbox.kinds import Written

NUMBERS = ("people", "preferred_contact")
DAYS_BETWEEN = {SupportLevel.REGULAR: 91, SupportLevel.ATTENTION: 30, SupportLevel.CLOSE: 15}
"""At least one contact a quarter, a month, or twice a month."""
REACHED = (1, 2, 3, 6)
"""Codes of visits.models.Met that count as a contact; saying no thanks counts too."""
SETTLED = ("closed", "closed_explained", "withdrawn", "redirected", "merged")


async def agreed(household_id: str, day: date) -> bool:
    """Whether the family's newest answer up to a day was yes; nobody's silence is a yes."""
    newest = await Consent.filter(household_id=household_id, asked_on__lte=day).order_by("-asked_on").first()
    return newest is not None and newest.answer == "given"


@dataclass(frozen=True)
class Standing:
    """A household as a list shows it: what may be shown, and how long it has waited."""

    household: Household
    answer: str  # to the question for consent
    last: date | None
    open_concerns: int
    needs_report: bool
    """At the last contact the family needed help, and nothing was reported since."""
    day: date

    @property
    def agreed(self) -> bool:
        return self.answer == "given"

    @property
    def name(self) -> str:
        """A family that said no is called by its code; one not asked yet by the name on its door."""
        return self.household.code if self.answer in ("refused", "withdrawn") else self.household.head_name

    @property
    def days(self) -> int | None:
        return None if self.last is None else (self.day - self.last).days

    @property
    def waited(self) -> float:
        """How much of the time between two contacts has passed: 1 and more is due."""
        wanted = DAYS_BETWEEN[self.household.support_level]
        return float("inf") if self.days is None else self.days / wanted

    @property
    def due(self) -> bool:
        return self.waited >= 1


async def standings(households: Sequence[Household], day: date) -> list[Standing]:
    """In the order given, with three questions to the database however many there are."""
    ids = [household.id for household in households]
    answers = dict(
        await Consent.filter(household_id__in=ids).order_by("asked_on").values_list("household_id", "answer")
    )
    visited = await _visited(ids)
    concerned = await _concerned(ids)
    found = []
    for household in households:
        last, needed = visited.get(household.id, (None, None))
        waiting, newest = concerned.get(household.id, (0, None))
        found.append(
            Standing(
                household=household,
                answer=answers.get(household.id, "not_asked"),
                last=last,
                open_concerns=waiting,
                needs_report=needed is not None and needed == last and (newest is None or newest < needed),
                day=day,
            )
        )
    return found


async def _visited(ids: list[str]) -> dict[str, tuple[date | None, date | None]]:
    """By household: the day of the newest contact, and of the newest one at which help was needed."""
    reached = Household.filter(id__in=ids, visits__met__in=REACHED)
    last = await _newest_visit(reached)
    needed = await _newest_visit(reached.filter(visits__has_need=True))
    return {id_: (day, needed.get(id_)) for id_, day in last.items()}


async def _newest_visit(households: QuerySet[Household]) -> dict[str, date]:
    newest = households.annotate(newest=Max("visits__happened_on")).group_by("id")
    return dict(await newest.values_list("id", "newest"))


async def _concerned(ids: list[str]) -> dict[str, tuple[int, date]]:
    """By household: how many concerns wait for an answer, and the day of the newest concern of all."""
    rows = await Household.filter(id__in=ids, concerns__recorded_at__not_isnull=True).values_list(
        "id", "concerns__status", "concerns__recorded_at"
    )
    found: dict[str, tuple[int, date]] = {}
    for id_, status, recorded_at in rows:
        waiting, newest = found.get(id_, (0, date.min))
        found[id_] = (waiting + (status not in SETTLED), max(newest, local(recorded_at).date()))
    return found


async def put_right(written: Written, form: ChangeForm) -> None:
    """Keep each changed field as a row of its own, then agree on what is shown."""
    # Two people who write at the same moment must see each other's rows when they agree.
    household = await Household.select_for_update().get(id=written.household.id)
    for place, name, value, base in form.changes:
        opid = f"{written.device_id}.{written.seq}.{place}"
        await HouseholdChange.create(
            id=_id_of(opid),
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
    folded = fold([_change(row) for row in rows])
    for name in CHANGEABLE:
        column = getattr(household, name)
        if any(row.field == name for row in rows):
            household.origin.setdefault(name, column)
        field = folded.get((household.id, name))
        setattr(household, name, _column(name, field, household.origin.get(name, column)))
    household.contested = [
        name for name in CHANGEABLE if (field := folded.get((household.id, name))) and field.contested
    ]
    await household.save(update_fields=[*CHANGEABLE, "folded", "sort_key", "origin", "contested"])
    await _mark_live(rows, {change.opid for field in folded.values() for change in field.live})


async def put_back(commune: str) -> None:
    """The commune's columns as the office wrote them, before all changes are read again."""
    for household in await Household.filter(commune=commune):
        before = [getattr(household, name) for name in CHANGEABLE], household.contested
        for name in CHANGEABLE:
            setattr(household, name, household.origin.get(name, getattr(household, name)))
        household.contested = []
        if before != ([getattr(household, name) for name in CHANGEABLE], household.contested):
            await household.save(update_fields=[*CHANGEABLE, "folded", "sort_key", "contested"])


def _id_of(opid: str) -> str:
    """The same at every reading of the log."""
    return (
        urlsafe_b64encode(hashlib.sha256(f"gandan change {opid}".encode()).digest()[:8]).rstrip(b"=").decode()
    )


def _change(row: HouseholdChange) -> Change:
    # A phone has one author. This office's own device is shared, so its author tells them apart.
    author = (row.by_id or row.by_name) if row.device.kind == "web" else ""
    return Change(
        opid=row.opid,
        entity=row.household_id,
        field=row.field,
        value=row.value,
        base=frozenset(row.base),
        stamp=Stamp(row.wall, row.counter, row.device_id),
        author=author,
    )


def _column(name: str, field: Field | None, origin: Any) -> Any:
    if field is None or not field.live:
        return origin
    value = str(field.shown.value)
    if name in NUMBERS:
        return int(value) if value else None
    return value or (None if name == "head_phone" else origin)


async def _mark_live(rows: list[HouseholdChange], live: set[str]) -> None:
    for row in rows:
        if row.live != (row.opid in live):
            row.live = row.opid in live
            await row.save(update_fields=["live"])
