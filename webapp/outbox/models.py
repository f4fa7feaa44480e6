"""The log: what every node wrote, byte for byte, and what became of it."""

from datetime import UTC, datetime

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from webapp.accounts.models import Device
from webapp.db import Row

IGNORE_BASE = "ignore-base"
WITHDRAW = "withdraw"
"""Of a ruling that a family's word at the door made: hides a record, and waits for an account that erases it."""


class Node(Model):
    """This office as phones know it. A new incarnation tells them that the database was restored."""

    commune = fields.CharField(max_length=11, primary_key=True)
    incarnation = fields.BinaryField()
    last_number = fields.BigIntField(default=0)  # of the receipts given
    made_at = fields.DatetimeField()
    invented = fields.BooleanField(
        default=False, db_default=False
    )  # the demo: only here may links sign people in

    class Meta:
        table = "node"


class Attestation(Row):
    """A device's signature over submissions it sent, and the words around their digests.

    With the device's key and the rows it names, anybody can check who wrote what.
    """

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="attestations", on_delete=fields.RESTRICT
    )
    device_id: str
    prefix = fields.BinaryField()
    opening = fields.BinaryField()
    named = fields.TextField()  # numbers, such as "1-40 42"
    signature = fields.BinaryField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "attestation"
        indexes = [Index(fields=("device_id",), name="attestation_device")]


class Carriage(Row):
    """A file of one phone that came here by somebody's hand: who brought it, and what of it was new."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="carriages", on_delete=fields.RESTRICT
    )
    device_id: str
    by_name = fields.TextField()
    by_phone = fields.BooleanField()  # sent on by another phone; else taken in at a desk
    new = fields.IntField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "carriage"
        indexes = [Index(fields=("device_id", "received_at"), name="carriage_device")]


class Contact(Row):
    """One exchange with a phone: what its clock said, and the last number it had given by then."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="contacts", on_delete=fields.RESTRICT
    )
    device_id: str
    at = fields.DatetimeField()
    clock = fields.BigIntField()
    made = fields.BigIntField()

    class Meta:
        table = "contact"
        indexes = [Index(fields=("device_id", "at"), name="contact_device")]


class Ruling(Row):
    """What the office decided about one body; made again from the log."""

    verdict = fields.TextField()  # admit | reject | erase | keep | withdraw | ignore-base
    reason = fields.TextField()
    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="rulings", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    digest = fields.CharField(max_length=64)
    bases: fields.JSONField[list[str]] = fields.JSONField(default=list)  # changes it does not replace
    by = fields.CharField(
        max_length=11, default="", db_default=""
    )  # of an erasure: whose account, or which member
    by_name = fields.TextField()
    about = fields.CharField(
        max_length=11, default="", db_default=""
    )  # whose own conduct it is: no second account
    made_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "ruling"
        indexes = [
            Index(fields=("device_id", "seq"), name="ruling_target"),
            Index(fields=("commune", "received_at"), name="ruling_received"),
        ]


class TypedRecord(Row):
    """A record that another person typed for whoever did it; made again from the log. Its id is the record's."""

    kind = fields.TextField()  # its name
    household = fields.CharField(max_length=11)
    member = fields.CharField(max_length=11)  # whose deed it is
    typed_by_name = fields.TextField()
    device_id = fields.CharField(max_length=11)
    seq = fields.BigIntField()
    recorded_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "typed_record"
        indexes = [Index(fields=("member", "received_at"), name="typed_record_member")]


class Objection(Row):
    """A member says that a record typed for them is not theirs, or not as it was; made again from the log."""

    record = fields.CharField(max_length=11)
    member = fields.CharField(max_length=11)
    by_name = fields.TextField()
    received_at = fields.DatetimeField()

    class Meta:
        table = "objection"
        indexes = [Index(fields=("record",), name="objection_record")]


class Submission(Row):
    """One submission (phiếu) exactly as it was written; nobody writes it again."""

    device: fields.ForeignKeyRelation[Device] = fields.ForeignKeyField(
        "gandan.Device", related_name="submissions", on_delete=fields.RESTRICT
    )
    device_id: str
    seq = fields.BigIntField()
    digest = fields.CharField(max_length=64)  # SHA-256 of the body, in hex
    body = fields.BinaryField()
    kind = fields.IntField(null=True)
    entity = fields.CharField(max_length=11, null=True)
    author = fields.CharField(max_length=11, null=True)
    author_name = fields.TextField(default="")
    wall = fields.BigIntField(null=True)
    form = fields.CharField(max_length=24, null=True)  # of a plain web form, so that posting twice is once
    status = fields.SmallIntField()
    code = fields.CharField(max_length=40, default="")
    number = fields.BigIntField(null=True)
    received_at = fields.DatetimeField()

    @property
    def written_at(self) -> datetime | None:
        """By the clock of whoever wrote it, and not after it came."""
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
