"""Models: communes' data. Column `commune` is the province's own unit."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.accounts.models import Device
from webapp.core.database.db import Row


class JoinedOffice(Row):
    """Invited by a one-time code."""

    name = fields.TextField()
    proof = fields.BinaryField(null=True)  # from the code
    used_for = fields.CharField(max_length=11, null=True)  # device; may repeat the request
    expires_at = fields.DatetimeField()

    class Meta:
        table = "joined_office"
        unique_together = (("commune", "name"),)


class OfficeDevice(Row):
    """A commune office's server; new after a restore."""

    office: fields.ForeignKeyRelation[JoinedOffice] = fields.ForeignKeyField(
        "gandan.JoinedOffice", related_name="devices", on_delete=fields.RESTRICT
    )
    office_id: str
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="offices", on_delete=fields.RESTRICT
    )
    device_id: str
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)

    class Meta:
        table = "office_device"
        indexes = [
            Index(fields=("office_id", "since"), name="office_device_office"),
            Index(fields=("device_id",), name="office_device_device"),
        ]


class RaisedConcern(Row):
    """A commune's, and the province's answer."""

    office: fields.ForeignKeyRelation[JoinedOffice] = fields.ForeignKeyField(
        "gandan.JoinedOffice", related_name="raised", on_delete=fields.RESTRICT
    )
    office_id: str
    category = fields.IntField()
    severity = fields.IntField()
    hamlet = fields.TextField(default="")
    received_on = fields.DateField()
    sent_on = fields.DateField()
    text = fields.TextField(default="")
    answer = fields.TextField(default="")
    answered_by = fields.TextField(default="")
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "raised_concern"
        indexes = [
            Index(fields=("office_id",), name="raised_concern_office"),
            Index(fields=("commune", "answered_at"), name="raised_concern_open"),
        ]


class MonthTable(Row):
    """One table; small numbers were suppressed in the commune."""

    office: fields.ForeignKeyRelation[JoinedOffice] = fields.ForeignKeyField(
        "gandan.JoinedOffice", related_name="tables", on_delete=fields.RESTRICT
    )
    office_id: str
    month = fields.CharField(max_length=7)
    subject = fields.CharField(max_length=20)
    counted_on = fields.DateField()
    rows: fields.JSONField[list[str]] = fields.JSONField(default=list)
    columns: fields.JSONField[list[list[int]]] = fields.JSONField(default=list)

    class Meta:
        table = "month_table"
        unique_together = (("office", "month", "subject"),)


class StoredBackup(Row):
    """Encrypted; its parts are in the log."""

    office: fields.ForeignKeyRelation[JoinedOffice] = fields.ForeignKeyField(
        "gandan.JoinedOffice", related_name="backups", on_delete=fields.RESTRICT
    )
    office_id: str
    name = fields.CharField(max_length=40)
    parts = fields.IntField()
    size = fields.BigIntField()
    begun_at = fields.DatetimeField()
    whole_at = fields.DatetimeField(null=True)

    class Meta:
        table = "stored_backup"
        unique_together = (("office", "name"),)

    @property
    def kilobytes(self) -> int:
        return int(self.size) // 1000


class StoredPart(Row):
    """Location in the log."""

    backup: fields.ForeignKeyRelation[StoredBackup] = fields.ForeignKeyField(
        "gandan.StoredBackup", related_name="stored", on_delete=fields.RESTRICT
    )
    place = fields.IntField()
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="stored_parts", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()

    class Meta:
        table = "stored_part"
        unique_together = (("backup", "place"),)
        indexes = [Index(fields=("device_id",), name="stored_part_device")]
