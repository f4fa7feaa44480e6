"""What a phone, an office and a list promise is kept: columns and tables that hold the proof."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.operations import Operation
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

from webapp.core.db import new_id

NO_ONE_FITS = "-"


async def _mark_demos(apps: StateApps, editor: BaseSchemaEditor) -> None:
    """A demo made by an earlier release: only its accounts have a hash that fits no password."""
    account, node = apps.get_model("gandan", "Account"), apps.get_model("gandan", "Node")
    without_password = account.filter(password_hash=NO_ONE_FITS).using_db(editor.client)
    for id_ in set(await without_password.values_list("commune", flat=True)):
        await node.filter(commune=str(id_)).using_db(editor.client).update(invented=True)


class Migration(migrations.Migration):
    dependencies = [("gandan", "0003_who_cares")]

    initial = False

    operations: list[Operation] = [
        ops.CreateModel(
            name="Reckoning",
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
                        related_name="reckonings",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("verdict", fields.CharField(max_length=8)),
                ("numbers", fields.TextField(unique=False)),
                ("reason", fields.CharField(default="", max_length=8)),
                ("note", fields.TextField(default="", unique=False)),
                ("by", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reckoning",
                "app": "gandan",
                "indexes": [Index(fields=["device_id", "made_at"], name="reckoning_device")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Node",
            name="invented",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunPython(_mark_demos, ops.RunPython.noop),
        ops.AddIndex(
            model_name="Submission",
            index=Index(fields=["commune", "status", "code", "received_at"], name="submission_tray"),
        ),
        ops.AddField(
            model_name="Concern",
            name="hidden",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="Ruling",
            name="by",
            field=fields.CharField(default="", db_default="", max_length=11),
        ),
        ops.AddField(
            model_name="Ruling",
            name="about",
            field=fields.CharField(default="", db_default="", max_length=11),
        ),
        ops.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("record", fields.CharField(max_length=11)),
                ("member", fields.CharField(max_length=11)),
                ("by_name", fields.TextField(unique=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "objection",
                "app": "gandan",
                "indexes": [Index(fields=["record"], name="objection_record")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="TypedRecord",
            fields=[
                (
                    "id",
                    fields.CharField(
                        primary_key=True, default=new_id, unique=True, db_index=True, max_length=11
                    ),
                ),
                ("commune", fields.CharField(max_length=11)),
                ("kind", fields.TextField(unique=False)),
                ("household", fields.CharField(max_length=11)),
                ("member", fields.CharField(max_length=11)),
                ("typed_by_name", fields.TextField(unique=False)),
                ("device_id", fields.CharField(max_length=11)),
                ("seq", fields.BigIntField()),
                ("recorded_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "typed_record",
                "app": "gandan",
                "indexes": [Index(fields=["member", "received_at"], name="typed_record_member")],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.AddField(
            model_name="NeedChange",
            name="typed_by_name",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="PopulationEvent",
            name="typed_by_name",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name="VisitSheet",
            name="serial",
            field=fields.CharField(null=True, max_length=8),
        ),
        ops.AddIndex(
            model_name="VisitSheet",
            index=Index(fields=["commune", "serial"], name="visit_sheet_serial"),
        ),
        ops.CreateModel(
            name="BrowserPin",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=11)),
                ("member", fields.CharField(max_length=11)),
                ("pin_hash", fields.TextField(unique=False)),
                ("wrong", fields.IntField(default=0)),
                ("until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("opened_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "browser_pin",
                "app": "gandan",
                "indexes": [Index(fields=["made_at"], name="browser_pin_age")],
                "pk_attr": "id",
                "table_description": "A browser that keeps no keys: its sessions show pages only while its member typed this PIN lately.",
            },
            bases=["Model"],
        ),
        ops.AddField(model_name="Device", name="reading_key", field=fields.BinaryField(null=True)),
        ops.AddField(
            model_name="Device",
            name="proved_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(model_name="Device", name="turn", field=fields.BigIntField(default=0, db_default=0)),
        ops.AddField(model_name="Device", name="pin_hash", field=fields.TextField(null=True)),
        ops.AddField(model_name="Device", name="pin_wrong", field=fields.IntField(default=0, db_default=0)),
        ops.AddField(
            model_name="Device",
            name="pin_until",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Slip",
            name="paper",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(
            model_name="Slip",
            name="withdrawn_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.CreateModel(
            name="WrongCodes",
            fields=[
                (
                    "hour",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=13),
                ),
                ("count", fields.IntField(default=0)),
            ],
            options={"table": "wrong_codes", "app": "gandan", "pk_attr": "hour"},
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Account",
            name="disabled_by",
            field=fields.CharField(null=True, max_length=11),
        ),
        ops.CreateModel(
            name="WrongTries",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("count", fields.IntField(default=0)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "wrong_tries",
                "app": "gandan",
                "indexes": [Index(fields=["last_at"], name="wrong_tries_last")],
                "pk_attr": "key",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="StoredSession",
            name="begun_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StoredSession",
            name="seen_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="StoredSession",
            name="idle",
            field=fields.IntField(null=True),
        ),
    ]
