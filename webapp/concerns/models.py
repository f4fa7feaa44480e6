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
    category = fields.IntEnumField(Category)
    severity = fields.IntEnumField(Severity)
    summary = fields.TextField(default="")
    body = fields.TextField(default="")
    answer_by = fields.IntField(null=True)  # 1 visit, 2 phone, 3 paper: how the household wants the answer
    status = fields.TextField(default="at_branch")
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
