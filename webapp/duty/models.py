"""Models: a member has read the duty card, a training card."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member


class DutyAck(Row):
    """Which card a member read, for how many households. Projection of the log."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="duty_acks", on_delete=fields.RESTRICT
    )
    member_id: str
    version = fields.IntField()
    households = fields.IntField()
    digest = fields.CharField(max_length=11)  # see rules.card_digest
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "duty_ack"
        indexes = [Index(fields=("member_id", "recorded_at"), name="duty_ack_member")]


class CardRead(Row):
    """Which training card a member read, in which version. Projection of the log."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="cards_read", on_delete=fields.RESTRICT
    )
    member_id: str
    card = fields.IntField()
    version = fields.IntField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "card_read"
        indexes = [Index(fields=("member_id",), name="card_read_member")]
