"""Model: printed visit forms."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.paper.serials import as_printed
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household


class SheetState(StrEnum):
    """Void: lost, not awaited."""

    PRINTED = "printed"
    TYPED = "typed"
    VOID = "void"


class VisitSheet(Row):
    """Printed visit form (phiếu thăm), with unique serial."""

    number = fields.IntField()  # per commune; no secret
    serial = fields.CharField(max_length=8)  # on paper only
    branch: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="visit_sheets", on_delete=fields.RESTRICT
    )
    branch_id: str
    household: fields.ForeignKeyNullableRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="visit_sheets", on_delete=fields.RESTRICT, null=True
    )
    household_id: str | None
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="visit_sheets", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    state = fields.CharEnumField(SheetState, max_length=8, default=SheetState.PRINTED)
    run = fields.CharField(max_length=24)  # print run's idempotency key
    place = fields.IntField()
    printed_by_name = fields.TextField()
    printed_at = fields.DatetimeField()
    typed_by_name = fields.TextField(default="")
    typed_at = fields.DatetimeField(null=True)
    typed_in = fields.CharField(max_length=24, default="")  # typed row's idempotency key
    visit = fields.CharField(max_length=11, default="")  # resulting record
    void_by_name = fields.TextField(default="")
    void_at = fields.DatetimeField(null=True)

    class Meta:
        table = "visit_sheet"
        unique_together = (("commune", "number"), ("commune", "run", "place"))
        indexes = [
            Index(fields=("commune", "serial"), name="visit_sheet_serial"),
            Index(fields=("branch_id", "state"), name="visit_sheet_branch"),
            Index(fields=("household_id",), name="visit_sheet_household"),
            Index(fields=("member_id",), name="visit_sheet_member"),
        ]

    @property
    def printed(self) -> str:
        return as_printed(self.serial)
