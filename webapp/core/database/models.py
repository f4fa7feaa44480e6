"""Table of this node."""

from tortoise import fields
from tortoise.models import Model


class Node(Model):
    """This node's identity; a new incarnation reveals a restored database."""

    commune = fields.CharField(max_length=11, primary_key=True)
    incarnation = fields.BinaryField()
    last_number = fields.BigIntField(default=0)  # last receipt number
    made_at = fields.DatetimeField()
    invented = fields.BooleanField(default=False)  # demo: allows sign-in links

    class Meta:
        table = "node"
