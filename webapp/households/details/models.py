"""Models: movements of people (numbers only), household edits."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.accounts.models import Device
from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class Moved(StrEnum):
    """Wire codes by order: never reorder."""

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
"""Temporary absence or stay does not count."""
PROPOSED = (Moved.SPLIT, Moved.MERGE)
"""A family's wish; without effect until the branch decides."""


class PopulationEvent(Row):
    """A movement (biến động dân cư). Projection of the log. No names, places, reasons."""

    opid = fields.CharField(max_length=40, unique=True)
    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="population_events", on_delete=fields.RESTRICT
    )
    household_id: str
    kind = fields.CharEnumField(Moved, max_length=12)
    happened_on = fields.DateField()  # last possible day
    precision = fields.CharField(max_length=5)  # day | week | month | year
    persons = fields.IntField()
    under_6 = fields.IntField(null=True)
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
    typed_by_name = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "population_event"
        indexes = [
            Index(fields=("household_id", "happened_on"), name="population_event_household"),
            Index(fields=("device_id",), name="population_event_device"),
            Index(fields=("by_id",), name="population_event_by"),
        ]

    @property
    def delta(self) -> int:
        return SIGNS.get(self.kind, 0) * self.persons


class PopulationChoice(Row):
    """Whether an event counts, or how many were under 6. Newest of each wins."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="population_choices", on_delete=fields.RESTRICT
    )
    household_id: str
    event = fields.CharField(max_length=40)  # opid: a replay recreates the event row
    counts = fields.BooleanField(null=True)
    under_6: int | None = fields.IntField(null=True)
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "population_choice"
        indexes = [Index(fields=("household_id", "at"), name="population_choice_household")]


class HouseholdChange(Row):
    """One edit of one field. Projection of the log. Referred to by `opid` (device.seq.index)."""

    opid = fields.CharField(max_length=40, unique=True)
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="changes", on_delete=fields.RESTRICT
    )
    household_id: str
    field = fields.CharField(max_length=20)
    value = fields.TextField()
    base: fields.JSONField[list[str]] = fields.JSONField(default=list)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="household_changes", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    wall = fields.BigIntField()
    counter = fields.IntField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="household_changes", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    received_at = fields.DatetimeField()
    live = fields.BooleanField(default=True)

    class Meta:
        table = "household_change"
        indexes = [
            Index(fields=("household_id", "field"), name="household_change_field"),
            Index(fields=("device_id",), name="household_change_device"),
            Index(fields=("by_id",), name="household_change_by"),
        ]
