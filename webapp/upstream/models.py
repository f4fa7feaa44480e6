"""The way to the province, and everything that ever left on it."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.db import Row


class ProvinceLink(Row):
    """Which province this office reports to, as which device, and how the last contacts went."""

    name = fields.TextField()
    url = fields.TextField()
    office = fields.BinaryField()  # sealed files are for this P-256 point
    sign = fields.BinaryField()  # answers are signed by this one
    proof = fields.BinaryField(null=True)  # of the code, until the first answer: a carried file shows it
    device = fields.CharField(max_length=11)
    node = fields.BinaryField()  # our incarnation when this device was made
    made = fields.BigIntField(default=0)
    refill = fields.BooleanField(default=False)  # after a restore: ask for what the province has
    incarnation = fields.BinaryField()  # the province's, as last told
    manifest = fields.BinaryField()
    files: fields.JSONField[list[str]] = fields.JSONField(
        default=list
    )  # of the last ones carried, their names
    joined_at = fields.DatetimeField()
    tried_at = fields.DatetimeField(null=True)
    heard_at = fields.DatetimeField(null=True)
    next_at = fields.DatetimeField(null=True)
    failures = fields.IntField(default=0)
    problem = fields.CharField(max_length=20, default="")

    class Meta:
        table = "province_link"
        unique_together = (("commune",),)


class SentLetter(Row):
    """One submission to the province, byte for byte. Of a backup's parts the bytes are in its file."""

    device = fields.CharField(max_length=11)
    seq = fields.BigIntField()
    kind = fields.IntField()
    source = fields.CharField(max_length=80)  # what it was made from; once only
    body = fields.BinaryField()
    record = fields.CharField(max_length=11)  # how both sides call what it makes
    made_at = fields.DatetimeField()
    tried_at = fields.DatetimeField(null=True)
    status = fields.SmallIntField(default=0)
    code = fields.CharField(max_length=40, default="")
    number = fields.BigIntField(null=True)
    settled_at = fields.DatetimeField(null=True)
    answer: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)

    class Meta:
        table = "sent_letter"
        unique_together = (("commune", "source"), ("device", "seq"))
        indexes = [
            Index(fields=("commune", "status"), name="sent_letter_status"),
            Index(fields=("record",), name="sent_letter_record"),
        ]
