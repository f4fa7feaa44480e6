"""Audit log of changes to members, units and branches."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, OrgUnit, PartyOrg


class PeopleChange(Row):
    """One submitted form; `form` is the idempotency key."""

    member: "fields.ForeignKeyNullableRelation[Member]" = fields.ForeignKeyField(
        "gandan.Member", related_name="changes", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    org: "fields.ForeignKeyNullableRelation[PartyOrg]" = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="changes", on_delete=fields.RESTRICT, null=True
    )
    org_id: str | None
    unit: "fields.ForeignKeyNullableRelation[OrgUnit]" = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="changes", on_delete=fields.RESTRICT, null=True
    )
    unit_id: str | None
    what = fields.TextField()
    before = fields.TextField(default="")
    after = fields.TextField(default="")
    by = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "people_change"
        unique_together = (("commune", "form"),)
        indexes = [
            Index(fields=("member_id", "at"), name="people_change_member"),
            Index(fields=("org_id",), name="people_change_org"),
            Index(fields=("unit_id",), name="people_change_unit"),
        ]
