"""That a secretary was in touch with a member to help."""

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
