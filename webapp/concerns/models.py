"""Models: concerns, those sent to the province, answers."""

from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.concerns.workflow import AnswerLevel, StepAction
from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class Category(IntEnum):
    """Service concerned; closed list."""

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
"""Disputes, conduct of a service or member (16), personal safety (17). One person alone may neither type
these in for another nor erase them. 16 and 17 are no concerns here (see `reception`), but payloads may contain them.
"""
TOGETHER = frozenset(Category) - RESTRICTED
"""Of these the same matter of several families may be put together."""
PAST_THE_BRANCH = RESTRICTED - {Category.LAND}
"""For the commune's secretary, bypassing branch and clerk."""


class Severity(IntEnum):
    """Urgency of an answer. Never a judgement of mood."""

    QUESTION = 1
    NORMAL = 2
    PRESSING = 3
    EMERGENCY = 4


class Concern(Row):
    """A matter to answer (phản ánh, nguyện vọng). Projection of the log."""

    receipt_code = fields.CharField(max_length=12)  # HK-XXX-XXX, given to the household
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="concerns", on_delete=fields.RESTRICT
    )
    household_id: str
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="concerns", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)
    category = fields.IntEnumField(Category)
    severity = fields.IntEnumField(Severity)
    summary = fields.TextField(default="")
    body = fields.TextField(default="")
    explained = fields.TextField(default="")  # to the family, on the spot: the first step
    answer_by = fields.IntField(null=True)  # 1 visit, 2 phone, 3 paper
    status = fields.TextField(default="at_branch")  # these four: folded, see `workflow`
    level = fields.IntEnumField(AnswerLevel, default=AnswerLevel.BRANCH)
    handler = fields.TextField(default="")
    details_up = fields.BooleanField(default=False)  # the branch passed the body to the commune
    not_done_on = fields.DateField(null=True)
    """The family's own word after an answer, until somebody has asked it."""
    withdrawn = fields.BooleanField(default=False)
    hidden = fields.BooleanField(default=False)  # no text: erasure awaits a second account
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "concern"
        indexes = [
            Index(fields=("household_id",), name="concern_household"),
            Index(fields=("by_id",), name="concern_by"),
            Index(fields=("commune", "received_at"), name="concern_received"),
            Index(fields=("receipt_code",), name="concern_receipt_code"),
        ]


class ConcernStep(Row):
    """A step of its workflow. Projection of the log."""

    concern: fields.ForeignKeyRelation[Concern] = fields.ForeignKeyField(
        "gandan.Concern", related_name="steps", on_delete=fields.RESTRICT
    )
    concern_id: str
    action = fields.IntEnumField(StepAction)
    text = fields.TextField(default="")
    seen = fields.CharField(max_length=11, default="")
    """Newest step that the writer saw."""
    until = fields.DateField(null=True)
    into = fields.CharField(max_length=11, default="")
    """Concern that this one is merged with; it may be gone."""
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="concern_steps", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "concern_step"
        indexes = [
            Index(fields=("concern_id",), name="concern_step_concern"),
            Index(fields=("by_id",), name="concern_step_by"),
            Index(fields=("into",), name="concern_step_into"),
        ]


class ResidentTick(Row):
    """Whoever has the receipt code ticked "done" or "not done". Projection of the log; the newest counts."""

    concern: fields.ForeignKeyRelation[Concern] = fields.ForeignKeyField(
        "gandan.Concern", related_name="ticks", on_delete=fields.RESTRICT
    )
    concern_id: str
    done = fields.BooleanField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "resident_tick"
        indexes = [Index(fields=("concern_id",), name="resident_tick_concern")]


class OpenReason(IntEnum):
    """Why the commune's secretary opens details that the branch keeps; no words of its own."""

    OVERDUE = 1
    EMERGENCY = 2
    FAMILY_ASKS = 3
    CONTESTED = 4
    """What was answered."""


class OpenedDetails(Row):
    """Of a concern; the log of readings names the page too. No relation: concerns are made anew from the log."""

    concern_id = fields.CharField(max_length=11)
    by_id = fields.CharField(max_length=11)
    """Account."""
    by_name = fields.TextField()
    reason = fields.IntEnumField(OpenReason)
    opened_at = fields.DatetimeField()

    class Meta:
        table = "opened_details"
        unique_together = (("concern_id", "by_id"),)


class SentUp(Row):
    """Sent to the province. Projection of the log. The office writes `text`, and decides on `hamlet`."""

    concern: fields.ForeignKeyRelation[Concern] = fields.ForeignKeyField(
        "gandan.Concern", related_name="sent_up", on_delete=fields.RESTRICT
    )
    concern_id: str
    text = fields.TextField(default="")
    hamlet = fields.TextField(default="")
    by_name = fields.TextField()
    sent_on = fields.DateField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "concern_sent_up"
        indexes = [Index(fields=("concern_id",), name="concern_sent_up_concern")]


class AnswerFromAbove(Row):
    """The province's. Projection of the log."""

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


class ReadyPhrase(Row):
    """An answer that the office often gives; the writer still changes it. A change is a new row."""

    category = fields.IntEnumField(Category, null=True)  # null: any
    text = fields.TextField()
    by_name = fields.TextField()
    made_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    ended_by_name = fields.TextField(default="")

    class Meta:
        table = "ready_phrase"
        indexes = [Index(fields=("commune", "category"), name="ready_phrase_category")]
