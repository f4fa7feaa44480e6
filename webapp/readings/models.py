"""The log of readings. No words of a household are in it."""

from datetime import datetime

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class Reading(Model):
    """One page of a household, or one list of several, that was shown to somebody or put on their phone.

    Only ever added to: each row holds the seal of the one before and its own.
    """

    number = fields.BigIntField(primary_key=True, generated=False)
    commune = fields.CharField(max_length=11)
    at = fields.BigIntField()  # unix milliseconds by this office's clock
    who = fields.CharField(max_length=11)  # account or member
    device = fields.CharField(max_length=11)  # the phone, or "" for a browser that is not enrolled
    household = fields.CharField(max_length=11)  # "" for a list
    page = fields.CharField(max_length=60)  # what was opened, without the household
    digest = fields.BinaryField(null=True)  # of what was put on a phone
    before = fields.BinaryField()
    seal = fields.BinaryField()

    class Meta:
        table = "reading"
        indexes = [Index(fields=("household", "at"), name="reading_household")]
