"""Forms that were printed, each with a number that is given once."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row
from webapp.households.models import Household
from webapp.paper.serials import as_printed
from webapp.people.models import Member, PartyOrg


class SheetState(StrEnum):
    """Where a printed form is: out with somebody, typed in, or lost and not to be waited for."""

    PRINTED = "printed"
    TYPED = "typed"
    VOID = "void"


class VisitSheet(Row):
    """A printed visit form (phiếu thăm): who printed it, for whom, and who typed what is on it."""

    number = fields.IntField()  # counted in each commune, never given twice; it opens nothing
    serial = fields.CharField(
        max_length=8, null=True
    )  # stands on the paper alone; None: printed before serials were
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
    run = fields.CharField(max_length=24)  # the form that asked for it, so that asking twice is once
    place = fields.IntField()  # in its run
    printed_by = fields.CharField(max_length=11)
    printed_by_name = fields.TextField()
    printed_at = fields.DatetimeField()
    typed_by_name = fields.TextField(default="")
    typed_at = fields.DatetimeField(null=True)
    typed_in = fields.CharField(max_length=24, default="")  # the form it was typed into
    visit = fields.CharField(max_length=11, default="")  # the record that it became
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
        return as_printed(self.serial or "")
