"""Models: a member's request for help, and what its branch says of it."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member


class HelpReason(IntEnum):
    """Closed list; none about a family's or a member's health or views."""

    HARD_TO_MEET = 1
    EXPLAIN = 2
    CONCERN = 3
    LOAD = 4
    WAY = 5
    PHONE = 6
    OTHER = 7


class HelpRequest(Row):
    """Projection of the log."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="help_requests", on_delete=fields.RESTRICT
    )
    member_id: str
    reason = fields.IntEnumField(HelpReason)
    line = fields.TextField(default="")
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "help_request"
        indexes = [Index(fields=("member_id", "received_at"), name="help_request_member")]


class HelpAnswer(Row):
    """Projection of the log. Without text: only seen."""

    request: fields.ForeignKeyRelation[HelpRequest] = fields.ForeignKeyField(
        "gandan.HelpRequest", related_name="answers", on_delete=fields.RESTRICT
    )
    request_id: str
    text = fields.TextField(default="")
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="help_given", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "help_answer"
        indexes = [
            Index(fields=("request_id",), name="help_answer_request"),
            Index(fields=("by_id",), name="help_answer_by"),
        ]
