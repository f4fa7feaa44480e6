"""Models: what a family is sent elsewhere with. None of it is in the log, and none reaches a phone."""

from enum import IntEnum, StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.register.models import Household


class ReceptionOffice(StrEnum):
    COMMUNE = "commune"
    PROVINCE = "province"


class ReceptionAddress(Row):
    """Where citizens are received. The newest row holds."""

    office = fields.CharEnumField(ReceptionOffice, max_length=8)
    address = fields.TextField()
    hours = fields.TextField()
    by_name = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "reception_address"
        indexes = [Index(fields=("commune", "made_at"), name="reception_address_made")]


class PetitionKind(IntEnum):
    COMPLAINT = 1
    DENUNCIATION = 2


class RedirectedPetition(Row):
    """Somebody was shown the way (khiếu nại, tố cáo): only that, for the count of a month."""

    kind = fields.IntEnumField(PetitionKind)
    made_on = fields.DateField()
    by_name = fields.TextField()
    form = fields.CharField(max_length=24, default="")

    class Meta:
        table = "redirected_petition"
        indexes = [Index(fields=("commune", "made_on"), name="redirected_petition_made")]


class ConductChannel(IntEnum):
    PAPER_BOX = 1
    TELEPHONE = 2
    IN_PERSON = 3


class MemberConduct(Row):
    """How a member behaved, told at the commune past the branch."""

    channel = fields.IntEnumField(ConductChannel)
    household: fields.ForeignKeyNullableRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="member_conducts", on_delete=fields.RESTRICT, null=True
    )
    household_id: str | None
    text = fields.TextField()
    by_name = fields.TextField()
    made_at = fields.DatetimeField()
    outcome = fields.TextField(default="")
    closed_by_name = fields.TextField(default="")
    closed_at = fields.DatetimeField(null=True)
    form = fields.CharField(max_length=24, default="")

    class Meta:
        table = "member_conduct"
        indexes = [
            Index(fields=("household_id",), name="member_conduct_household"),
            Index(fields=("commune", "made_at"), name="member_conduct_made"),
        ]


class SafetyHelper(IntEnum):
    """Whom the commune's secretary referred somebody to."""

    POLICE = 1
    HEALTH_STATION = 2
    WOMENS_UNION = 3
    CHILD_LINE = 4
    RESCUE = 5


class SafetyReferral(Row):
    """Referred, when, to whom. Nobody's name, household or words."""

    helper = fields.IntEnumField(SafetyHelper)
    referred_at = fields.DatetimeField()
    by_name = fields.TextField()
    form = fields.CharField(max_length=24, default="")

    class Meta:
        table = "safety_referral"
        indexes = [Index(fields=("commune", "referred_at"), name="safety_referral_at")]
