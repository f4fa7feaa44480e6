"""Any order, any carrier, any fault: what that needs to be kept."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from webapp.assignments.plans.models import State
from webapp.attachments.models import Stage
from webapp.core.db import new_id
from webapp.web.person import Role


class Migration(migrations.Migration):
    dependencies = [("gandan", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Absence",
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
                        related_name="absences",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField()),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "groups",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("ended_by", fields.TextField(default="", unique=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "absence",
                "app": "gandan",
                "unique_together": (("member", "form"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AnotherMember",
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
                        related_name="another_member",
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
                        related_name="not_wished",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("asked_on", fields.DateField()),
                ("by_name", fields.TextField(unique=False)),
            ],
            options={
                "table": "another_member",
                "app": "gandan",
                "unique_together": (("household", "member"),),
                "indexes": [Index(fields=["member_id"], name="another_member_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AssignmentPlan",
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
                        related_name="plans",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "state",
                    fields.CharEnumField(
                        default=State.DRAFT,
                        description="DRAFT: draft\nPROPOSED: proposed\nBRANCH_AGREED: branch_agreed\nSUBMITTED: submitted\nAPPROVED: approved\nPUBLISHED: published\nIN_FORCE: in_force\nSUPERSEDED: superseded\nCANCELLED: cancelled",
                        enum_type=State,
                        max_length=14,
                    ),
                ),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by", fields.TextField(unique=False)),
                ("lent_needed", fields.IntField(default=0)),
                ("decision_no", fields.TextField(default="", unique=False)),
                ("decided_on", fields.DateField(null=True)),
                ("published_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("in_force_from", fields.DateField(null=True)),
            ],
            options={
                "table": "assignment_plan",
                "app": "gandan",
                "indexes": [Index(fields=["branch_id", "made_at"], name="assignment_plan_branch")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Blob",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=43)),
                ("commune", fields.CharField(max_length=11)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="blobs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by", fields.CharField(default="", max_length=11)),
                ("size", fields.IntField()),
                ("offset", fields.IntField(default=0)),
                (
                    "state",
                    fields.CharEnumField(
                        description="AWAITED: awaited\nCOMING: coming\nWHOLE: whole\nKEPT: kept\nREFUSED: refused\nERASED: erased",
                        enum_type=Stage,
                        max_length=8,
                    ),
                ),
                ("code", fields.CharField(default="", max_length=16)),
                ("type", fields.CharField(default="", max_length=16)),
                ("kept_size", fields.IntField(default=0)),
                ("begun_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("moved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "blob",
                "app": "gandan",
                "indexes": [
                    Index(fields=["device_id", "begun_at"], name="blob_device"),
                    Index(fields=["commune", "state"], name="blob_state"),
                ],
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Attachment",
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
                        related_name="attachments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "blob",
                    fields.ForeignKeyField(
                        "gandan.Blob",
                        source_field="blob_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("record", fields.CharField(max_length=11)),
                ("place", fields.SmallIntField()),
                ("size", fields.IntField()),
                ("type", fields.CharField(max_length=16)),
            ],
            options={
                "table": "attachment",
                "app": "gandan",
                "indexes": [
                    Index(fields=["record"], name="attachment_record"),
                    Index(fields=["blob_id"], name="attachment_blob"),
                    Index(fields=["household_id"], name="attachment_household"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Carriage",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="carriages",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("by_phone", fields.BooleanField()),
                ("new", fields.IntField()),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "carriage",
                "app": "gandan",
                "indexes": [Index(fields=["device_id", "received_at"], name="carriage_device")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ChargeChange",
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
                        related_name="charge_changes",
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
                        related_name="charges_given_up",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "after",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="after_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="charges_taken",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since", fields.DateField()),
                ("by_name", fields.TextField(unique=False)),
                ("reason", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("form", fields.CharField(default="", max_length=24)),
            ],
            options={
                "table": "charge_change",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id"], name="charge_change_household"),
                    Index(fields=["before_id", "since"], name="charge_change_before"),
                    Index(fields=["after_id"], name="charge_change_after"),
                    Index(fields=["commune", "form"], name="charge_change_form"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="contacts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("clock", fields.BigIntField()),
                ("made", fields.BigIntField()),
            ],
            options={
                "table": "contact",
                "app": "gandan",
                "indexes": [Index(fields=["device_id", "at"], name="contact_device")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="JoinedOffice",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("name", fields.TextField(unique=False)),
                ("proof", fields.BinaryField(null=True)),
                ("used_for", fields.CharField(null=True, max_length=11)),
                ("invited_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "joined_office",
                "app": "gandan",
                "unique_together": (("commune", "name"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MonthTable",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "office",
                    fields.ForeignKeyField(
                        "gandan.JoinedOffice",
                        source_field="office_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tables",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("month", fields.CharField(max_length=7)),
                ("subject", fields.CharField(max_length=20)),
                ("counted_on", fields.DateField()),
                (
                    "rows",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "columns",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "month_table",
                "app": "gandan",
                "unique_together": (("office", "month", "subject"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="OfficeDevice",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "office",
                    fields.ForeignKeyField(
                        "gandan.JoinedOffice",
                        source_field="office_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="devices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="offices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "office_device",
                "app": "gandan",
                "indexes": [
                    Index(fields=["office_id", "since"], name="office_device_office"),
                    Index(fields=["device_id"], name="office_device_device"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PlanAnswer",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "gandan.AssignmentPlan",
                        source_field="plan_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
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
                        related_name="plan_answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("accepted", fields.BooleanField()),
                ("note", fields.TextField(default="", unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "plan_answer",
                "app": "gandan",
                "unique_together": (("plan", "member"),),
                "indexes": [Index(fields=["member_id"], name="plan_answer_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PlanLine",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "gandan.AssignmentPlan",
                        source_field="plan_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
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
                        related_name="plan_lines",
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
                        related_name="plan_lines",
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
                        related_name="plan_lines_before",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("place", fields.IntField()),
                ("reason", fields.TextField(unique=False)),
                ("by_hand", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "plan_line",
                "app": "gandan",
                "unique_together": (("plan", "household"),),
                "indexes": [
                    Index(fields=["household_id"], name="plan_line_household"),
                    Index(fields=["member_id"], name="plan_line_member"),
                    Index(fields=["before_id"], name="plan_line_before"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PlanStep",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "gandan.AssignmentPlan",
                        source_field="plan_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="steps",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("action", fields.TextField(unique=False)),
                (
                    "state",
                    fields.CharEnumField(
                        description="DRAFT: draft\nPROPOSED: proposed\nBRANCH_AGREED: branch_agreed\nSUBMITTED: submitted\nAPPROVED: approved\nPUBLISHED: published\nIN_FORCE: in_force\nSUPERSEDED: superseded\nCANCELLED: cancelled",
                        enum_type=State,
                        max_length=14,
                    ),
                ),
                ("by", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("paper_no", fields.TextField(default="", unique=False)),
                ("paper_on", fields.DateField(null=True)),
                ("note", fields.TextField(default="", unique=False)),
                ("form", fields.CharField(max_length=24)),
            ],
            options={
                "table": "plan_step",
                "app": "gandan",
                "unique_together": (("plan", "form"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="ProvinceLink",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("name", fields.TextField(unique=False)),
                ("url", fields.TextField(unique=False)),
                ("office", fields.BinaryField()),
                ("sign", fields.BinaryField()),
                ("proof", fields.BinaryField(null=True)),
                ("device", fields.CharField(max_length=11)),
                ("node", fields.BinaryField()),
                ("made", fields.BigIntField(default=0)),
                ("refill", fields.BooleanField(default=False)),
                ("incarnation", fields.BinaryField()),
                ("manifest", fields.BinaryField()),
                (
                    "files",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("joined_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("tried_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("heard_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("next_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failures", fields.IntField(default=0)),
                ("problem", fields.CharField(default="", max_length=20)),
            ],
            options={
                "table": "province_link",
                "app": "gandan",
                "unique_together": (("commune",),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="RaisedConcern",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "office",
                    fields.ForeignKeyField(
                        "gandan.JoinedOffice",
                        source_field="office_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="raised",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("category", fields.IntField()),
                ("severity", fields.IntField()),
                ("hamlet", fields.TextField(default="", unique=False)),
                ("received_on", fields.DateField()),
                ("sent_on", fields.DateField()),
                ("text", fields.TextField(default="", unique=False)),
                ("arrived_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("answer", fields.TextField(default="", unique=False)),
                ("answered_by", fields.TextField(default="", unique=False)),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "raised_concern",
                "app": "gandan",
                "indexes": [
                    Index(fields=["office_id"], name="raised_concern_office"),
                    Index(fields=["commune", "answered_at"], name="raised_concern_open"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Reading",
            fields=[
                ("number", fields.BigIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                ("commune", fields.CharField(max_length=11)),
                ("at", fields.BigIntField()),
                ("who", fields.CharField(max_length=11)),
                ("device", fields.CharField(max_length=11)),
                ("household", fields.CharField(max_length=11)),
                ("page", fields.CharField(max_length=60)),
                ("digest", fields.BinaryField(null=True)),
                ("before", fields.BinaryField()),
                ("seal", fields.BinaryField()),
            ],
            options={
                "table": "reading",
                "app": "gandan",
                "indexes": [Index(fields=["household", "at"], name="reading_household")],
                "pk_attr": "number",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="revocations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("reason", fields.CharField(max_length=8)),
                ("note", fields.TextField(default="", unique=False)),
                ("by", fields.CharField(null=True, max_length=11)),
                ("by_name", fields.TextField(default="", unique=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "revocation",
                "app": "gandan",
                "unique_together": (("device",),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("verdict", fields.TextField(unique=False)),
                ("reason", fields.TextField(unique=False)),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="rulings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.BigIntField()),
                ("digest", fields.CharField(max_length=64)),
                (
                    "bases",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "ruling",
                "app": "gandan",
                "indexes": [
                    Index(fields=["device_id", "seq"], name="ruling_target"),
                    Index(fields=["commune", "received_at"], name="ruling_received"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SentLetter",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("device", fields.CharField(max_length=11)),
                ("seq", fields.BigIntField()),
                ("kind", fields.IntField()),
                ("source", fields.CharField(max_length=80)),
                ("body", fields.BinaryField()),
                ("record", fields.CharField(max_length=11)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("tried_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("status", fields.SmallIntField(default=0)),
                ("code", fields.CharField(default="", max_length=40)),
                ("number", fields.BigIntField(null=True)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "answer",
                    fields.JSONField(
                        null=True, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "sent_letter",
                "app": "gandan",
                "unique_together": (("commune", "source"), ("device", "seq")),
                "indexes": [
                    Index(fields=["commune", "status"], name="sent_letter_status"),
                    Index(fields=["record"], name="sent_letter_record"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="SentUp",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "concern",
                    fields.ForeignKeyField(
                        "gandan.Concern",
                        source_field="concern_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sent_up",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.TextField(default="", unique=False)),
                ("hamlet", fields.TextField(default="", unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("with_branch", fields.BooleanField()),
                ("sent_on", fields.DateField()),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "concern_sent_up",
                "app": "gandan",
                "indexes": [Index(fields=["concern_id"], name="concern_sent_up_concern")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AnswerFromAbove",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "sent",
                    fields.ForeignKeyField(
                        "gandan.SentUp",
                        source_field="sent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="answers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("text", fields.TextField(unique=False)),
                ("by_name", fields.TextField(unique=False)),
                ("answered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "concern_answer_from_above",
                "app": "gandan",
                "indexes": [Index(fields=["sent_id"], name="concern_answer_from_above_sent")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="StoredBackup",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "office",
                    fields.ForeignKeyField(
                        "gandan.JoinedOffice",
                        source_field="office_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="backups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(max_length=40)),
                ("parts", fields.IntField()),
                ("size", fields.BigIntField()),
                ("begun_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("whole_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stored_backup",
                "app": "gandan",
                "unique_together": (("office", "name"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="StoredPart",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "backup",
                    fields.ForeignKeyField(
                        "gandan.StoredBackup",
                        source_field="backup_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="stored",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("place", fields.IntField()),
                (
                    "device",
                    fields.ForeignKeyField(
                        "gandan.Device",
                        source_field="device_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="stored_parts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.BigIntField()),
            ],
            options={
                "table": "stored_part",
                "app": "gandan",
                "unique_together": (("backup", "place"),),
                "indexes": [Index(fields=["device_id"], name="stored_part_device")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AlterField(
            model_name="Account",
            name="role",
            field=fields.CharEnumField(
                description="MEMBER: member\nBRANCH_SECRETARY: branch_secretary\nCOMMUNE_OFFICE: commune_office\nCOMMUNE_SECRETARY: commune_secretary\nPROVINCE_VIEWER: province_viewer\nPROVINCE_OFFICE: province_office",
                enum_type=Role,
                max_length=20,
            ),
        ),
        ops.AddField(
            model_name="Device",
            name="receive_key",
            field=fields.BinaryField(null=True),
        ),
    ]
