"""Models: absences, stand-in changes, absence reports."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class Absence(Row):
    """Stand-ins' rows end on the same day."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absences", on_delete=fields.RESTRICT
    )
    member_id: str
    valid_from = fields.DateField()
    valid_to = fields.DateField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    groups: fields.JSONField[list[str]] = fields.JSONField(default=list)  # one per stand-in
    ended_by = fields.TextField(default="")  # early return
    report = fields.CharField(max_length=11, null=True)  # AbsenceReport it confirms
    form = fields.CharField(max_length=24)

    class Meta:
        table = "absence"
        unique_together = (("member", "form"),)


class CoverChange(Row):
    """Audit row: stand-in changed during an absence."""

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
    """Report of being away or back; the secretary's confirmation creates the Absence. Projection of the log."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="absence_reports", on_delete=fields.RESTRICT
    )
    member_id: str
    back = fields.BooleanField()
    since = fields.DateField()  # first day away, or first day back
    until = fields.DateField(null=True)
    at = fields.DatetimeField()  # writing time, capped at arrival
    received_at = fields.DatetimeField()
    seq = fields.BigIntField()  # device's sequence number: breaks ties

    class Meta:
        table = "absence_report"
        indexes = [Index(fields=("member_id", "at"), name="absence_report_member")]
