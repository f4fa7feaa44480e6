"""Models: support levels, answers to requests."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.register.models import Household


class SupportRecord(Row):
    """Agreed by branch or office. Newest wins."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="support_records", on_delete=fields.RESTRICT
    )
    household_id: str
    level = fields.CharField(max_length=10)
    reason = fields.CharField(max_length=12)
    since = fields.DateField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "support_record"
        unique_together = (("household", "form"),)
        indexes = [Index(fields=("household_id", "since"), name="support_record_household")]


class FamilyAnswer(Row):
    """`request` is no foreign key: a replay recreates it."""

    request = fields.CharField(max_length=11)
    done = fields.BooleanField()
    reason = fields.TextField(default="")
    by_name = fields.TextField()
    at = fields.DatetimeField()
    told_on = fields.DateField(null=True)
    told_by = fields.TextField(default="")

    class Meta:
        table = "family_answer"
        unique_together = (("commune", "request"),)
