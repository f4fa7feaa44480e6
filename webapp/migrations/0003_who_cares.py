"""Who cares for whom: the organisation, what families allow, need and ask, comings and goings, duty and paper."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from webapp.assignments.charge.models import PairReason, Reason
from webapp.assignments.plans.models import Level
from webapp.core.db import new_id
from webapp.households.details.models import Moved
from webapp.households.family.models import Wants
from webapp.households.hamlets.models import PartnerKind
from webapp.households.poverty.models import ReviewStep
from webapp.households.poverty.standards import national
from webapp.paper.models import SheetState
from webapp.people.rollout.models import Rollout
from webapp.progress.models import Topic
from webapp.register.models import Turn
from webapp.visits.models import Occasion


async def _write_standards(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """A commune that was begun by an earlier release gets what the law calls poor, as a new one does."""
    unit, standard = apps.get_model("gandan", "OrgUnit"), apps.get_model("gandan", "PovertyStandard")
    communes = unit.filter(kind="commune", commune__not="").using_db(editor.client)
    for id_ in set(await communes.values_list("commune", flat=True)):
        rows = [standard(id=new_id(), commune=str(id_), **row) for row in national()]
        await standard.bulk_create(rows, using_db=editor.client)


class Migration(migrations.Migration):
    dependencies = [("gandan", "0002_full_strength")]

    initial = False

    operations = [
        ops.CreateModel(
            name="AbsenceReport",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="absence_reports",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("back", fields.BooleanField()),
                ("since", fields.DateField()),
                ("until", fields.DateField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seq", fields.BigIntField()),
            ],
            options={
                "table": "absence_report",
                "app": "gandan",
                "indexes": [Index(fields=["member_id", "at"], name="absence_report_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ApprovalLevel",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="approval_levels",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "level",
                    fields.CharEnumField(
                        description="BRANCH: branch\nCOMMUNE: commune", enum_type=Level, max_length=7
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("paper_no", fields.TextField(unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "approval_level",
                "app": "gandan",
                "indexes": [
                    Index(fields=["branch_id", "valid_from"], name="approval_level_branch"),
                    Index(fields=["commune", "valid_from"], name="approval_level_commune"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="CoverChange",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "absence",
                    fields.ForeignKeyField(
                        "gandan.Absence",
                        source_field="absence_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="cover_changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="cover_changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "before",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="before_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="covers_given_up",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "after",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="after_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="covers_taken",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since", fields.DateField()),
                ("reason", fields.TextField(unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "cover_change",
                "app": "gandan",
                "unique_together": (("absence", "household", "form"),),
                "indexes": [
                    Index(fields=["household_id"], name="cover_change_household"),
                    Index(fields=["before_id"], name="cover_change_before"),
                    Index(fields=["after_id"], name="cover_change_after"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="DuplicateAnswer",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "one",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="one_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="duplicate_answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="other_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="duplicate_answers_as_other",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("same", fields.BooleanField()),
                ("by_id", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "duplicate_answer",
                "app": "gandan",
                "indexes": [
                    Index(fields=["one_id"], name="duplicate_answer_one"),
                    Index(fields=["other_id"], name="duplicate_answer_other"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MonthReport",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="month_reports",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("month", fields.DateField()),
                ("note", fields.TextField(unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "month_report",
                "app": "gandan",
                "indexes": [Index(fields=["member_id", "month"], name="month_report_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MonthRead",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("report", fields.CharField(max_length=11)),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="months_read",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("read_on", fields.DateField()),
            ],
            options={
                "table": "month_read",
                "app": "gandan",
                "indexes": [
                    Index(fields=["report"], name="month_read_report"),
                    Index(fields=["by_id"], name="month_read_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="DutyAck",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="duty_acks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("version", fields.IntField()),
                ("households", fields.IntField()),
                ("digest", fields.CharField(max_length=11)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "duty_ack",
                "app": "gandan",
                "indexes": [Index(fields=["member_id", "recorded_at"], name="duty_ack_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="FamilyAnswer",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("request", fields.CharField(max_length=11)),
                ("done", fields.BooleanField()),
                ("reason", fields.TextField(default="", unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("told_on", fields.DateField(null=True)),
                ("told_by", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "family_answer",
                "app": "gandan",
                "unique_together": (("commune", "request"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="FamilyRequest",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="family_requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "wants",
                    fields.IntEnumField(
                        description="SEE: 1\nCORRECT: 2\nDELETE: 3\nANOTHER_CONTACT: 4",
                        enum_type=Wants,
                        generated=False,
                    ),
                ),
                ("words", fields.TextField(default="", unique=False)),
                ("asked_on", fields.DateField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="family_requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "family_request",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id"], name="family_request_household"),
                    Index(fields=["by_id"], name="family_request_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PovertyListing",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="poverty_listings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("year", fields.IntField()),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "poverty_listing",
                "app": "gandan",
                "unique_together": (("household", "year"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PovertyStep",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="poverty_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "step",
                    fields.IntEnumField(
                        description="INFORMED: 1\nTOLD: 2", enum_type=ReviewStep, generated=False
                    ),
                ),
                ("record", fields.CharField(default="", max_length=11)),
                ("again", fields.BooleanField(default=False)),
                ("happened_on", fields.DateField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="poverty_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "poverty_step",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "happened_on"], name="poverty_step_household"),
                    Index(fields=["by_id"], name="poverty_step_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="GuidingPaper",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "org",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="papers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "carries_out",
                    fields.ForeignKeyField(
                        "gandan.GuidingPaper",
                        source_field="carries_out_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="plans",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.TextField(unique=False)),
                ("number", fields.TextField(unique=False)),
                ("issued_on", fields.DateField()),
                ("title", fields.TextField(unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "guiding_paper",
                "app": "gandan",
                "unique_together": (("commune", "form"),),
                "indexes": [
                    Index(fields=["org_id", "issued_on"], name="guiding_paper_org"),
                    Index(fields=["carries_out_id"], name="guiding_paper_carries_out"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "before",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="before_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers_given",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "after",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="after_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers_taken",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since", fields.DateField()),
            ],
            options={
                "table": "handover",
                "app": "gandan",
                "unique_together": (("before", "after", "since"),),
                "indexes": [
                    Index(fields=["after_id", "since"], name="handover_after"),
                    Index(fields=["branch_id", "since"], name="handover_branch"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="HandoverConfirmed",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "handover",
                    fields.ForeignKeyField(
                        "gandan.Handover",
                        source_field="handover_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="confirmed",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers_confirmed",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("on", fields.DateField()),
            ],
            options={
                "table": "handover_confirmed",
                "app": "gandan",
                "indexes": [
                    Index(fields=["handover_id"], name="handover_confirmed_handover"),
                    Index(fields=["member_id"], name="handover_confirmed_member"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="HouseholdStep",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "turn",
                    fields.CharEnumField(
                        description="SPLIT: split\nMERGE: merge\nSAME: same\nCLOSE: close",
                        enum_type=Turn,
                        max_length=5,
                    ),
                ),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "other",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="other_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="steps_as_other",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("persons", fields.IntField(default=0)),
                ("happened_on", fields.DateField()),
                (
                    "told",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("by_id", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
                ("undone_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("undone_by", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "household_step",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "at"], name="household_step_household"),
                    Index(fields=["other_id"], name="household_step_other"),
                    Index(fields=["commune", "form"], name="household_step_form"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MemberImport",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("file_name", fields.TextField(unique=False)),
                ("made_by", fields.CharField(max_length=11)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "rows",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "report",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("confirmed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("undone_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "member_import",
                "app": "gandan",
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NeedChange",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="need_changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.TextField(unique=False)),
                ("opened", fields.BooleanField()),
                ("happened_on", fields.DateField()),
                ("submission", fields.CharField(max_length=11)),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="need_changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "need_change",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id"], name="need_change_household"),
                    Index(fields=["by_id"], name="need_change_by"),
                    Index(fields=["submission"], name="need_change_submission"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NeighbourGroup",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "hamlet",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="hamlet_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="neighbour_groups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                ("name", fields.TextField(default="", unique=False)),
                (
                    "head",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="head_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="heads_groups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("head_name", fields.TextField(default="", unique=False)),
                ("head_phone", fields.TextField(null=True, unique=False)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="neighbour_groups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "partners",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={
                "table": "neighbour_group",
                "app": "gandan",
                "indexes": [
                    Index(fields=["hamlet_id", "number"], name="neighbour_group_hamlet"),
                    Index(fields=["head_id"], name="neighbour_group_head"),
                    Index(fields=["member_id"], name="neighbour_group_member"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="NeighbourPlace",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "group",
                    fields.ForeignKeyField(
                        "gandan.NeighbourGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="places",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="neighbour_places",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "neighbour_place",
                "app": "gandan",
                "indexes": [
                    Index(fields=["group_id"], name="neighbour_place_group"),
                    Index(fields=["household_id"], name="neighbour_place_household"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PaperItem",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "paper",
                    fields.ForeignKeyField(
                        "gandan.GuidingPaper",
                        source_field="paper_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="paper_items",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("owner", fields.TextField(unique=False)),
                ("due_on", fields.DateField()),
                ("done_on", fields.DateField(null=True)),
                ("done_by_name", fields.TextField(default="", unique=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "paper_item",
                "app": "gandan",
                "unique_together": (("commune", "form"),),
                "indexes": [
                    Index(fields=["paper_id", "due_on"], name="paper_item_paper"),
                    Index(fields=["branch_id"], name="paper_item_branch"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PairMark",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pair_marks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="pair_marks",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("suits", fields.BooleanField()),
                (
                    "reason",
                    fields.CharEnumField(
                        description="KINSHIP: kinship\nCONFLICT_OF_INTEREST: conflict_of_interest\n"
                        "LANGUAGE: language\nHOUSEHOLD_REQUEST: household_request\nDISTANCE: distance\nOTHER: other",
                        enum_type=PairReason,
                        max_length=20,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_by", fields.TextField(default="", unique=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "pair_mark",
                "app": "gandan",
                "unique_together": (("household", "form"),),
                "indexes": [Index(fields=["member_id"], name="pair_mark_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "hamlet",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="hamlet_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="partners",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="HAMLET_BOARD: hamlet_board\nFRONT: front\nWOMEN: women\nFARMERS: farmers\nVETERANS: veterans\nYOUTH: youth\nELDERLY: elderly\nSCHOOL: school\nHEALTH_STATION: health_station\nCOMMUNE_DEPT: commune_dept\nBANK: bank",
                        enum_type=PartnerKind,
                        max_length=14,
                    ),
                ),
                ("contact_name", fields.TextField(unique=False)),
                ("contact_phone", fields.TextField(null=True, unique=False)),
                ("ended_on", fields.DateField(null=True)),
            ],
            options={
                "table": "partner",
                "app": "gandan",
                "indexes": [Index(fields=["hamlet_id"], name="partner_hamlet")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PeopleChange",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "org",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="org_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("what", fields.TextField(unique=False)),
                ("before", fields.TextField(default="", unique=False)),
                ("after", fields.TextField(default="", unique=False)),
                ("by", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "people_change",
                "app": "gandan",
                "unique_together": (("commune", "form"),),
                "indexes": [
                    Index(fields=["member_id", "at"], name="people_change_member"),
                    Index(fields=["org_id"], name="people_change_org"),
                    Index(fields=["unit_id"], name="people_change_unit"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PopulationChoice",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="population_choices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("event", fields.CharField(max_length=40)),
                ("counts", fields.BooleanField(null=True)),
                ("under_6", fields.IntField(null=True)),
                ("by_id", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "population_choice",
                "app": "gandan",
                "indexes": [Index(fields=["household_id", "at"], name="population_choice_household")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PopulationEvent",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("opid", fields.CharField(unique=True, max_length=40)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="population_events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="BIRTH: birth\nDEATH: death\nMOVE_IN: move_in\nMOVE_OUT: move_out\nTEMP_ABSENCE: temp_absence\nTEMP_STAY: temp_stay\nRETURN: return\nSPLIT: split\nMERGE: merge",
                        enum_type=Moved,
                        max_length=12,
                    ),
                ),
                ("happened_on", fields.DateField()),
                ("precision", fields.CharField(max_length=5)),
                ("persons", fields.IntField()),
                ("under_6", fields.IntField(null=True)),
                (
                    "base",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="population_events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.BigIntField()),
                ("wall", fields.BigIntField()),
                ("counter", fields.IntField()),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="population_events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "population_event",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "happened_on"], name="population_event_household"),
                    Index(fields=["device_id"], name="population_event_device"),
                    Index(fields=["by_id"], name="population_event_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PovertyStandard",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("code", fields.CharField(max_length=20)),
                ("area", fields.CharField(max_length=6)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("poor", fields.TextField(unique=False)),
                ("near_poor", fields.TextField(unique=False)),
                ("indicators", fields.IntField(null=True)),
                ("source", fields.TextField(unique=False)),
            ],
            options={
                "table": "poverty_standard",
                "app": "gandan",
                "unique_together": (("commune", "code", "area"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="RegisterStep",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "hamlet",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="hamlet_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="register_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("what", fields.CharField(max_length=16)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="register_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "told",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("by_id", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "register_step",
                "app": "gandan",
                "indexes": [
                    Index(fields=["hamlet_id", "at"], name="register_step_hamlet"),
                    Index(fields=["household_id"], name="register_step_household"),
                    Index(fields=["commune", "form"], name="register_step_form"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="RolloutStep",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rollout_steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "paper",
                    fields.ForeignKeyField(
                        "gandan.GuidingPaper",
                        source_field="paper_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        description="NOT_STARTED: not_started\nPREPARING: preparing\nASSIGNED: assigned\nRUNNING: running\nPAUSED: paused\nSUMMARISED: summarised",
                        enum_type=Rollout,
                        max_length=12,
                    ),
                ),
                ("since", fields.DateField()),
                ("paper_no", fields.TextField(default="", unique=False)),
                ("by", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "rollout_step",
                "app": "gandan",
                "unique_together": (("branch", "form"),),
                "indexes": [
                    Index(fields=["branch_id", "since"], name="rollout_step_branch"),
                    Index(fields=["paper_id"], name="rollout_step_paper"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SupportContact",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="support_contacts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="support_given",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                (
                    "topic",
                    fields.IntEnumField(
                        description="HOUSEHOLDS: 1\nCONCERNS: 2\nPHONE: 3\nLOAD: 4\nOTHER: 5",
                        enum_type=Topic,
                        generated=False,
                    ),
                ),
                ("happened_on", fields.DateField()),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "support_contact",
                "app": "gandan",
                "indexes": [
                    Index(fields=["member_id", "happened_on"], name="support_contact_member"),
                    Index(fields=["by_id"], name="support_contact_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SupportRecord",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="support_records",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("level", fields.CharField(max_length=10)),
                ("reason", fields.CharField(max_length=12)),
                ("since", fields.DateField()),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "support_record",
                "app": "gandan",
                "unique_together": (("household", "form"),),
                "indexes": [Index(fields=["household_id", "since"], name="support_record_household")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="VisitCorrection",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_corrections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "gandan.Visit",
                        source_field="visit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="corrections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("base", fields.CharField(default="", max_length=11)),
                (
                    "by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_corrections",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                (
                    "said",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("holds", fields.BooleanField(default=False)),
                ("wall", fields.BigIntField()),
                ("counter", fields.IntField()),
                ("device_id", fields.CharField(max_length=11)),
                ("seq", fields.BigIntField()),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "visit_correction",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id"], name="visit_correction_household"),
                    Index(fields=["visit_id"], name="visit_correction_visit"),
                    Index(fields=["by_id"], name="visit_correction_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="VisitSheet",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("number", fields.IntField()),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_sheets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_sheets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="visit_sheets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=SheetState.PRINTED,
                        description="PRINTED: printed\nTYPED: typed\nVOID: void",
                        enum_type=SheetState,
                        max_length=8,
                    ),
                ),
                ("run", fields.CharField(max_length=24)),
                ("place", fields.IntField()),
                ("printed_by", fields.CharField(max_length=11)),
                ("printed_by_name", fields.TextField(unique=False)),
                ("printed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("typed_by_name", fields.TextField(default="", unique=False)),
                ("typed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("typed_in", fields.CharField(default="", max_length=24)),
                ("visit", fields.CharField(default="", max_length=11)),
                ("void_by_name", fields.TextField(default="", unique=False)),
                ("void_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "visit_sheet",
                "app": "gandan",
                "unique_together": (("commune", "number"), ("commune", "run", "place")),
                "indexes": [
                    Index(fields=["branch_id", "state"], name="visit_sheet_branch"),
                    Index(fields=["household_id"], name="visit_sheet_household"),
                    Index(fields=["member_id"], name="visit_sheet_member"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Absence",
            name="report",
            field=fields.CharField(null=True, max_length=11),
        ),
        ops.AddField(
            model_name="AnotherMember",
            name="at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="AnotherMember",
            name="reason",
            field=fields.CharEnumField(
                null=True,
                description="KINSHIP: kinship\nLANGUAGE: language\nDISTANCE: distance\nOTHER: other",
                enum_type=Reason,
                max_length=8,
            ),
        ),
        ops.AddField(
            model_name="AnotherMember",
            name="by",
            field=fields.CharField(null=True, max_length=11),
        ),
        ops.AddField(
            model_name="AnotherMember",
            name="withdrawn",
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(model_name="BranchMembership", name="decision_no", field=fields.TextField(null=True)),
        ops.AddField(
            model_name="AssignmentPlan",
            name="level",
            field=fields.CharEnumField(
                null=True, description="BRANCH: branch\nCOMMUNE: commune", enum_type=Level, max_length=7
            ),
        ),
        ops.AddField(
            model_name="Cluster",
            name="far",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Consent",
            name="by_name",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="Consent",
            name="received_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Consent",
            name="recorded_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Device",
            name="putting",
            field=fields.JSONField(
                null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Household",
            name="accommodations",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="Household",
            name="merged_into_id",
            field=fields.CharField(null=True, max_length=11),
        ),
        ops.AddField(
            model_name="Household",
            name="visits_wanted",
            field=fields.IntField(null=True),
        ),
        ops.AddIndex(
            model_name="Household",
            index=Index(fields=["merged_into_id"], name="household_merged"),
        ),
        ops.AddField(
            model_name="MemberStatus",
            name="kind",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="by_name",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="corrects",
            field=fields.CharField(default="", db_default="", max_length=11),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="form",
            field=fields.CharField(default="", db_default="", max_length=24),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="reason",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="replaced",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="PovertyRecord",
            name="valid_year",
            field=fields.IntField(null=True),
        ),
        ops.AddIndex(
            model_name="PovertyRecord",
            index=Index(fields=["commune", "decision_date"], name="poverty_record_day"),
        ),
        ops.AddField(
            model_name="Visit",
            name="next_on",
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name="Visit",
            name="occasion",
            field=fields.IntEnumField(
                null=True,
                description="ROUTINE: 1\nREQUESTED: 2\nDISSEMINATION: 3\nHANDOVER: 4\nEMERGENCY: 5\nFOLLOW_UP: 6",
                enum_type=Occasion,
                generated=False,
            ),
        ),
        ops.AddField(
            model_name="Visit",
            name="origin",
            field=fields.JSONField(
                null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
            ),
        ),
        ops.AddField(
            model_name="Visit",
            name="typed_by_name",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="Concern",
            name="typed_by_name",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.RunPython(_write_standards, ops.RunPython.noop),
    ]
