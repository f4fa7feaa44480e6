"""Models: assignment plans, lines, steps, answers, approval levels."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member, PartyOrg
from webapp.register.models import Household


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    BRANCH_AGREED = "branch_agreed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class Level(StrEnum):
    """Who approves; the branch in the pilots."""

    BRANCH = "branch"
    COMMUNE = "commune"


class ApprovalLevel(Row):
    """Without branch: commune default."""

    branch: fields.ForeignKeyNullableRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="approval_levels", on_delete=fields.RESTRICT, null=True
    )
    branch_id: str | None
    level = fields.CharEnumField(Level, max_length=7)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    paper_no = fields.TextField()
    by_name = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "approval_level"
        indexes = [
            Index(fields=("branch_id", "valid_from"), name="approval_level_branch"),
            Index(fields=("commune", "valid_from"), name="approval_level_commune"),
        ]


class AssignmentPlan(Row):
    branch: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="plans", on_delete=fields.RESTRICT
    )
    branch_id: str
    state = fields.CharEnumField(State, max_length=14, default=State.DRAFT)
    level = fields.CharEnumField(Level, max_length=7, null=True)  # at creation; null: commune
    made_at = fields.DatetimeField()
    made_by = fields.TextField()
    lent_needed = fields.IntField(default=0)
    decision_no = fields.TextField(default="")
    decided_on = fields.DateField(null=True)
    published_at = fields.DatetimeField(null=True)
    in_force_from = fields.DateField(null=True)

    class Meta:
        table = "assignment_plan"
        indexes = [Index(fields=("branch_id", "made_at"), name="assignment_plan_branch")]


class PlanLine(Row):
    """A household: new and previous member, reason."""

    plan: fields.ForeignKeyRelation[AssignmentPlan] = fields.ForeignKeyField(
        "gandan.AssignmentPlan", related_name="lines", on_delete=fields.RESTRICT
    )
    plan_id: str
    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="plan_lines", on_delete=fields.RESTRICT
    )
    household_id: str
    member: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="plan_lines", on_delete=fields.RESTRICT, null=True
    )
    member_id: str | None
    before: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="plan_lines_before", on_delete=fields.RESTRICT, null=True
    )
    before_id: str | None
    place = fields.IntField()
    reason = fields.TextField()
    by_hand = fields.TextField(default="")  # author of the override

    class Meta:
        table = "plan_line"
        unique_together = (("plan", "household"),)
        indexes = [
            Index(fields=("household_id",), name="plan_line_household"),
            Index(fields=("member_id",), name="plan_line_member"),
            Index(fields=("before_id",), name="plan_line_before"),
        ]


class PlanStep(Row):
    """Audit row: state transition."""

    plan: fields.ForeignKeyRelation[AssignmentPlan] = fields.ForeignKeyField(
        "gandan.AssignmentPlan", related_name="steps", on_delete=fields.RESTRICT
    )
    plan_id: str
    action = fields.TextField()
    state = fields.CharEnumField(State, max_length=14)
    by = fields.CharField(max_length=11)
    by_name = fields.TextField()
    at = fields.DatetimeField()
    paper_no = fields.TextField(default="")  # minutes or decision
    paper_on = fields.DateField(null=True)
    note = fields.TextField(default="")
    form = fields.CharField(max_length=24)  # idempotency key

    class Meta:
        table = "plan_step"
        unique_together = (("plan", "form"),)


class PlanAnswer(Row):
    """To a published plan; newest wins. Projection of the log."""

    plan: fields.ForeignKeyRelation[AssignmentPlan] = fields.ForeignKeyField(
        "gandan.AssignmentPlan", related_name="answers", on_delete=fields.RESTRICT
    )
    plan_id: str
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="plan_answers", on_delete=fields.RESTRICT
    )
    member_id: str
    accepted = fields.BooleanField()  # false: asks for a change
    note = fields.TextField(default="")
    at = fields.DatetimeField()  # writing time, capped at arrival

    class Meta:
        table = "plan_answer"
        unique_together = (("plan", "member"),)
        indexes = [Index(fields=("member_id",), name="plan_answer_member")]
