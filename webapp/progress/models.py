"""That a secretary was in touch with a member to help; and what members report of a month."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.people.models import Member


class Topic(IntEnum):
    """What a secretary helped a member with; a closed list."""

    HOUSEHOLDS = 1
    CONCERNS = 2
    PHONE = 3
    LOAD = 4
    OTHER = 5


class SupportContact(Row):
    """That a secretary was in touch with a member to help; made again from the log at any time."""

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
    """That a member looked at the month's own figures and reports them, with what else is to be said.

    The figures are counted from the log when somebody reads; the newest word on a month holds.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="month_reports", on_delete=fields.RESTRICT
    )
    member_id: str
    month = fields.DateField()  # its first day
    note = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "month_report"
        indexes = [Index(fields=("member_id", "month"), name="month_report_member")]


class MonthRead(Row):
    """That the branch's secretary read a report."""

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
