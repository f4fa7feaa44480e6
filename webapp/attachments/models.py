"""Files that submissions name: what came of them, and which record shows them."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from webapp.accounts.models import Device
from webapp.db import Row
from webapp.households.models import Household


class Stage(StrEnum):
    AWAITED = "awaited"
    """A submission names it; nothing of it has come."""
    COMING = "coming"
    WHOLE = "whole"
    """All bytes are here, still sealed: not looked at before a submission of its device names it."""
    KEPT = "kept"
    """Opened, found to be what it should be, made anew and sealed again."""
    REFUSED = "refused"
    ERASED = "erased"


class Blob(Model):
    """One sealed file; its bytes are in a file of the data's folder, never in the database."""

    id = fields.CharField(max_length=43, primary_key=True)  # SHA-256 of the bytes as they came
    commune = fields.CharField(max_length=11)
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="blobs", on_delete=fields.RESTRICT
    )
    device_id: str
    by = fields.CharField(max_length=11, default="")  # at a desk, whose device many share: the person
    size = fields.IntField()  # as it comes, sealed
    offset = fields.IntField(default=0)  # bytes that are on disk for sure
    state = fields.CharEnumField(Stage, max_length=8)
    code = fields.CharField(max_length=16, default="")  # why it was refused
    type = fields.CharField(max_length=16, default="")  # found by looking into it
    kept_size = fields.IntField(default=0)  # of what a page shows
    begun_at = fields.DatetimeField(null=True)
    moved_at = fields.DatetimeField()

    class Meta:
        table = "blob"
        indexes = [
            Index(fields=("device_id", "begun_at"), name="blob_device"),
            Index(fields=("commune", "state"), name="blob_state"),
        ]


class Attachment(Row):
    """A record names a file; made again from the log at any time, whether the file is there or not."""

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
