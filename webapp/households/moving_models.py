"""Models for splits, merges, closing, and answers on duplicates."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row

if TYPE_CHECKING:
    from webapp.households.models import Household


class Turn(StrEnum):
    SPLIT = "split"  # `other` is the new household
    MERGE = "merge"  # `other` moved into `household`, and is closed
    SAME = "same"  # `other` was a duplicate, and is closed
    CLOSE = "close"  # `household` is empty


class HouseholdStep(Row):
    """A decision about households; `told` holds what undo needs."""

    turn = fields.CharEnumField(Turn, max_length=5)
    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="steps", on_delete=fields.RESTRICT
    )
    household_id: str
    other: fields.ForeignKeyNullableRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="steps_as_other", on_delete=fields.RESTRICT, null=True
    )
    other_id: str | None
    persons = fields.IntField(default=0)
    happened_on = fields.DateField()
    told: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)
    undone_at: datetime | None = fields.DatetimeField(null=True)
    undone_by = fields.TextField(default="")
    written_at: datetime

    class Meta:
        table = "household_step"
        indexes = [
            Index(fields=("household_id", "at"), name="household_step_household"),
            Index(fields=("other_id",), name="household_step_other"),
            Index(fields=("commune", "form"), name="household_step_form"),
        ]

    @property
    def opid(self) -> str:
        """As later edits of the number refer to it."""
        return f"{self.id}.1.0"

    @property
    def received_at(self) -> datetime:
        return self.at


class DuplicateAnswer(Row):
    """Pairs answered as different are not offered again."""

    one: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="duplicate_answers", on_delete=fields.RESTRICT
    )
    one_id: str
    other: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="duplicate_answers_as_other", on_delete=fields.RESTRICT
    )
    other_id: str
    same = fields.BooleanField()
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "duplicate_answer"
        indexes = [
            Index(fields=("one_id",), name="duplicate_answer_one"),
            Index(fields=("other_id",), name="duplicate_answer_other"),
        ]
