"""What was written later about a visit that was written down before."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.households.models import Household
from webapp.people.models import Member


class VisitCorrection(Row):
    """A visit said anew, or something added to it; made again from the log at any time."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="visit_corrections", on_delete=fields.RESTRICT
    )
    household_id: str
    visit: fields.ForeignKeyNullableRelation[Row] = fields.ForeignKeyField(
        "gandan.Visit", related_name="corrections", on_delete=fields.RESTRICT, null=True
    )
    visit_id: str | None  # what it is about, once that is here
    base = fields.CharField(max_length=11, default="")  # as its writer named the visit; "" is their newest
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="visit_corrections", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    said: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    """The visit's columns by name; nothing but a note is only an addition."""
    holds = fields.BooleanField(default=False)  # the visit shows what this says
    wall = fields.BigIntField()
    counter = fields.IntField()
    device_id = fields.CharField(max_length=11)
    seq = fields.BigIntField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "visit_correction"
        indexes = [
            Index(fields=("household_id",), name="visit_correction_household"),
            Index(fields=("visit_id",), name="visit_correction_visit"),
            Index(fields=("by_id",), name="visit_correction_by"),
        ]
