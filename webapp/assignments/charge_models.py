"""Who is away and who would rather have somebody else; what was said of it, and how households are handed over."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.households.models import Household
from webapp.people.models import Member, PartyOrg


class Reason(StrEnum):
    """Why a family would rather have another member: neutral, and never needed."""

    KINSHIP = "kinship"
    LANGUAGE = "language"
    DISTANCE = "distance"
    OTHER = "other"


class AnotherMember(Row):
    """That a household asked for another member, or no longer does; the newest holds.

    It need not say why, and there is no place to write it. Made again from the log at any time.
    """

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="another_member", on_delete=fields.RESTRICT
    )
    household_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="not_wished", on_delete=fields.RESTRICT
    )
    member_id: str
    reason = fields.CharEnumField(Reason, max_length=8, null=True)  # for the secretary's eyes alone
    asked_on = fields.DateField()
    at = fields.DatetimeField(null=True)  # when it was written, never later than it arrived
    by_name = fields.TextField()
    by = fields.CharField(max_length=11, null=True)  # which member wrote it; nobody of the office is one
    withdrawn = fields.BooleanField(null=True)  # the family no longer asks

    class Meta:
        table = "another_member"
        unique_together = (("household", "member"),)
        indexes = [Index(fields=("member_id",), name="another_member_member")]


class PairReason(StrEnum):
    """Why the branch would or would not put a member in charge of a household: neutral, from a list, no words."""

    KINSHIP = "kinship"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    LANGUAGE = "language"
    HOUSEHOLD_REQUEST = "household_request"
    DISTANCE = "distance"
    OTHER = "other"


class PairMark(Row):
    """That the branch holds a member unsuitable for a household, or prefers them, from when to when."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="pair_marks", on_delete=fields.RESTRICT
    )
    household_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="pair_marks", on_delete=fields.RESTRICT
    )
    member_id: str
    suits = fields.BooleanField()
    reason = fields.CharEnumField(PairReason, max_length=20)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    ended_by = fields.TextField(default="")
    form = fields.CharField(max_length=24)

    class Meta:
        table = "pair_mark"
        unique_together = (("household", "form"),)
        indexes = [Index(fields=("member_id",), name="pair_mark_member")]


class Absence(Row):
    """That a member is away, from when to when; the stand-ins' rows end with it by themselves."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absences", on_delete=fields.RESTRICT
    )
    member_id: str
    valid_from = fields.DateField()
    valid_to = fields.DateField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    groups: fields.JSONField[list[str]] = fields.JSONField(default=list)  # what each stand-in takes on
    ended_by = fields.TextField(default="")  # came back earlier than thought
    report = fields.CharField(max_length=11, null=True)  # the member's own, which this answers
    form = fields.CharField(max_length=24)

    class Meta:
        table = "absence"
        unique_together = (("member", "form"),)


class CoverChange(Row):
    """That somebody else stands in at a household for the rest of an absence: who decided, when, why."""

    absence: fields.ForeignKeyRelation[Absence] = fields.ForeignKeyField(
        "gandan.Absence", related_name="cover_changes", on_delete=fields.RESTRICT
    )
    absence_id: str
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="cover_changes", on_delete=fields.RESTRICT
    )
    household_id: str
    before: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="covers_given_up", on_delete=fields.RESTRICT, null=True
    )
    before_id: str | None
    after: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="covers_taken", on_delete=fields.RESTRICT
    )
    after_id: str
    since = fields.DateField()
    reason = fields.TextField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "cover_change"
        unique_together = (("absence", "household", "form"),)
        indexes = [
            Index(fields=("household_id",), name="cover_change_household"),
            Index(fields=("before_id",), name="cover_change_before"),
            Index(fields=("after_id",), name="cover_change_after"),
        ]


class AbsenceReport(Row):
    """That a member wrote of being away, or of being back. It changes nothing until the secretary confirms it.

    Made again from the log at any time.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absence_reports", on_delete=fields.RESTRICT
    )
    member_id: str
    back = fields.BooleanField()
    since = fields.DateField()  # the first day away, or the first day back
    until = fields.DateField(null=True)
    at = fields.DatetimeField()  # when it was written, never later than it arrived
    received_at = fields.DatetimeField()
    seq = fields.BigIntField()  # of its phone: what tells two of one second apart

    class Meta:
        table = "absence_report"
        indexes = [Index(fields=("member_id", "at"), name="absence_report_member")]


class Handover(Row):
    """That households went from one member to another on a day: both say so, or fourteen days pass."""

    branch: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="handovers", on_delete=fields.RESTRICT
    )
    branch_id: str
    before: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="handovers_given", on_delete=fields.RESTRICT
    )
    before_id: str
    after: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="handovers_taken", on_delete=fields.RESTRICT
    )
    after_id: str
    since = fields.DateField()

    class Meta:
        table = "handover"
        unique_together = (("before", "after", "since"),)
        indexes = [
            Index(fields=("after_id", "since"), name="handover_after"),
            Index(fields=("branch_id", "since"), name="handover_branch"),
        ]


class HandoverConfirmed(Row):
    """That one of the two said it is done; made again from the log at any time."""

    handover: fields.ForeignKeyRelation[Handover] = fields.ForeignKeyField(
        "gandan.Handover", related_name="confirmed", on_delete=fields.RESTRICT
    )
    handover_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="handovers_confirmed", on_delete=fields.RESTRICT
    )
    member_id: str
    on = fields.DateField()

    class Meta:
        table = "handover_confirmed"
        indexes = [
            Index(fields=("handover_id",), name="handover_confirmed_handover"),
            Index(fields=("member_id",), name="handover_confirmed_member"),
        ]
