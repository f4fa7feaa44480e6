"""Models for a poverty review: listing, and what the family was told."""

from enum import IntEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.people.models import Member

if TYPE_CHECKING:
    from webapp.households.models import Household


class ReviewStep(IntEnum):
    """Members help and explain; they have no vote in a review."""

    INFORMED = 1
    TOLD = 2


class PovertyListing(Row):
    """Listed for review by the commune's steering group. Poverty classes come only from decisions."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty_listings", on_delete=fields.RESTRICT
    )
    household_id: str
    year = fields.IntField()
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "poverty_listing"
        unique_together = (("household", "year"),)


class PovertyStep(Row):
    """A member told a family of a review or its outcome. Projection of the log."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty_steps", on_delete=fields.RESTRICT
    )
    household_id: str
    step = fields.IntEnumField(ReviewStep)
    record = fields.CharField(max_length=11, default="")  # the decision
    again = fields.BooleanField(default=False)  # the family asks for another look
    happened_on = fields.DateField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="poverty_steps", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "poverty_step"
        indexes = [
            Index(fields=("household_id", "happened_on"), name="poverty_step_household"),
            Index(fields=("by_id",), name="poverty_step_by"),
        ]
