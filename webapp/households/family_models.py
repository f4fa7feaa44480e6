"""Models for needs, support levels, poverty standards, and family requests."""

from enum import IntEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.people.models import Member

if TYPE_CHECKING:
    from webapp.households.models import Household


class NeedChange(Row):
    """A family named a need, or reported it as met. Projection of the log."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="need_changes", on_delete=fields.RESTRICT
    )
    household_id: str
    code = fields.TextField()
    opened = fields.BooleanField()
    happened_on = fields.DateField()
    submission = fields.CharField(max_length=11)
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="need_changes", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)  # who typed it on their behalf
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "need_change"
        indexes = [
            Index(fields=("household_id",), name="need_change_household"),
            Index(fields=("by_id",), name="need_change_by"),
            Index(fields=("submission",), name="need_change_submission"),
        ]


class SupportRecord(Row):
    """Agreed by branch or office. The newest row counts."""

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


class PovertyStandard(Row):
    """Legal criteria of a period. Shown as explanation; never used to classify a household."""

    code = fields.CharField(max_length=20)
    area = fields.CharField(max_length=6)  # rural | urban
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    poor = fields.TextField()
    near_poor = fields.TextField()
    indicators = fields.IntField(null=True)
    source = fields.TextField()

    class Meta:
        table = "poverty_standard"
        unique_together = (("commune", "code", "area"),)


class Wants(IntEnum):
    """Requests open to every family, with or without consent."""

    SEE = 1
    CORRECT = 2
    DELETE = 3
    ANOTHER_CONTACT = 4


class FamilyRequest(Row):
    """A family's request about its own records. Projection of the log."""

    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="family_requests", on_delete=fields.RESTRICT
    )
    household_id: str
    wants = fields.IntEnumField(Wants)
    words = fields.TextField(default="")
    asked_on = fields.DateField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="family_requests", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "family_request"
        indexes = [
            Index(fields=("household_id",), name="family_request_household"),
            Index(fields=("by_id",), name="family_request_by"),
        ]


class FamilyAnswer(Row):
    """`request` is not a foreign key, because a replay recreates the request."""

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
