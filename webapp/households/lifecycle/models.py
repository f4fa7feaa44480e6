"""Model: answers on likely duplicates."""

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.register.models import Household


class DuplicateAnswer(Row):
    """Pairs answered as different are not offered again."""

    one: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="duplicate_answers", on_delete=fields.RESTRICT
    )
    one_id: str
    other: fields.ForeignKeyRelation["Household"] = fields.ForeignKeyField(
        "gandan.Household", related_name="duplicate_answers_as_other", on_delete=fields.RESTRICT
    )
    other_id: str
    same = fields.BooleanField()
    by_id = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "duplicate_answer"
        indexes = [
            Index(fields=("one_id",), name="duplicate_answer_one"),
            Index(fields=("other_id",), name="duplicate_answer_other"),
        ]
