"""Models: link to the province, sent letters."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row


class ProvinceLink(Row):
    name = fields.TextField()
    url = fields.TextField()
    office = fields.BinaryField()  # P-256 point; encrypts to the province
    sign = fields.BinaryField()  # verifies the province's answers
    proof = fields.BinaryField(null=True)  # until the first answer
    device = fields.CharField(max_length=11)
    node = fields.BinaryField()  # incarnation of this device
    issued = fields.BigIntField(default=0)
    refill = fields.BooleanField(default=False)  # after a restore: fetch the province's copies
    incarnation = fields.BinaryField()  # the province's, as last reported
    manifest = fields.BinaryField()
    files: fields.JSONField[list[str]] = fields.JSONField(default=list)  # last carried files
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
    """Submission to the province, byte for byte; a backup part's bytes are in its file."""

    device = fields.CharField(max_length=11)
    seq = fields.BigIntField()
    kind = fields.IntField()
    source = fields.CharField(max_length=80)  # origin; unique
    body = fields.BinaryField()
    record = fields.CharField(max_length=11)  # resulting record's id, on both sides
    made_at = fields.DatetimeField()
    tried_at = fields.DatetimeField(null=True)
    status = fields.SmallIntField(default=0)
    code = fields.CharField(max_length=40, default="")
    number = fields.BigIntField(null=True)
    answer: fields.JSONField[dict[str, Any] | None] = fields.JSONField(null=True)

    class Meta:
        table = "sent_letter"
        unique_together = (("commune", "source"), ("device", "seq"))
        indexes = [
            Index(fields=("commune", "status"), name="sent_letter_status"),
            Index(fields=("record",), name="sent_letter_record"),
        ]
