"""The signed-in user and role."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from litestar.connection import ASGIConnection


class Role(StrEnum):
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
    """A member or an office account."""

    id: str
    name: str
    role: Role
    commune: str
    member_id: str | None = None
    branch_id: str | None = None  # led by this person
    instead_of: str | None = None  # acting deputy: the secretary's name, "" if vacant
    device_id: str | None = None

    @classmethod
    def as_clerk(cls, id_: str, name: str, commune: str) -> Self:
        """For automatic writes of the office."""
        return cls(id_, name, Role.COMMUNE_OFFICE, commune)

    @classmethod
    def as_province_office(cls, id_: str, name: str, commune: str) -> Self:
        return cls(id_, name, Role.PROVINCE_OFFICE, commune)

    @property
    def is_plain_member(self) -> bool:
        """Carries households, leads no branch."""
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
        """Own branch; clerks any branch."""
        return self.leads_branch or self.is_clerk

    @property
    def writes(self) -> bool:
        """Records what families state themselves."""
        return self.carries_households or self.is_clerk

    @property
    def of_province(self) -> bool:
        return self.decides_for_province or self.only_views


def pin_browser(scope: Any) -> str:
    """Id of the session's PIN browser (without keys), even locked; or ""."""
    session = scope.get("session")
    return str(session.get("browser", "")) if isinstance(session, dict) else ""
