"""Models: support contacts, monthly reports, reports read."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member


class Topic(IntEnum):
    """Closed list."""

    HOUSEHOLDS = 1
    CONCERNS = 2
    PHONE = 3
    LOAD = 4
    OTHER = 5


class SupportContact(Row):
    """A secretary helped a member. Projection of the log."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="support_contacts", on_delete=fields.RESTRICT
    )
    member_id: str
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="support_given", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    topic = fields.IntEnumField(Topic)
    happened_on = fields.DateField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "support_contact"
        indexes = [
            Index(fields=("member_id", "happened_on"), name="support_contact_member"),
            Index(fields=("by_id",), name="support_contact_by"),
        ]


class MonthReport(Row):
    """A member's confirmation of a month's figures, with note. Newest wins. Figures are counted when shown,
    not stored.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="month_reports", on_delete=fields.RESTRICT
    )
    member_id: str
    month = fields.DateField()  # first day
    note = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "month_report"
        indexes = [Index(fields=("member_id", "month"), name="month_report_member")]


class MonthRead(Row):
    """By the branch's secretary."""

    report = fields.CharField(max_length=11)
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="months_read", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    read_on = fields.DateField()

    class Meta:
        table = "month_read"
        indexes = [
            Index(fields=("report",), name="month_read_report"),
            Index(fields=("by_id",), name="month_read_by"),
        ]
