"""Models of absences, wishes for another member, pair marks and handovers."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.households.models import Household
from webapp.people.models import Member, PartyOrg


class Reason(StrEnum):
    """Coded reason of a wish; neutral and optional."""

    KINSHIP = "kinship"
    LANGUAGE = "language"
    DISTANCE = "distance"
    OTHER = "other"


class AnotherMember(Row):
    """A household's wish for another member, or its withdrawal; without free text. Projection of the log."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="another_member", on_delete=fields.RESTRICT
    )
    household_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="not_wished", on_delete=fields.RESTRICT
    )
    member_id: str
    reason = fields.CharEnumField(Reason, max_length=8, null=True)  # shown to the secretary only
    asked_on = fields.DateField()
    at = fields.DatetimeField(null=True)  # time of writing, capped at arrival
    by_name = fields.TextField()
    by = fields.CharField(max_length=11, null=True)  # author, if a member; null for the office
    withdrawn = fields.BooleanField(null=True)

    class Meta:
        table = "another_member"
        unique_together = (("household", "member"),)
        indexes = [Index(fields=("member_id",), name="another_member_member")]


class PairReason(StrEnum):
    KINSHIP = "kinship"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    LANGUAGE = "language"
    HOUSEHOLD_REQUEST = "household_request"
    DISTANCE = "distance"
    OTHER = "other"


class PairMark(Row):
    """A branch's dated decision that a member is unsuitable for a household, or preferred."""

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
    """A member's absence; the rows of stand-ins end on the same day."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absences", on_delete=fields.RESTRICT
    )
    member_id: str
    valid_from = fields.DateField()
    valid_to = fields.DateField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    groups: fields.JSONField[list[str]] = fields.JSONField(default=list)  # one per stand-in
    ended_by = fields.TextField(default="")  # returned early
    report = fields.CharField(max_length=11, null=True)  # the AbsenceReport this confirms
    form = fields.CharField(max_length=24)

    class Meta:
        table = "absence"
        unique_together = (("member", "form"),)


class CoverChange(Row):
    """Audit row: a change of stand-in during an absence."""

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
    """A member's report of being away or back. Only the secretary's confirmation creates an Absence.
    Projection of the log.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absence_reports", on_delete=fields.RESTRICT
    )
    member_id: str
    back = fields.BooleanField()
    since = fields.DateField()  # first day away, or first day back
    until = fields.DateField(null=True)
    at = fields.DatetimeField()  # time of writing, capped at arrival
    received_at = fields.DatetimeField()
    seq = fields.BigIntField()  # sequence number of its device: breaks ties

    class Meta:
        table = "absence_report"
        indexes = [Index(fields=("member_id", "at"), name="absence_report_member")]


class Handover(Row):
    """Handover between two members; complete when both confirm or after 14 days."""

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
    """Confirmation by one of the two members. Projection of the log."""

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
