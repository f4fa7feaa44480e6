"""This installation's own row."""

from tortoise import fields
from tortoise.models import Model


class Node(Model):
    """This office as phones know it. A new incarnation reveals a restored database."""

    commune = fields.CharField(max_length=11, primary_key=True)
    incarnation = fields.BinaryField()
    last_number = fields.BigIntField(default=0)  # last receipt number
    made_at = fields.DatetimeField()
    invented = fields.BooleanField(default=False)  # demo: only here do sign-in links work

    class Meta:
        table = "node"
