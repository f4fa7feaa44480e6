"""Needs and grievances that a household asked us to carry upward."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.households.models import Household
from webapp.people.models import Member


class Category(IntEnum):
    """The service a concern is about; a closed list."""

    WATER_POWER_SIGNAL = 1
    ROAD_BRIDGE_BOAT = 2
    HOUSE = 3
    HEALTH_CARE = 4
    SCHOOL = 5
    CIVIL_PAPERS = 6
    BENEFITS = 7
    LIVELIHOOD = 8
    LAND = 9
    RESETTLEMENT = 10
    LOAN = 11
    SANITATION = 12
    DISASTER = 13
    SERVICE_CONDUCT = 14
    OTHER = 15


RESTRICTED = frozenset({Category.LAND, Category.SERVICE_CONDUCT, 16, 17})
"""Disputes, how a service or a member (16) behaved, personal safety (17): one person alone neither types in what
another wrote about these nor erases it. The last two codes have no form yet; a body may name them all the same."""
PAST_THE_BRANCH = RESTRICTED - {Category.LAND}
"""Of these, what the commune's secretary reads, past the branch and the clerk."""


class Severity(IntEnum):
    """How soon it must be answered; nothing about anybody's mood."""

    QUESTION = 1
    NORMAL = 2
    PRESSING = 3
    EMERGENCY = 4


class Concern(Row):
    """A matter to be answered (phản ánh, nguyện vọng); made again from the log at any time."""

    slip = fields.CharField(max_length=12)  # HK-XXX-XXX, given to the household at once
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="concerns", on_delete=fields.RESTRICT
    )
    household_id: str
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="concerns", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)  # who wrote down for them what they had on paper
    category = fields.IntEnumField(Category)
    severity = fields.IntEnumField(Severity)
    summary = fields.TextField(default="")
    body = fields.TextField(default="")
    answer_by = fields.IntField(null=True)  # 1 visit, 2 phone, 3 paper: how the household wants the answer
    status = fields.TextField(default="at_branch")
    hidden = fields.BooleanField(
        default=False, db_default=False
    )  # its erasure waits for a second account: without its words
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "concern"
        indexes = [
            Index(fields=("household_id",), name="concern_household"),
            Index(fields=("by_id",), name="concern_by"),
            Index(fields=("commune", "received_at"), name="concern_received"),
            Index(fields=("slip",), name="concern_slip"),
        ]


class SentUp(Row):
    """A concern that the commune sent on to the province; made again from the log at any time.

    `text` is what the office wrote for the province, `hamlet` is named only if the office chose to.
    """

    concern: fields.ForeignKeyRelation[Concern] = fields.ForeignKeyField(
        "gandan.Concern", related_name="sent_up", on_delete=fields.RESTRICT
    )
    concern_id: str
    text = fields.TextField(default="")
    hamlet = fields.TextField(default="")
    by_name = fields.TextField()
    with_branch = fields.BooleanField()  # what was said in the home still stayed with the branch
    sent_on = fields.DateField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "concern_sent_up"
        indexes = [Index(fields=("concern_id",), name="concern_sent_up_concern")]


class AnswerFromAbove(Row):
    """What the province answered; made again from the log at any time."""

    sent: fields.ForeignKeyRelation[SentUp] = fields.ForeignKeyField(
        "gandan.SentUp", related_name="answers", on_delete=fields.RESTRICT
    )
    sent_id: str
    text = fields.TextField()
    by_name = fields.TextField()
    answered_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "concern_answer_from_above"
        indexes = [Index(fields=("sent_id",), name="concern_answer_from_above_sent")]
