"""Models for households, clusters, consent, imports, decisions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.core.vi_text import fold_text, person_sort_key
from webapp.people.models import Member, OrgUnit


class Cluster(Row):
    """Neighbouring houses (cụm dân cư); distances are not recorded."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="clusters", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    name = fields.TextField()
    order = fields.IntField()
    neighbours: fields.JSONField[list[str]] = fields.JSONField(default=list)
    # visits cost more work
    far = fields.BooleanField(default=False)

    class Meta:
        table = "cluster"
        unique_together = (("hamlet", "order"),)


class SupportLevel(StrEnum):
    """Help needed, agreed by the branch. Never a judgement of views or conduct."""

    REGULAR = "regular"
    ATTENTION = "attention"
    CLOSE = "close"


class HouseholdImport(Row):
    """An uploaded list, undoable for 7 days."""

    file_name = fields.TextField()
    made_by = fields.CharField(max_length=11)
    made_at = fields.DatetimeField()
    rows: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)
    report: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    confirmed_at = fields.DatetimeField(null=True)
    undone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "household_import"


class Household(Row):
    """A household (hộ), current state; `origin`: the office's first values."""

    code = fields.CharField(max_length=12)
    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="households", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    cluster: fields.ForeignKeyNullableRelation[Cluster] = fields.ForeignKeyField(
        "gandan.Cluster", related_name="households", on_delete=fields.RESTRICT, null=True
    )
    cluster_id: str | None
    path_order = fields.IntField()  # along the hamlet's path, steps of 10
    head_name = fields.TextField()
    folded = fields.TextField()
    sort_key = fields.TextField()
    head_phone = fields.TextField(null=True)
    people = fields.IntField(null=True)
    under_6 = fields.IntField(null=True)
    from_6_to_15 = fields.IntField(null=True)
    from_16_to_59 = fields.IntField(null=True)
    from_60 = fields.IntField(null=True)
    away_long = fields.IntField(null=True)
    support_level = fields.CharEnumField(SupportLevel, max_length=10, default=SupportLevel.REGULAR)
    preferred_language = fields.TextField(null=True)  # viet | thai | khmu | hmong, spoken
    accommodations = fields.TextField(default="")  # codes of change_form.ACCOMMODATIONS
    preferred_contact = fields.IntField(null=True)  # 1 visit, 2 phone, 3 message, 4 via a person
    visits_wanted = fields.IntField(null=True)  # at most: 1 monthly, 2 quarterly; 0 as needed
    origin: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    contested: fields.JSONField[list[str]] = fields.JSONField(default=list)  # fields with conflicting values
    listed_in: fields.ForeignKeyNullableRelation[HouseholdImport] = fields.ForeignKeyField(
        "gandan.HouseholdImport", related_name="households", on_delete=fields.RESTRICT, null=True
    )
    listed_in_id: str | None
    closed_on = fields.DateField(null=True)
    # No foreign key: a restore inserts rows in any order.
    merged_into_id = fields.CharField(max_length=11, null=True)

    class Meta:
        table = "household"
        unique_together = (("commune", "code"),)
        indexes = [
            Index(fields=("hamlet_id", "path_order"), name="household_path"),
            Index(fields=("cluster_id",), name="household_cluster"),
            Index(fields=("commune", "sort_key"), name="household_sort"),
            Index(fields=("listed_in_id",), name="household_import_rows"),
            Index(fields=("merged_into_id",), name="household_merged"),
        ]

    @property
    def erased_at(self) -> datetime | None:
        """On request; then shown by its code."""
        return datetime.fromisoformat(self.origin["erased"]) if self.origin.get("erased") else None

    def derive(self) -> None:
        """For search and name order."""
        self.folded, self.sort_key = fold_text(self.head_name), person_sort_key(self.head_name)

    async def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        await super().save(*args, **kwargs)  # type: ignore[arg-type]


class Consent(Row):
    """An answer to the notice; see `consents.Answers`.

    Projection of the log; without `received_at` from an imported list.
    """

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="consents", on_delete=fields.RESTRICT
    )
    household_id: str
    answer = fields.TextField()  # given | refused | not_asked | withdrawn
    asked_on = fields.DateField()
    read_by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="consents_read", on_delete=fields.RESTRICT, null=True
    )
    read_by_id: str | None
    language = fields.TextField(default="viet")
    purposes: fields.JSONField[list[str]] = fields.JSONField(default=list)  # contact needs concerns movements
    notice_version = fields.IntField(default=1)
    by_name = fields.TextField(default="")
    recorded_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField(null=True)

    class Meta:
        table = "consent"
        indexes = [
            Index(fields=("household_id", "asked_on"), name="consent_household"),
            Index(fields=("read_by_id",), name="consent_reader"),
        ]

    @property
    def reader(self) -> str:
        """With `read_by` fetched: an imported answer may lack the name."""
        return self.by_name or (self.read_by.full_name if self.read_by else "")


class Turn(StrEnum):
    SPLIT = "split"  # `other` is new
    MERGE = "merge"  # `other` moved in and is closed
    SAME = "same"  # `other`, a duplicate, is closed
    CLOSE = "close"  # `household` is empty


class HouseholdStep(Row):
    """A decision about households; `told`: data for undo."""

    turn = fields.CharEnumField(Turn, max_length=5)
    household: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="steps", on_delete=fields.RESTRICT
    )
    household_id: str
    other: fields.ForeignKeyNullableRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="steps_as_other", on_delete=fields.RESTRICT, null=True
    )
    other_id: str | None
    persons = fields.IntField(default=0)
    happened_on = fields.DateField()
    told: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)
    undone_at: datetime | None = fields.DatetimeField(null=True)
    undone_by = fields.TextField(default="")

    class Meta:
        table = "household_step"
        indexes = [
            Index(fields=("household_id", "at"), name="household_step_household"),
            Index(fields=("other_id",), name="household_step_other"),
            Index(fields=("commune", "form"), name="household_step_form"),
        ]

    @property
    def opid(self) -> str:
        """Reference for later edits of the number."""
        return f"{self.id}.1.0"

    @property
    def received_at(self) -> datetime:
        return self.at


class RegisterStep(Row):
    """A decision on a hamlet's register."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="register_steps", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    what = fields.CharField(max_length=16)
    household: fields.ForeignKeyNullableRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="register_steps", on_delete=fields.RESTRICT, null=True
    )
    household_id: str | None
    told: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "register_step"
        indexes = [
            Index(fields=("hamlet_id", "at"), name="register_step_hamlet"),
            Index(fields=("household_id",), name="register_step_household"),
            Index(fields=("commune", "form"), name="register_step_form"),
        ]
