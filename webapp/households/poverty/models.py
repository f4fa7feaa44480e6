"""Models of poverty reviews: listings, steps, outcomes, standards."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class ReviewStep(IntEnum):
    """Members help and explain, without a vote."""

    INFORMED = 1
    TOLD = 2


class PovertyListing(Row):
    """Listed for review by the commune's steering group."""

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
    """A member informed a family of a review or outcome. Projection of the log."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty_steps", on_delete=fields.RESTRICT
    )
    household_id: str
    step = fields.IntEnumField(ReviewStep)
    record = fields.CharField(max_length=11, default="")  # the decision
    again = fields.BooleanField(default=False)  # asks for another look
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
    """Official outcome, decided by the commune People's Committee."""

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
    """By a correction; kept as history."""
    corrects = fields.CharField(max_length=11, default="")
    reason = fields.TextField(default="")

    class Meta:
        table = "poverty_record"
        indexes = [
            Index(fields=("household_id", "decision_date"), name="poverty_record_household"),
            Index(fields=("commune", "decision_date"), name="poverty_record_day"),
        ]


class PovertyStandard(Row):
    """Legal criteria of a period. Only an explanation; never classifies a household."""

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
