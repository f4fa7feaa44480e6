"""Writes moves, posts and exemptions from a list, by the rules of the member page."""

from datetime import date
from typing import Any

from tortoise.exceptions import IntegrityError

from webapp.members.dated_rows import give_post, move_member_to, set_status
from webapp.members.forms import MemberChangeForm
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg, Position

TABLES = {model.__name__: model for model in (BranchMembership, Position, MemberStatus)}
Rows = dict[str, list[dict[str, Any]]]
"""Dated rows by table, as an import's report stores them."""
AS_SAID = "%(said)s"


async def dated_values_of(member_id: str) -> Rows:
    return {
        name: [
            {column: value.isoformat() if isinstance(value, date) else value for column, value in row.items()}
            for row in await model.filter(member_id=member_id).order_by("id").values()
        ]
        for name, model in TABLES.items()
    }


async def write_dated(member: Member, row: dict[str, Any]) -> list[str]:
    """Returns refusals as sentences; the rest is written. Needs a transaction."""
    dated, since = row["dated"], date.fromisoformat(row["since"])
    member = await Member.select_for_update().get(id=member.id)
    branch = await PartyOrg.select_for_update().get(
        id=row["branch_id"]
    )  # lock: two must not become secretary
    refused: list[str] = []
    if "move" in dated:
        form = _form(branch_from=since)
        await move_member_to(member, branch, form)
        refused += form.errors.values()
    for kind in dated.get("posts", []):
        form = _form(post=kind, post_from=since)
        await give_post(member, branch, form)
        refused += form.errors.values()
    if "exempt" in dated:
        form = _form(
            status="exempt", status_kind="activities", status_paper=dated["exempt"], status_from=since
        )
        await set_status(member, form)
        refused += form.errors.values()
    return refused


def _form(**read: Any) -> MemberChangeForm:
    return MemberChangeForm("list", "", read=read)


async def restore_dated_rows(member_id: str, before: Rows, after: Rows) -> None:
    """Raises IntegrityError if the rows were changed since the import."""
    if await dated_values_of(member_id) != after:
        raise IntegrityError
    for name, model in TABLES.items():
        await model.filter(member_id=member_id).delete()
        for values in before[name]:
            await model.create(**values | {day: _day(values[day]) for day in ("valid_from", "valid_to")})


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
