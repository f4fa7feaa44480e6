"""Models of organisation units, Party organisations and members, dated."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.core.vi_text import fold_text, person_sort_key


class OrgUnit(Row):
    """A territorial unit, down to the hamlet (bản). Kinds are data."""

    kind = fields.TextField()
    name = fields.TextField()
    folded = fields.TextField()
    aliases: fields.JSONField[list[str]] = fields.JSONField(default=list)
    prefix = fields.TextField(default="")
    active_from = fields.DateField(null=True)
    active_to = fields.DateField(null=True)
    letters = fields.TextField(null=True)  # prefix of household codes

    class Meta:
        table = "org_unit"
        indexes = [Index(fields=("commune", "kind"), name="org_unit_kind")]

    async def save(self, *args: object, **kwargs: object) -> None:
        self.folded = " | ".join(fold_text(name) for name in (self.name, *self.aliases))
        await super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def full_name(self) -> str:
        return f"{self.prefix} {self.name}".strip() if not self.name.startswith(self.prefix) else self.name


class OrgLink(Row):
    """Dated parent: Hữu Khuông changed from district to province in 2025."""

    child: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="parents", on_delete=fields.RESTRICT
    )
    child_id: str
    parent: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="children", on_delete=fields.RESTRICT
    )
    parent_id: str
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "org_link"
        indexes = [
            Index(fields=("child_id",), name="org_link_child"),
            Index(fields=("parent_id",), name="org_link_parent"),
        ]


class PartyOrg(Row):
    """A committee (đảng ủy) or a branch (chi bộ)."""

    unit: fields.ForeignKeyRelation[OrgUnit] = fields.ForeignKeyField(
        "gandan.OrgUnit", related_name="party_orgs", on_delete=fields.RESTRICT
    )
    unit_id: str
    kind = fields.TextField()  # committee | branch | sub_committee
    branch_kind = fields.TextField(null=True)  # choices.BRANCH_KINDS
    name = fields.TextField()
    symbol = fields.TextField(default="")
    rollout = fields.TextField(
        default="not_started"
    )  # not_started | preparing | assigned | running | paused | summarised
    rollout_from = fields.DateField(null=True)

    class Meta:
        table = "party_org"
        indexes = [
            Index(fields=("commune", "kind"), name="party_org_kind"),
            Index(fields=("unit_id",), name="party_org_unit"),
        ]


class PartyOrgLink(Row):
    """Dated parent committee."""

    child: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="parents", on_delete=fields.RESTRICT
    )
    parent: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="children", on_delete=fields.RESTRICT
    )
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "party_org_link"
        indexes = [
            Index(fields=("child_id",), name="party_org_link_child"),
            Index(fields=("parent_id",), name="party_org_link_parent"),
        ]


class Capacity(StrEnum):
    """Households a member takes; agreed without a reason."""

    FULL = "full"
    REDUCED = "reduced"
    LIGHT = "light"
    NONE = "none"


class Member(Row):
    """A Party member (đảng viên)."""

    full_name = fields.TextField()
    folded = fields.TextField()
    sort_key = fields.TextField()
    birth_year = fields.IntField(null=True)
    gender = fields.TextField(null=True)
    probationary = fields.BooleanField(default=False)
    joined_on = fields.DateField(null=True)
    capacity = fields.CharEnumField(Capacity, max_length=10, default=Capacity.FULL)
    capacity_override = fields.IntField(null=True)
    languages: fields.JSONField[list[str]] = fields.JSONField(default=list)
    phone = fields.TextField(null=True)
    home_cluster = fields.CharField(max_length=11, null=True)
    home_path_order = fields.IntField(null=True)

    class Meta:
        table = "member"
        indexes = [Index(fields=("commune", "sort_key"), name="member_sort")]

    async def save(self, *args: object, **kwargs: object) -> None:
        self.folded, self.sort_key = fold_text(self.full_name), person_sort_key(self.full_name)
        await super().save(*args, **kwargs)  # type: ignore[arg-type]


class MemberStatus(Row):
    """Dated; of overlapping rows the latest holds."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="statuses", on_delete=fields.RESTRICT
    )
    member_id: str
    status = fields.TextField()  # choices.STATUSES
    kind = fields.TextField(null=True)  # choices.EXEMPT_FROM
    reason = fields.TextField(null=True)  # choices.REASONS
    decision_no = fields.TextField(null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "member_status"
        indexes = [Index(fields=("member_id", "valid_from"), name="member_status_member")]


class BranchMembership(Row):
    """Dated branch of a member; secondary for a cadre lent to a hamlet."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="memberships", on_delete=fields.RESTRICT
    )
    member_id: str
    branch: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="memberships", on_delete=fields.RESTRICT
    )
    branch_id: str
    secondary = fields.BooleanField(default=False)
    decision_no = fields.TextField(null=True)  # of the lending
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "branch_membership"
        indexes = [
            Index(fields=("member_id",), name="branch_membership_member"),
            Index(fields=("branch_id",), name="branch_membership_branch"),
        ]


class Position(Row):
    """A dated post in a branch or committee."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="positions", on_delete=fields.RESTRICT
    )
    member_id: str
    org: fields.ForeignKeyRelation[PartyOrg] = fields.ForeignKeyField(
        "gandan.PartyOrg", related_name="positions", on_delete=fields.RESTRICT
    )
    org_id: str
    kind = fields.TextField()  # choices.POSTS
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        table = "position"
        indexes = [
            Index(fields=("member_id",), name="position_member"),
            Index(fields=("org_id",), name="position_org"),
        ]


class MemberImport(Row):
    """An imported list, undoable for 7 days."""

    file_name = fields.TextField()
    made_by = fields.CharField(max_length=11)
    made_at = fields.DatetimeField()
    rows: fields.JSONField[list[dict[str, Any]]] = fields.JSONField(default=list)
    report: fields.JSONField[dict[str, Any]] = fields.JSONField(default=dict)
    confirmed_at = fields.DatetimeField(null=True)
    undone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "member_import"
