"""What families said of their needs and wishes, how much help a branch agreed on, and the rules of the poor list."""

from enum import IntEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.people.models import Member

if TYPE_CHECKING:
    from webapp.households.models import Household


class NeedChange(Row):
    """A family named a need, or said that it is met, made again from the log at any time."""

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
    typed_by_name = fields.TextField(null=True)  # who wrote it down for them
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
    """How much help a household needs, as the branch or the office agreed on a day. The newest holds."""

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
    """What the law of a period calls poor and near-poor. Shown to explain, never worked out for a household."""

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
    """What a family may always ask for."""

    SEE = 1
    CORRECT = 2
    DELETE = 3
    ANOTHER_CONTACT = 4


class FamilyRequest(Row):
    """What a family asked about its own records, made again from the log at any time."""

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
    """What the office or the branch did about a request. It names the request, which the log makes again."""

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
