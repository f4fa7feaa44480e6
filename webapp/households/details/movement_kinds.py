"""Submission kind: movement of people; decisions on it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.households.details.change_form import PEOPLE_LIMIT
from webapp.households.details.merge_edits import merge_changes, merge_changes_again
from webapp.households.details.models import PopulationChoice, PopulationEvent
from webapp.households.details.movement_form import ANOTHER_DAY, PARTS, RULES, MovementForm
from webapp.households.details.movement_form import KINDS as MOVED
from webapp.households.details.movement_form import LOOK_BACK as MOVED_BACK
from webapp.register.consents import answers_of
from webapp.register.models import Household
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written
from webapp.web.person import Person


async def record_movement(written: Written) -> None:
    form = MovementForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    received_on = local_time(written.received_at).date()
    answers = await answers_of([written.household.id])
    if not answers.allow(written.household.id, received_on, "movements"):
        written.refuse({"household": _("This family did not agree that anything is written about it.")})
    # Lock: concurrent writers must see each other's rows.
    household = await Household.select_for_update().get(id=written.household.id)
    await PopulationEvent.create(
        id=written.id,
        opid=f"{written.device_id}.{written.seq}.0",
        commune=written.commune,
        household=household,
        kind=form.kind,
        # Fast phone clock.
        happened_on=min(form.happened_on, received_on),
        precision=form.precision,
        persons=form.persons,
        under_6=form.under_6,
        base=form.base,
        device_id=written.device_id,
        seq=written.seq,
        wall=written.wall,
        counter=written.counter,
        by_id=written.member_id,
        by_name=written.author_name,
        typed_by_name=written.typed_by_name or None,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
    await merge_changes(household)


async def erase_movement(device_id: str, seq: int) -> None:
    rows = PopulationEvent.filter(device_id=device_id, seq=seq)
    homes = await rows.values_list("household_id", flat=True)
    await rows.delete()
    for household in await Household.filter(id__in=list(homes)).select_for_update():
        await merge_changes(household)


async def choose_count(person: Person, event: PopulationEvent, *, counts: bool) -> None:
    """Call inside a transaction."""
    await _say(person, event, "counts", counts)


async def say_children(person: Person, event: PopulationEvent, under_6: int) -> None:
    """Adds a missing number. Call inside a transaction."""
    await _say(person, event, "under_6", under_6)


async def _say(person: Person, event: PopulationEvent, name: str, value: int) -> None:
    household = await Household.select_for_update().get(id=event.household_id)
    said = PopulationChoice.filter(household=household, event=event.opid, **{f"{name}__not_isnull": True})
    last = await said.order_by("-at", "-id").first()
    if last and getattr(last, name) == value:
        return  # double submit
    about: dict[str, Any] = {name: value, "commune": event.commune, "household": household}
    await PopulationChoice.create(
        **about, event=event.opid, by_id=person.id, by_name=person.name, at=datetime.now(UTC)
    )
    await merge_changes(household)


POPULATION_EVENT = Kind(
    5,
    "population_event",
    {1: PARTS},
    record_movement,
    made_of=(PopulationEvent,),
    take_back=erase_movement,
    refold=merge_changes_again,
    rules=RULES,
    types={
        "moved": field_types.code([one.value for one in MOVED], required=True),
        "moved_when": field_types.code(
            ("today", "this week", "this month", "another day"), required_if={"moved_on": [None]}
        ),
        "moved_on": replace(
            field_types.past(field_types.PERIOD, MOVED_BACK), required_if={"moved_when": [ANOTHER_DAY]}
        ),
        "persons": field_types.number(1, PEOPLE_LIMIT, required=True),
        "under_6": field_types.number(0, PEOPLE_LIMIT),
        "people_base": field_types.OPID_LIST,
    },
)
