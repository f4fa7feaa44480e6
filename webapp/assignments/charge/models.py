"""Models: wishes for another member, pair marks, handovers, changes of charge."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household


class Reason(StrEnum):
    """Coded, neutral, optional."""

    KINSHIP = "kinship"
    LANGUAGE = "language"
    DISTANCE = "distance"
    OTHER = "other"


class AnotherMember(Row):
    """A household's wish for another member, or its withdrawal; no free text. Projection of the log."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="another_member", on_delete=fields.RESTRICT
    )
    household_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="not_wished", on_delete=fields.RESTRICT
    )
    member_id: str
    reason = fields.CharEnumField(Reason, max_length=8, null=True)  # secretary only
    asked_on = fields.DateField()
    at = fields.DatetimeField(null=True)  # writing time, capped at arrival
    by_name = fields.TextField()
    by = fields.CharField(max_length=11, null=True)  # member; null: office
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
    """Dated decision of a branch: member unsuitable for a household, or preferred."""

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


class Handover(Row):
    """Complete when both confirm, or after 14 days."""

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
    """By one of the two members. Projection of the log."""

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


class ChargeChange(Row):
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="charge_changes", on_delete=fields.RESTRICT
    )
    household_id: str
    before: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="charges_given_up", on_delete=fields.RESTRICT, null=True
    )
    before_id: str | None
    after: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="charges_taken", on_delete=fields.RESTRICT, null=True
    )
    after_id: str | None
    since = fields.DateField()
    by_name = fields.TextField()
    reason = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24, default="")

    class Meta:
        table = "charge_change"
        indexes = [
            Index(fields=("household_id",), name="charge_change_household"),
            Index(fields=("before_id", "since"), name="charge_change_before"),
            Index(fields=("after_id",), name="charge_change_after"),
            Index(fields=("commune", "form"), name="charge_change_form"),
        ]
