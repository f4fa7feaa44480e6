"""Models for households, clusters, consent, imports and field edits."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.accounts.models import Device
from webapp.db import Row
from webapp.households.family_models import (
    FamilyAnswer,
    FamilyRequest,
    NeedChange,
    PovertyStandard,
    SupportRecord,
    Wants,
)
from webapp.households.land_models import (
    NeighbourGroup,
    NeighbourPlace,
    Partner,
    PartnerKind,
    RegisterStep,
)
from webapp.households.moving_models import DuplicateAnswer, HouseholdStep, Turn
from webapp.households.population_models import Moved, PopulationChoice, PopulationEvent
from webapp.households.review_models import PovertyListing, PovertyStep, ReviewStep
from webapp.people.models import Member, OrgUnit
from webapp.vi_text import fold, person_sort_key

__all__ = [
    "Cluster",
    "Consent",
    "DuplicateAnswer",
    "FamilyAnswer",
    "FamilyRequest",
    "Household",
    "HouseholdChange",
    "HouseholdImport",
    "HouseholdStep",
    "Moved",
    "Need",
    "NeedChange",
    "NeighbourGroup",
    "NeighbourPlace",
    "Partner",
    "PartnerKind",
    "PopulationChoice",
    "PopulationEvent",
    "PovertyListing",
    "PovertyRecord",
    "PovertyStandard",
    "PovertyStep",
    "RegisterStep",
    "ReviewStep",
    "SupportLevel",
    "SupportRecord",
    "Turn",
    "Wants",
]


class Cluster(Row):
    """Houses that stand together (cụm dân cư); paths are walked, not measured."""

    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="clusters", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    name = fields.TextField()
    order = fields.IntField()
    neighbours: fields.JSONField[list[str]] = fields.JSONField(default=list)
    # visits there cost more work
    far = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "cluster"
        unique_together = (("hamlet", "order"),)


class SupportLevel(StrEnum):
    """Help a household needs, agreed by the branch. Never a judgement of its views or conduct."""

    REGULAR = "regular"
    ATTENTION = "attention"
    CLOSE = "close"


class HouseholdImport(Row):
    """An uploaded list: previewed, confirmed, can be undone for 7 days."""

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
    """A household (hộ). Columns are the current state; `origin` the office's first values."""

    code = fields.CharField(max_length=12)
    hamlet: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="households", on_delete=fields.RESTRICT
    )
    hamlet_id: str
    cluster: fields.ForeignKeyNullableRelation[Cluster] = fields.ForeignKeyField(
        "gandan.Cluster", related_name="households", on_delete=fields.RESTRICT, null=True
    )
    cluster_id: str | None
    path_order = fields.IntField()  # along the path through the hamlet, in steps of 10
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
    preferred_language = fields.TextField(null=True)  # viet | thai | khmu | hmong, the spoken language
    accommodations = fields.TextField(default="", db_default="")  # codes of forms.ACCOMMODATIONS
    preferred_contact = fields.IntField(null=True)  # 1 visit, 2 phone, 3 message, 4 via a person
    visits_wanted = fields.IntField(null=True)  # at most: 1 once a month, 2 once a quarter; 0 as it helps
    origin: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    contested: fields.JSONField[list[str]] = fields.JSONField(default=list)  # fields with conflicting values
    listed_in: fields.ForeignKeyNullableRelation[HouseholdImport] = fields.ForeignKeyField(
        "gandan.HouseholdImport", related_name="households", on_delete=fields.RESTRICT, null=True
    )
    listed_in_id: str | None
    closed_on = fields.DateField(null=True)
    # Merged into this household. No foreign key: a restore inserts rows by id, in any order.
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
        """Data was erased on request; the household is then shown by its code."""
        return datetime.fromisoformat(self.origin["erased"]) if self.origin.get("erased") else None

    def derive(self) -> None:
        """For search and name order."""
        self.folded, self.sort_key = fold(self.head_name), person_sort_key(self.head_name)

    async def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        await super().save(*args, **kwargs)  # type: ignore[arg-type]


class Consent(Row):
    """An answer to the notice read aloud. `consents.Answers` decides which row counts.

    Rows with `received_at` are a projection of the log; others come from imported lists.
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
    by_name = fields.TextField(default="", db_default="")
    recorded_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField(null=True)

    class Meta:
        table = "consent"
        indexes = [
            Index(fields=("household_id", "asked_on"), name="consent_household"),
            Index(fields=("read_by_id",), name="consent_reader"),
        ]


class PovertyRecord(Row):
    """Official outcome of a poverty review; decided by the commune People's Committee."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="poverty", on_delete=fields.RESTRICT
    )
    household_id: str
    poverty_class = fields.TextField()  # poor | near_poor | average | none | unknown
    change = fields.TextField()  # new | stay | escaped_poverty | escaped_near_poverty | relapsed
    decision_no = fields.TextField(default="")
    decision_date = fields.DateField()
    review_kind = fields.TextField(default="annual")  # annual | on_request | list
    source = fields.TextField(default="")
    valid_year = fields.IntField(null=True)
    by_name = fields.TextField(default="", db_default="")
    at = fields.DatetimeField(null=True)
    form = fields.CharField(max_length=24, default="", db_default="")
    replaced = fields.BooleanField(default=False, db_default=False)
    """Corrected by a newer row; kept as history."""
    corrects = fields.CharField(max_length=11, default="", db_default="")
    reason = fields.TextField(default="", db_default="")

    class Meta:
        table = "poverty_record"
        indexes = [
            Index(fields=("household_id", "decision_date"), name="poverty_record_household"),
            Index(fields=("commune", "decision_date"), name="poverty_record_day"),
        ]


class Need(Row):
    """A need in the format of an earlier release; NeedChange replaces it."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="needs", on_delete=fields.RESTRICT
    )
    household_id: str
    code = fields.TextField()
    opened_on = fields.DateField()
    closed_on = fields.DateField(null=True)

    class Meta:
        table = "need"
        indexes = [Index(fields=("household_id",), name="need_household")]


class HouseholdChange(Row):
    """One edit of one household field. Projection of the log.

    Later edits refer to it by `opid` (device.seq.index).
    """

    opid = fields.CharField(max_length=40, unique=True)
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="changes", on_delete=fields.RESTRICT
    )
    household_id: str
    field = fields.CharField(max_length=20)
    value = fields.TextField()
    base: fields.JSONField[list[str]] = fields.JSONField(default=list)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="household_changes", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    wall = fields.BigIntField()
    counter = fields.IntField()
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="household_changes", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    received_at = fields.DatetimeField()
    live = fields.BooleanField(default=True)

    class Meta:
        table = "household_change"
        indexes = [
            Index(fields=("household_id", "field"), name="household_change_field"),
            Index(fields=("device_id",), name="household_change_device"),
            Index(fields=("by_id",), name="household_change_by"),
        ]
