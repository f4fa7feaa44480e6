"""Who came into a household and who left it, as the family told the member; numbers only."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from webapp.accounts.models import Device
from webapp.db import Row
from webapp.people.models import Member

if TYPE_CHECKING:
    from webapp.households.models import Household


class Moved(StrEnum):
    """What happened; the order is that of the codes, which are for ever."""

    BIRTH = "birth"
    DEATH = "death"
    MOVE_IN = "move_in"
    MOVE_OUT = "move_out"
    TEMP_ABSENCE = "temp_absence"
    TEMP_STAY = "temp_stay"
    RETURN = "return"
    SPLIT = "split"
    MERGE = "merge"


SIGNS = {Moved.BIRTH: 1, Moved.MOVE_IN: 1, Moved.DEATH: -1, Moved.MOVE_OUT: -1}
"""Who is away or a guest for a time still lives where they live."""
PROPOSED = (Moved.SPLIT, Moved.MERGE)
"""What a family says of itself and the branch then decides: until then nothing is changed by it."""


class PopulationEvent(Row):
    """A coming or going (biến động dân cư); made again from the log at any time. No names, no place, no reason.

    `opid` names it for whoever writes the number of people later, as that of a change does.
    """

    opid = fields.CharField(max_length=40, unique=True)
    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="population_events", on_delete=fields.RESTRICT
    )
    household_id: str
    kind = fields.CharEnumField(Moved, max_length=12)
    happened_on = fields.DateField()  # the last day it can have been
    precision = fields.CharField(max_length=5)  # day | week | month | year
    persons = fields.IntField()
    under_6 = fields.IntField(null=True)  # None when nobody said
    base: fields.JSONField[list[str]] = fields.JSONField(default=list)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="population_events", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    wall = fields.BigIntField()
    counter = fields.IntField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="population_events", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)  # who wrote it down for them
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()
    written_at: datetime
    void = False
    doubt = False
    waits = False
    """Whether it counts, is perhaps another one told again, or is still to be decided; made when it is shown."""
    young: int | None = None
    young_unsaid = False
    """How many small children, as told or as somebody said later; and whether that is missing where it matters."""

    class Meta:
        table = "population_event"
        indexes = [
            Index(fields=("household_id", "happened_on"), name="population_event_household"),
            Index(fields=("device_id",), name="population_event_device"),
            Index(fields=("by_id",), name="population_event_by"),
        ]

    @property
    def delta(self) -> int:
        """By how many the people of the household change."""
        return SIGNS.get(self.kind, 0) * self.persons


class PopulationChoice(Row):
    """That somebody said of an event whether it counts, or how many were under 6. Of each the newest row holds."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="population_choices", on_delete=fields.RESTRICT
    )
    household_id: str
    event = fields.CharField(max_length=40)  # by its opid: the event's own row is made again from the log
    counts = fields.BooleanField(null=True)
    under_6: int | None = fields.IntField(null=True)
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "population_choice"
        indexes = [Index(fields=("household_id", "at"), name="population_choice_household")]
