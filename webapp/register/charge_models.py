"""Models of household groups and members in charge, dated."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household

IN_CHARGE = ("main", "reinforcement")
"""With lent cadres, not stand-ins (`cover`)."""


class HouseholdGroup(Row):
    """Neighbouring households (nhóm hộ) of one member."""

    branch: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="groups", on_delete=fields.RESTRICT
    )
    branch_id: str
    number = fields.IntField()

    class Meta:
        table = "household_group"
        unique_together = (("branch", "number"),)


class GroupPlace(Row):
    """A household in a group."""

    group: fields.ForeignKeyRelation[HouseholdGroup] = fields.ForeignKeyField(
        "gandan.HouseholdGroup", related_name="places", on_delete=fields.RESTRICT
    )
    group_id: str
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="places", on_delete=fields.RESTRICT
    )
    household_id: str
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "group_place"
        indexes = [
            Index(fields=("group_id",), name="group_place_group"),
            Index(fields=("household_id",), name="group_place_household"),
        ]


class Assignment(Row):
    """A member in charge (phụ trách) of a group, or stand-in."""

    group: fields.ForeignKeyRelation[HouseholdGroup] = fields.ForeignKeyField(
        "gandan.HouseholdGroup", related_name="assignments", on_delete=fields.RESTRICT
    )
    group_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="assignments", on_delete=fields.RESTRICT
    )
    member_id: str
    role = fields.TextField(default="main")  # main | cover | reinforcement
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    decision_no = fields.TextField(default="")

    class Meta:
        table = "assignment"
        indexes = [
            Index(fields=("member_id", "valid_from"), name="assignment_member"),
            Index(fields=("group_id",), name="assignment_group"),
        ]
