"""Query: recent records typed for a member by others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from webapp.register.models import Household
from webapp.submissions.models import TypedRecord
from webapp.web.person import Person

OBJECT_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class TypedLine:
    row: TypedRecord
    code: str


async def typed_page(person: Person) -> dict[str, Any]:
    member = person.member_id or ""
    return {"typed": (await typed_for([member]))[member]}


async def typed_for(members: Iterable[str]) -> dict[str, list[TypedLine]]:
    """Newest first. Two queries in all."""
    found: dict[str, list[TypedLine]] = {id_: [] for id_ in members}
    since = datetime.now(UTC) - OBJECT_WITHIN
    rows = await TypedRecord.filter(member__in=list(found), received_at__gte=since).order_by(
        "-received_at", "id"
    )
    homes = {row.household for row in rows}
    codes = dict(await Household.filter(id__in=list(homes)).values_list("id", "code")) if homes else {}
    for row in rows:
        found[row.member].append(TypedLine(row, str(codes.get(row.household, ""))))
    return found
