"""Model: visits."""

from enum import IntEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household
from webapp.visits.correction_models import VisitCorrection

__all__ = ["Did", "Met", "Occasion", "Visit", "VisitCorrection"]


class Met(IntEnum):
    """Declining is neutral: it counts as a completed visit."""

    AT_HOME = 1
    ELSEWHERE = 2
    BY_PHONE = 3
    NOBODY_HOME = 4
    POSTPONED = 5
    DECLINED = 6


class Did(IntEnum):
    ASKED_AFTER = 1
    EXPLAINED = 2
    HELPED_WORK = 3
    SANITATION = 4
    PAPERS = 5
    OTHER_HELP = 6


class Occasion(IntEnum):
    """None: as usual."""

    ROUTINE = 1
    REQUESTED = 2
    DISSEMINATION = 3
    HANDOVER = 4
    EMERGENCY = 5
    FOLLOW_UP = 6


class Visit(Row):
    """A contact with a household (lần gặp hộ). Projection of the log."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="visits", on_delete=fields.RESTRICT
    )
    household_id: str
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="visits", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)
    happened_on = fields.DateField()
    met = fields.IntEnumField(Met)
    did: fields.JSONField[list[int]] = fields.JSONField(default=list)
    has_need = fields.BooleanField(default=False)
    note = fields.TextField(default="")
    next_on = fields.DateField(null=True)  # agreed with the family
    occasion = fields.IntEnumField(Occasion, null=True)
    origin: fields.JSONField[dict[str, Any] | None] = fields.JSONField(
        null=True
    )  # first version, if corrected
    recorded_at = fields.DatetimeField()  # phone's clock
    received_at = fields.DatetimeField()
    corrections: fields.ReverseRelation[VisitCorrection]

    class Meta:
        table = "visit"
        indexes = [
            Index(fields=("household_id", "happened_on"), name="visit_household"),
            Index(fields=("by_id", "happened_on"), name="visit_by"),
            Index(fields=("commune", "happened_on"), name="visit_day"),
        ]

    @property
    def additions(self) -> list[VisitCorrection]:
        """Of the fetched corrections those not applied, oldest first."""
        return sorted((one for one in self.corrections if not one.holds), key=lambda one: one.wall)
