"""Models for attached files and their records."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from webapp.accounts.models import Device
from webapp.core.database.db import Row
from webapp.register.models import Household


class Stage(StrEnum):
    AWAITED = "awaited"
    """Named by a submission; nothing has arrived."""
    COMING = "coming"
    WHOLE = "whole"
    """Complete, sealed: opened only when a submission of its device names it."""
    KEPT = "kept"
    """Opened, checked, re-encoded and sealed again."""
    REFUSED = "refused"
    ERASED = "erased"


class Blob(Model):
    """One sealed file; its bytes are on disk."""

    id = fields.CharField(max_length=43, primary_key=True)  # SHA-256 of the sealed bytes
    commune = fields.CharField(max_length=11)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="blobs", on_delete=fields.RESTRICT
    )
    device_id: str
    by = fields.CharField(max_length=11, default="")  # the person, on the office's shared device
    size = fields.IntField()  # sealed
    offset = fields.IntField(default=0)  # bytes flushed to disk
    state = fields.CharEnumField(Stage, max_length=8)
    code = fields.CharField(max_length=16, default="")  # reason of a refusal
    type = fields.CharField(max_length=16, default="")  # detected
    kept_size = fields.IntField(default=0)  # after opening
    begun_at = fields.DatetimeField(null=True)
    moved_at = fields.DatetimeField()

    @property
    def kilobytes(self) -> int:
        return round(self.kept_size / 1000)

    class Meta:
        table = "blob"
        indexes = [
            Index(fields=("device_id", "begun_at"), name="blob_device"),
            Index(fields=("commune", "state"), name="blob_state"),
        ]


class Attachment(Row):
    """A file of a record. Projection of the log, even without the file."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="attachments", on_delete=fields.RESTRICT
    )
    household_id: str
    blob: fields.ForeignKeyRelation[Blob] = fields.ForeignKeyField(
        "gandan.Blob", related_name="attachments", on_delete=fields.RESTRICT
    )
    blob_id: str
    record = fields.CharField(max_length=11)  # id of the visit or concern
    place = fields.SmallIntField()
    size = fields.IntField()  # as the submission says
    type = fields.CharField(max_length=16)

    class Meta:
        table = "attachment"
        indexes = [
            Index(fields=("record",), name="attachment_record"),
            Index(fields=("blob_id",), name="attachment_blob"),
            Index(fields=("household_id",), name="attachment_household"),
        ]

    @property
    def is_photo(self) -> bool:
        return self.type.startswith("image/")
