"""Models: neighbour groups, partners."""

from datetime import date
from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, OrgUnit
from webapp.register.models import Household


class PartnerKind(StrEnum):
    HAMLET_BOARD = "hamlet_board"
    FRONT = "front"
    WOMEN = "women"
    FARMERS = "farmers"
    VETERANS = "veterans"
    YOUTH = "youth"
    ELDERLY = "elderly"
    SCHOOL = "school"
    HEALTH_STATION = "health_station"
    COMMUNE_DEPT = "commune_dept"
    BANK = "bank"


class Partner(Row):
    """Contact person of an organisation."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="partners", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    kind = fields.CharEnumField(PartnerKind, max_length=14)
    contact_name = fields.TextField()
    contact_phone = fields.TextField(null=True)
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "partner"
        indexes = [Index(fields=("hamlet_id",), name="partner_hamlet")]


class NeighbourGroup(Row):
    """Mutual help group (tổ liên gia tự quản), formed by the hamlet."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="neighbour_groups", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    number = fields.IntField()
    name = fields.TextField(default="")
    head: fields.ForeignKeyNullableRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="heads_groups", on_delete=fields.RESTRICT, null=True
    )
    head_id: str | None
    head_name = fields.TextField(default="")  # if the head's household is unregistered
    head_phone: str | None = fields.TextField(null=True)
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="neighbour_groups", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    partners: fields.JSONField[list[str]] = fields.JSONField(default=list)  # Partner ids
    ended_on = fields.DateField(null=True)

    class Meta:
        table = "neighbour_group"
        indexes = [
            Index(fields=("hamlet_id", "number"), name="neighbour_group_hamlet"),
            Index(fields=("head_id",), name="neighbour_group_head"),
            Index(fields=("member_id",), name="neighbour_group_member"),
        ]


class NeighbourPlace(Row):
    group: fields.ForeignKeyRelation[NeighbourGroup] = fields.ForeignKeyField(
        "gandan.NeighbourGroup", related_name="places", on_delete=fields.RESTRICT
    )
    group_id: str
    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="neighbour_places", on_delete=fields.RESTRICT
    )
    household_id: str
    valid_from = fields.DateField()
    valid_to: date | None = fields.DateField(null=True)

    class Meta:
        table = "neighbour_place"
        indexes = [
            Index(fields=("group_id",), name="neighbour_place_group"),
            Index(fields=("household_id",), name="neighbour_place_household"),
        ]
