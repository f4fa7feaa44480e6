"""The tables as of the first release."""

import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from webapp.concerns.models import Category, Severity
from webapp.core.db import new_id
from webapp.people.models import Capacity
from webapp.register.models import SupportLevel
from webapp.visits.models import Met
from webapp.web.person import Role


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="HouseholdImport",
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
            options={"table": "household_import", "app": "gandan", "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("full_name", fields.TextField(unique=False)),
                ("folded", fields.TextField(unique=False)),
                ("sort_key", fields.TextField(unique=False)),
                ("birth_year", fields.IntField(null=True)),
                ("gender", fields.TextField(null=True, unique=False)),
                ("probationary", fields.BooleanField(default=False)),
                ("joined_on", fields.DateField(null=True)),
                (
                    "capacity",
                    fields.CharEnumField(
                        default=Capacity.FULL,
                        description="FULL: full\nREDUCED: reduced\nLIGHT: light\nNONE: none",
                        enum_type=Capacity,
                        max_length=10,
                    ),
                ),
                ("capacity_override", fields.IntField(null=True)),
                (
                    "languages",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("phone", fields.TextField(null=True, unique=False)),
                ("home_cluster", fields.CharField(null=True, max_length=11)),
                ("home_path_order", fields.IntField(null=True)),
            ],
            options={
                "table": "member",
                "app": "gandan",
                "indexes": [Index(fields=["commune", "sort_key"], name="member_sort")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("kind", fields.CharField(max_length=7)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="devices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("sign_key", fields.BinaryField()),
                ("share", fields.BinaryField()),
                ("label", fields.TextField(default="", unique=False)),
                ("enrolled_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_for", fields.TextField(null=True, unique=False)),
                ("wiped_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("made", fields.BigIntField(default=0)),
                ("held", fields.TextField(default="", unique=False)),
                (
                    "nonces",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "manifests",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "report",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "device",
                "app": "gandan",
                "indexes": [
                    Index(fields=["member_id"], name="device_member"),
                    Index(fields=["commune", "kind"], name="device_kind"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Attestation",
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
                        related_name="attestations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("prefix", fields.BinaryField()),
                ("opening", fields.BinaryField()),
                ("named", fields.TextField(unique=False)),
                ("signature", fields.BinaryField()),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "attestation",
                "app": "gandan",
                "indexes": [Index(fields=["device_id"], name="attestation_device")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="MemberStatus",
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
                        related_name="statuses",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("status", fields.TextField(unique=False)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("decision_no", fields.TextField(null=True, unique=False)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "member_status",
                "app": "gandan",
                "indexes": [Index(fields=["member_id", "valid_from"], name="member_status_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Node",
            fields=[
                ("commune", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=11)),
                ("incarnation", fields.BinaryField()),
                ("last_number", fields.BigIntField(default=0)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "node", "app": "gandan", "pk_attr": "commune"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrgUnit",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("kind", fields.TextField(unique=False)),
                ("name", fields.TextField(unique=False)),
                ("folded", fields.TextField(unique=False)),
                (
                    "aliases",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("official_code", fields.TextField(null=True, unique=False)),
                ("prefix", fields.TextField(default="", unique=False)),
                ("active_from", fields.DateField(null=True)),
                ("active_to", fields.DateField(null=True)),
                ("letters", fields.TextField(null=True, unique=False)),
                ("travel_note", fields.TextField(default="", unique=False)),
                ("connectivity", fields.TextField(default="none", unique=False)),
                ("households_official", fields.IntField(null=True)),
                ("population_official", fields.IntField(null=True)),
            ],
            options={
                "table": "org_unit",
                "app": "gandan",
                "indexes": [Index(fields=["commune", "kind"], name="org_unit_kind")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("username", fields.CharField(max_length=60)),
                ("password_hash", fields.TextField(unique=False)),
                ("name", fields.TextField(unique=False)),
                (
                    "role",
                    fields.CharEnumField(
                        description="MEMBER: member\nBRANCH_SECRETARY: branch_secretary\nCOMMUNE_OFFICE: commune_office\nCOMMUNE_SECRETARY: commune_secretary\nPROVINCE_VIEWER: province_viewer",
                        enum_type=Role,
                        max_length=20,
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
                        related_name="accounts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="accounts",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "account",
                "app": "gandan",
                "unique_together": (("commune", "username"),),
                "indexes": [
                    Index(fields=["member_id"], name="account_member"),
                    Index(fields=["unit_id"], name="account_unit"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Cluster",
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
                        related_name="clusters",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.TextField(unique=False)),
                ("order", fields.IntField()),
                (
                    "neighbours",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "cluster",
                "app": "gandan",
                "unique_together": (("hamlet", "order"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("code", fields.CharField(max_length=12)),
                (
                    "hamlet",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="hamlet_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "cluster",
                    fields.ForeignKeyField(
                        "gandan.Cluster",
                        source_field="cluster_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("path_order", fields.IntField()),
                ("head_name", fields.TextField(unique=False)),
                ("folded", fields.TextField(unique=False)),
                ("sort_key", fields.TextField(unique=False)),
                ("head_phone", fields.TextField(null=True, unique=False)),
                ("people", fields.IntField(null=True)),
                ("under_6", fields.IntField(null=True)),
                ("from_6_to_15", fields.IntField(null=True)),
                ("from_16_to_59", fields.IntField(null=True)),
                ("from_60", fields.IntField(null=True)),
                ("away_long", fields.IntField(null=True)),
                (
                    "support_level",
                    fields.CharEnumField(
                        default=SupportLevel.REGULAR,
                        description="REGULAR: regular\nATTENTION: attention\nCLOSE: close",
                        enum_type=SupportLevel,
                        max_length=10,
                    ),
                ),
                ("preferred_language", fields.TextField(null=True, unique=False)),
                ("preferred_contact", fields.IntField(null=True)),
                (
                    "origin",
                    fields.JSONField(
                        default=dict, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "contested",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "listed_in",
                    fields.ForeignKeyField(
                        "gandan.HouseholdImport",
                        source_field="listed_in_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="households",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("closed_on", fields.DateField(null=True)),
            ],
            options={
                "table": "household",
                "app": "gandan",
                "unique_together": (("commune", "code"),),
                "indexes": [
                    Index(fields=["hamlet_id", "path_order"], name="household_path"),
                    Index(fields=["cluster_id"], name="household_cluster"),
                    Index(fields=["commune", "sort_key"], name="household_sort"),
                    Index(fields=["listed_in_id"], name="household_import_rows"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("slip", fields.CharField(max_length=12)),
                (
                    "household",
                    fields.ForeignKeyField(
                        "gandan.Household",
                        source_field="household_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="concerns",
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
                        related_name="concerns",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                (
                    "category",
                    fields.IntEnumField(
                        description="WATER_POWER_SIGNAL: 1\nROAD_BRIDGE_BOAT: 2\nHOUSE: 3\nHEALTH_CARE: 4\nSCHOOL: 5\nCIVIL_PAPERS: 6\nBENEFITS: 7\nLIVELIHOOD: 8\nLAND: 9\nRESETTLEMENT: 10\nLOAN: 11\nSANITATION: 12\nDISASTER: 13\nSERVICE_CONDUCT: 14\nOTHER: 15",
                        enum_type=Category,
                        generated=False,
                    ),
                ),
                (
                    "severity",
                    fields.IntEnumField(
                        description="QUESTION: 1\nNORMAL: 2\nPRESSING: 3\nEMERGENCY: 4",
                        enum_type=Severity,
                        generated=False,
                    ),
                ),
                ("summary", fields.TextField(default="", unique=False)),
                ("body", fields.TextField(default="", unique=False)),
                ("answer_by", fields.IntField(null=True)),
                ("status", fields.TextField(default="at_branch", unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "concern",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id"], name="concern_household"),
                    Index(fields=["by_id"], name="concern_by"),
                    Index(fields=["commune", "received_at"], name="concern_received"),
                    Index(fields=["slip"], name="concern_slip"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Consent",
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
                        related_name="consents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("answer", fields.TextField(unique=False)),
                ("asked_on", fields.DateField()),
                (
                    "read_by",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="read_by_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="consents_read",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("language", fields.TextField(default="viet", unique=False)),
                (
                    "purposes",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("notice_version", fields.IntField(default=1)),
            ],
            options={
                "table": "consent",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "asked_on"], name="consent_household"),
                    Index(fields=["read_by_id"], name="consent_reader"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="HouseholdChange",
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
                        related_name="changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("field", fields.CharField(max_length=20)),
                ("value", fields.TextField(unique=False)),
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
                        related_name="household_changes",
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
                        related_name="household_changes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("live", fields.BooleanField(default=True)),
            ],
            options={
                "table": "household_change",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "field"], name="household_change_field"),
                    Index(fields=["device_id"], name="household_change_device"),
                    Index(fields=["by_id"], name="household_change_by"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Need",
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
                        related_name="needs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("code", fields.TextField(unique=False)),
                ("opened_on", fields.DateField()),
                ("closed_on", fields.DateField(null=True)),
            ],
            options={
                "table": "need",
                "app": "gandan",
                "indexes": [Index(fields=["household_id"], name="need_household")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="OrgLink",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "child",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="child_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="parent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "org_link",
                "app": "gandan",
                "indexes": [
                    Index(fields=["child_id"], name="org_link_child"),
                    Index(fields=["parent_id"], name="org_link_parent"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PartyOrg",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "gandan.OrgUnit",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="party_orgs",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.TextField(unique=False)),
                ("branch_kind", fields.TextField(null=True, unique=False)),
                ("name", fields.TextField(unique=False)),
                ("symbol", fields.TextField(default="", unique=False)),
                ("rollout", fields.TextField(default="not_started", unique=False)),
                ("rollout_from", fields.DateField(null=True)),
            ],
            options={
                "table": "party_org",
                "app": "gandan",
                "indexes": [
                    Index(fields=["commune", "kind"], name="party_org_kind"),
                    Index(fields=["unit_id"], name="party_org_unit"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="BranchMembership",
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
                        related_name="memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "branch",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="branch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("secondary", fields.BooleanField(default=False)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "branch_membership",
                "app": "gandan",
                "indexes": [
                    Index(fields=["member_id"], name="branch_membership_member"),
                    Index(fields=["branch_id"], name="branch_membership_branch"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="HouseholdGroup",
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
                        related_name="groups",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
            ],
            options={
                "table": "household_group",
                "app": "gandan",
                "unique_together": (("branch", "number"),),
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Assignment",
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
                        "gandan.HouseholdGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="assignments",
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
                        related_name="assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("role", fields.TextField(default="main", unique=False)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decision_no", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "assignment",
                "app": "gandan",
                "indexes": [
                    Index(fields=["member_id", "valid_from"], name="assignment_member"),
                    Index(fields=["group_id"], name="assignment_group"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="GroupPlace",
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
                        "gandan.HouseholdGroup",
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
                        related_name="places",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "group_place",
                "app": "gandan",
                "indexes": [
                    Index(fields=["group_id"], name="group_place_group"),
                    Index(fields=["household_id"], name="group_place_household"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PartyOrgLink",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                (
                    "child",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="child_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parents",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "parent",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="parent_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "party_org_link",
                "app": "gandan",
                "indexes": [
                    Index(fields=["child_id"], name="party_org_link_child"),
                    Index(fields=["parent_id"], name="party_org_link_parent"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Position",
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
                        related_name="positions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "org",
                    fields.ForeignKeyField(
                        "gandan.PartyOrg",
                        source_field="org_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="positions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("kind", fields.TextField(unique=False)),
                ("valid_from", fields.DateField()),
                ("valid_to", fields.DateField(null=True)),
            ],
            options={
                "table": "position",
                "app": "gandan",
                "indexes": [
                    Index(fields=["member_id"], name="position_member"),
                    Index(fields=["org_id"], name="position_org"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="PovertyRecord",
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
                        related_name="poverty",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("poverty_class", fields.TextField(unique=False)),
                ("change", fields.TextField(unique=False)),
                ("decision_no", fields.TextField(default="", unique=False)),
                ("decision_date", fields.DateField()),
                ("review_kind", fields.TextField(default="annual", unique=False)),
                ("source", fields.TextField(default="", unique=False)),
            ],
            options={
                "table": "poverty_record",
                "app": "gandan",
                "indexes": [Index(fields=["household_id", "decision_date"], name="poverty_record_household")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("code_hash", fields.CharField(unique=True, max_length=64)),
                (
                    "member",
                    fields.ForeignKeyField(
                        "gandan.Member",
                        source_field="member_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="slips",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("made_by", fields.TextField(unique=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("used_for", fields.CharField(null=True, max_length=11)),
            ],
            options={
                "table": "slip",
                "app": "gandan",
                "indexes": [Index(fields=["member_id"], name="slip_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="StoredSession",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=200)),
                ("value", fields.BinaryField()),
                ("owner", fields.CharField(null=True, max_length=11)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stored_session",
                "app": "gandan",
                "indexes": [
                    Index(fields=["owner"], name="stored_session_owner"),
                    Index(fields=["expires_at"], name="stored_session_end"),
                ],
                "pk_attr": "key",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Submission",
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
                        related_name="submissions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("seq", fields.BigIntField()),
                ("digest", fields.CharField(max_length=64)),
                ("body", fields.BinaryField()),
                ("kind", fields.IntField(null=True)),
                ("entity", fields.CharField(null=True, max_length=11)),
                ("author", fields.CharField(null=True, max_length=11)),
                ("author_name", fields.TextField(default="", unique=False)),
                ("wall", fields.BigIntField(null=True)),
                ("form", fields.CharField(null=True, max_length=24)),
                ("status", fields.SmallIntField()),
                ("code", fields.CharField(default="", max_length=40)),
                ("number", fields.BigIntField(null=True)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "submission",
                "app": "gandan",
                "unique_together": (("device", "seq", "digest"),),
                "indexes": [
                    Index(fields=["commune", "received_at"], name="submission_received"),
                    Index(fields=["commune", "status"], name="submission_status"),
                    Index(fields=["device_id", "form"], name="submission_form"),
                    Index(fields=["commune", "number"], name="submission_number"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Visit",
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
                        related_name="visits",
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
                        related_name="visits",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("by_name", fields.TextField(unique=False)),
                ("happened_on", fields.DateField()),
                (
                    "met",
                    fields.IntEnumField(
                        description="AT_HOME: 1\nELSEWHERE: 2\nBY_PHONE: 3\nNOBODY_HOME: 4\nPOSTPONED: 5\nDECLINED: 6",
                        enum_type=Met,
                        generated=False,
                    ),
                ),
                (
                    "did",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("has_need", fields.BooleanField(default=False)),
                ("note", fields.TextField(default="", unique=False)),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "visit",
                "app": "gandan",
                "indexes": [
                    Index(fields=["household_id", "happened_on"], name="visit_household"),
                    Index(fields=["by_id", "happened_on"], name="visit_by"),
                    Index(fields=["commune", "happened_on"], name="visit_day"),
                ],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
    ]
