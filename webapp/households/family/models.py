"""Models: needs and requests of families."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class NeedChange(Row):
    """A need named or reported met. Projection of the log."""

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
    typed_by_name = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "need_change"
        indexes = [
            Index(fields=("household_id",), name="need_change_household"),
            Index(fields=("by_id",), name="need_change_by"),
            Index(fields=("submission",), name="need_change_submission"),
        ]


class Wants(IntEnum):
    """Open to every family, even without consent."""

    SEE = 1
    CORRECT = 2
    DELETE = 3
    ANOTHER_CONTACT = 4


class FamilyRequest(Row):
    """Request about the family's own records. Projection of the log."""

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
