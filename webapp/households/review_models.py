"""What happens between a yearly review of poverty and the family: it is on the list, knows of it, hears the outcome."""

from enum import IntEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.people.models import Member

if TYPE_CHECKING:
    from webapp.households.models import Household


class ReviewStep(IntEnum):
    """What a member did; a member helps and explains, and has no vote in a review."""

    INFORMED = 1
    TOLD = 2


class PovertyListing(Row):
    """The commune's steering group put a household on the list of a review; classes come only from decisions."""

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
    """A member told a family of a review or of its outcome, made again from the log at any time."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty_steps", on_delete=fields.RESTRICT
    )
    household_id: str
    step = fields.IntEnumField(ReviewStep)
    record = fields.CharField(max_length=11, default="")  # the decision that was told
    again = fields.BooleanField(default=False)  # the family asks to have it looked at again
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
