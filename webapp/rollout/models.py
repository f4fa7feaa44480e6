"""Models of the rollout: guiding papers, their items, and each branch's steps."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import PartyOrg


class Rollout(StrEnum):
    """Rollout state of a branch; its column equals the newest step."""

    NOT_STARTED = "not_started"
    PREPARING = "preparing"
    ASSIGNED = "assigned"
    RUNNING = "running"
    PAUSED = "paused"
    SUMMARISED = "summarised"


class GuidingPaper(Row):
    """A thematic resolution (nghị quyết chuyên đề), or a plan (kế hoạch) that implements one."""

    org: "fields.ForeignKeyRelation[PartyOrg]" = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="papers", on_delete=fields.RESTRICT
    )
    org_id: str
    carries_out: "fields.ForeignKeyNullableRelation[GuidingPaper]" = fields.ForeignKeyField(
        "gandan.GuidingPaper", related_name="plans", on_delete=fields.RESTRICT, null=True
    )
    carries_out_id: str | None
    kind = fields.TextField()  # resolution | plan
    number = fields.TextField()
    issued_on = fields.DateField()
    title = fields.TextField()
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "guiding_paper"
        unique_together = (("commune", "form"),)
        indexes = [
            Index(fields=("org_id", "issued_on"), name="guiding_paper_org"),
            Index(fields=("carries_out_id",), name="guiding_paper_carries_out"),
        ]


class PaperItem(Row):
    """An item of a paper with owner and due date."""

    paper: fields.ForeignKeyRelation[GuidingPaper] = fields.ForeignKeyField(
        "gandan.GuidingPaper", related_name="items", on_delete=fields.RESTRICT
    )
    paper_id: str
    branch: "fields.ForeignKeyNullableRelation[PartyOrg]" = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="paper_items", on_delete=fields.RESTRICT, null=True
    )
    branch_id: str | None
    text = fields.TextField()
    owner = fields.TextField()
    due_on = fields.DateField()
    done_on = fields.DateField(null=True)
    done_by_name = fields.TextField(default="")
    form = fields.CharField(max_length=24)

    class Meta:
        table = "paper_item"
        unique_together = (("commune", "form"),)
        indexes = [
            Index(fields=("paper_id", "due_on"), name="paper_item_paper"),
            Index(fields=("branch_id",), name="paper_item_branch"),
        ]


class RolloutStep(Row):
    """A rollout state a branch reached: since when, by whom, on which paper."""

    branch: "fields.ForeignKeyRelation[PartyOrg]" = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="rollout_steps", on_delete=fields.RESTRICT
    )
    branch_id: str
    paper: fields.ForeignKeyNullableRelation[GuidingPaper] = fields.ForeignKeyField(
        "gandan.GuidingPaper", related_name="steps", on_delete=fields.RESTRICT, null=True
    )
    paper_id: str | None
    state = fields.CharEnumField(Rollout, max_length=12)
    since = fields.DateField()
    paper_no = fields.TextField(default="")  # of a paper not in the list
    by = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "rollout_step"
        unique_together = (("branch", "form"),)
        indexes = [
            Index(fields=("branch_id", "since"), name="rollout_step_branch"),
            Index(fields=("paper_id",), name="rollout_step_paper"),
        ]
