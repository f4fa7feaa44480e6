"""Models for a poverty review: listing, and what the family was told."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


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


class PovertyRecord(Row):
    """Official outcome of a poverty review; decided by the commune People's Committee."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty", on_delete=fields.RESTRICT
    )
    household_id: str
    poverty_class = fields.TextField()  # poor | near_poor | average | none | unknown
    change = fields.TextField()  # new | stay | escaped_poverty | escaped_near_poverty | relapsed
    decision_no = fields.TextField(default="")
    decision_date = fields.DateField()
    review_kind = fields.TextField(default="annual")  # annual | on_request | list
    source = fields.TextField(default="")
    by_name = fields.TextField(default="")
    at = fields.DatetimeField(null=True)
    form = fields.CharField(max_length=24, default="")
    replaced = fields.BooleanField(default=False)
    """Corrected by a newer row; kept as history."""
    corrects = fields.CharField(max_length=11, default="")
    reason = fields.TextField(default="")

    class Meta:
        table = "poverty_record"
        indexes = [
            Index(fields=("household_id", "decision_date"), name="poverty_record_household"),
            Index(fields=("commune", "decision_date"), name="poverty_record_day"),
        ]


class PovertyStandard(Row):
    """Legal criteria of a period. Shown as explanation; never used to classify a household."""

    code = fields.CharField(max_length=20)
    area = fields.CharField(max_length=6)  # rural | urban
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    poor = fields.TextField()
    near_poor = fields.TextField()
    source = fields.TextField()

    class Meta:
        table = "poverty_standard"
        unique_together = (("commune", "code", "area"),)
