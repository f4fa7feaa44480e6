"""The signed-in user as a value: `Person` and `Role`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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


OFFICE = frozenset({Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY})


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

    @property
    def in_office(self) -> bool:
        return self.role in OFFICE

    @property
    def carries_households(self) -> bool:
        return self.role in (Role.MEMBER, Role.BRANCH_SECRETARY)


def pin_browser(scope: Any) -> str:
    """Id of the session's PIN browser (one without keys), open or locked; otherwise ""."""
    session = scope.get("session")
    return str(session.get("browser", "")) if isinstance(session, dict) else ""
