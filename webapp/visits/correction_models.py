"""Model: corrections of visits."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class VisitCorrection(Row):
    """Or an addition. Projection of the log."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="visit_corrections", on_delete=fields.RESTRICT
    )
    household_id: str
    visit: fields.ForeignKeyNullableRelation[Row] = fields.ForeignKeyField(
        "gandan.Visit", related_name="corrections", on_delete=fields.RESTRICT, null=True
    )
    visit_id: str | None  # once the visit has arrived
    base = fields.CharField(max_length=11, default="")  # the visit as submitted; "": the writer's newest
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="visit_corrections", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    said: fields.JSONField[dict[str, object]] = fields.JSONField(default=dict)
    """Visit columns. A note alone is an addition."""
    holds = fields.BooleanField(default=False)  # applied to the visit
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
