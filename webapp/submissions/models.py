"""Submission log: submissions, signatures, contacts, rulings."""

from datetime import UTC, datetime

from tortoise import fields
from tortoise.indexes import Index

from webapp.accounts.models import Device
from webapp.core.database.db import Row

IGNORE_BASE = "ignore-base"
WITHDRAW = "withdraw"
"""By a family: hides a record until an account erases it."""


class Attestation(Row):
    """A device's signature over submissions."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="attestations", on_delete=fields.RESTRICT
    )
    device_id: str
    prefix = fields.BinaryField()
    opening = fields.BinaryField()
    named = fields.TextField()  # ranges: "1-40 42"
    signature = fields.BinaryField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "attestation"
        indexes = [Index(fields=("device_id",), name="attestation_device")]


class Carriage(Row):
    """Import of a phone's file."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="carriages", on_delete=fields.RESTRICT
    )
    device_id: str
    by_name = fields.TextField()
    by_phone = fields.BooleanField()  # else imported at the office
    new = fields.IntField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "carriage"
        indexes = [Index(fields=("device_id", "received_at"), name="carriage_device")]


class DeviceContact(Row):
    """Exchange with a phone: its clock and last number."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="contacts", on_delete=fields.RESTRICT
    )
    device_id: str
    at = fields.DatetimeField()
    clock = fields.BigIntField()
    issued = fields.BigIntField()

    class Meta:
        table = "contact"
        indexes = [Index(fields=("device_id", "at"), name="contact_device")]


class Ruling(Row):
    """Office decision about one body. Projection."""

    verdict = fields.TextField()  # admit | reject | erase | keep | withdraw | ignore-base
    reason = fields.TextField()
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="rulings", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    digest = fields.CharField(max_length=64)
    bases: fields.JSONField[list[str]] = fields.JSONField(default=list)  # changes not replaced
    by = fields.CharField(max_length=11, default="")  # erasure: deciding account or member
    by_name = fields.TextField()
    about = fields.CharField(max_length=11, default="")  # person concerned: never the second account
    made_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "ruling"
        indexes = [
            Index(fields=("device_id", "seq"), name="ruling_target"),
            Index(fields=("commune", "received_at"), name="ruling_received"),
        ]


class TypedRecord(Row):
    """A record typed by another person; shares its id. Projection."""

    kind = fields.TextField()
    household = fields.CharField(max_length=11)
    member = fields.CharField(max_length=11)  # the author
    typed_by_name = fields.TextField()
    device_id = fields.CharField(max_length=11)
    seq = fields.BigIntField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "typed_record"
        indexes = [Index(fields=("member", "received_at"), name="typed_record_member")]


class Objection(Row):
    """Objection of a member to a record typed for them. Projection."""

    record = fields.CharField(max_length=11)
    member = fields.CharField(max_length=11)
    by_name = fields.TextField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "objection"
        indexes = [Index(fields=("record",), name="objection_record")]


class StoredSubmission(Row):
    """Submission (phiếu), exact bytes; only erasure empties `body`."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="submissions", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    digest = fields.CharField(max_length=64)  # hex SHA-256
    body = fields.BinaryField()
    kind = fields.IntField(null=True)
    entity = fields.CharField(max_length=11, null=True)
    author = fields.CharField(max_length=11, null=True)
    author_name = fields.TextField(default="")
    wall = fields.BigIntField(null=True)
    form = fields.CharField(max_length=24, null=True)  # idempotency key
    status = fields.SmallIntField()
    code = fields.CharField(max_length=40, default="")
    number = fields.BigIntField(null=True)
    received_at = fields.DatetimeField()

    @property
    def written_at(self) -> datetime | None:
        """Author's clock, capped at arrival."""
        if self.wall is None or self.wall < 0:
            return None
        return datetime.fromtimestamp(min(self.wall, self.received_at.timestamp()), UTC)

    class Meta:
        table = "submission"
        unique_together = (("device", "seq", "digest"),)
        indexes = [
            Index(fields=("commune", "received_at"), name="submission_received"),
            Index(fields=("commune", "status"), name="submission_status"),
            Index(fields=("commune", "status", "code", "received_at"), name="submission_tray"),
            Index(fields=("device_id", "form"), name="submission_form"),
            Index(fields=("commune", "number"), name="submission_number"),
        ]
