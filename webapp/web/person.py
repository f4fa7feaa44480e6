"""The signed-in user as a value: `Person` and `Role`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from litestar.connection import ASGIConnection


class Role(StrEnum):
    """Role, the basis of authorisation."""

    MEMBER = "member"
    BRANCH_SECRETARY = "branch_secretary"
    COMMUNE_OFFICE = "commune_office"
    COMMUNE_SECRETARY = "commune_secretary"
    PROVINCE_VIEWER = "province_viewer"
    PROVINCE_OFFICE = "province_office"


Connection = ASGIConnection[Any, Any, Any, Any]


LOCKED = "locked"


@dataclass(frozen=True)
class Person:
    """Signed-in user: a member or an office account."""

    id: str
    name: str
    role: Role
    commune: str
    member_id: str | None = None
    branch_id: str | None = None  # the branch this person leads
    instead_of: str | None = (
        None  # set for an acting deputy: the secretary's name, "" while the post is vacant
    )
    device_id: str | None = None

    @classmethod
    def as_clerk(cls, id_: str, name: str, commune: str) -> Self:
        """For what is written in the office's name by no account of it."""
        return cls(id_, name, Role.COMMUNE_OFFICE, commune)

    @classmethod
    def as_province_office(cls, id_: str, name: str, commune: str) -> Self:
        return cls(id_, name, Role.PROVINCE_OFFICE, commune)

    @property
    def is_plain_member(self) -> bool:
        """Carries households and leads nobody."""
        return self.role is Role.MEMBER

    @property
    def leads_branch(self) -> bool:
        return self.role is Role.BRANCH_SECRETARY

    @property
    def is_clerk(self) -> bool:
        return self.role is Role.COMMUNE_OFFICE

    @property
    def is_commune_secretary(self) -> bool:
        return self.role is Role.COMMUNE_SECRETARY

    @property
    def decides_for_province(self) -> bool:
        return self.role is Role.PROVINCE_OFFICE

    @property
    def only_views(self) -> bool:
        return self.role is Role.PROVINCE_VIEWER

    @property
    def carries_households(self) -> bool:
        return self.is_plain_member or self.leads_branch

    @property
    def in_office(self) -> bool:
        return self.is_clerk or self.is_commune_secretary

    @property
    def leads(self) -> bool:
        """A branch or the commune."""
        return self.leads_branch or self.in_office

    @property
    def organises(self) -> bool:
        """The secretary for the branch, the clerk for any branch of the commune."""
        return self.leads_branch or self.is_clerk

    @property
    def writes(self) -> bool:
        """Down what a family says of itself."""
        return self.carries_households or self.is_clerk

    @property
    def of_province(self) -> bool:
        return self.decides_for_province or self.only_views


def pin_browser(scope: Any) -> str:
    """Id of the session's PIN browser (one without keys), open or locked; otherwise ""."""
    session = scope.get("session")
    return str(session.get("browser", "")) if isinstance(session, dict) else ""
