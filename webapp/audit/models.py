"""Audit log, without texts."""

from datetime import datetime

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class Reading(Model):
    """A page shown to a user or put on their phone.

    Append-only: `before` is the previous row's seal (HMAC).
    """

    number = fields.BigIntField(primary_key=True, generated=False)
    commune = fields.CharField(max_length=11)
    at = fields.BigIntField()  # unix milliseconds
    who = fields.CharField(max_length=11)  # account or member
    device = fields.CharField(max_length=11)  # "" for a browser
    household = fields.CharField(max_length=11)  # "" for a list
    page = fields.CharField(max_length=60)  # path without the household
    digest = fields.BinaryField(null=True)  # if put on a phone
    before = fields.BinaryField()
    seal = fields.BinaryField()

    class Meta:
        table = "reading"
        indexes = [Index(fields=("household", "at"), name="reading_household")]
