"""Households that split, that join another, that were written twice, and that are no more."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row

if TYPE_CHECKING:
    from webapp.households.models import Household


class Turn(StrEnum):
    """What became of a household."""

    SPLIT = "split"  # `other` is the new one
    MERGE = "merge"  # `other` went to live in `household`, and is closed
    SAME = "same"  # `other` was the same household written again, and is closed
    CLOSE = "close"  # nobody lives in `household` any more


class HouseholdStep(Row):
    """A decision about one or two households: who, when, and what is needed to put back what was."""

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
        """As a number of people that is written later names it."""
        return f"{self.id}.1.0"

    @property
    def received_at(self) -> datetime:
        return self.at


class DuplicateAnswer(Row):
    """What somebody said of two households that look like one; whoever is different is not asked about again."""

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
