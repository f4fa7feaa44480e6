"""Model: meetings of residents."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, OrgUnit


class ResidentsMeeting(Row):
    """A meeting of a hamlet's residents (họp dân). Attendance is one number. Projection of the log."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="residents_meetings", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    held_on = fields.DateField()
    subject = fields.TextField()
    people = fields.IntField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="residents_meetings", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "residents_meeting"
        indexes = [
            Index(fields=("hamlet_id", "held_on"), name="residents_meeting_hamlet"),
            Index(fields=("by_id",), name="residents_meeting_by"),
        ]
