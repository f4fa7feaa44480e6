"""Lists of members that the office hands in."""

from typing import Any

from tortoise import fields

from webapp.db import Row


class MemberImport(Row):
    """One list of members: shown first, written when confirmed, undone within 7 days."""

    file_name = fields.TextField()
    made_by = fields.CharField(max_length=11)
    made_at = fields.DatetimeField()
    rows: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)
    report: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    confirmed_at = fields.DatetimeField(null=True)
    undone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member_import"
