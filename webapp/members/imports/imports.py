"""Imports of members' lists: previewed first, written on confirmation, undone within 7 days."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.core.database.db import new_id, now, wipe_erased_bytes_later
from webapp.core.i18n import gettext as _
from webapp.core.identity_numbers import without_identity_numbers, without_numbers
from webapp.lists.cells import read_sheets
from webapp.members.imports.read import MemberList, read_members
from webapp.members.imports.rows import MemberRow, bare_name
from webapp.members.imports.write import MemberIndex, restore_members, write_members
from webapp.people.models import MemberImport, OrgUnit, PartyOrg
from webapp.web.errors import Refused
from webapp.web.person import Person

UNDO_WITHIN = timedelta(days=7)
FORGET_UNCONFIRMED_AFTER = timedelta(days=1)
VERDICTS = ("new", "change", "same", "wrong")


def lists_visible_to(person: Person) -> QuerySet[MemberImport]:
    """An unconfirmed import is visible to its author only."""
    mine = Q(made_by=person.id) | Q(confirmed_at__isnull=False)
    return MemberImport.filter(mine, commune=person.commune)


async def preview_list(content: bytes, file_name: str, person: Person) -> MemberImport:
    """Stores the parsed list without changing the roster. Raises Unreadable."""
    await forget_old_lists(person.commune)
    branches = {
        bare_name(branch.name): (branch.id, branch.name)
        for branch in await PartyOrg.filter(commune=person.commune, kind="branch")
    }
    sheets = await asyncio.to_thread(read_sheets, content)
    found = await asyncio.to_thread(read_members, sheets, branches)
    roster = await MemberIndex.of(person.commune)
    rows = [_kept(row, at, roster) for at, row in enumerate(found.rows)]
    return await MemberImport.create(
        id=new_id(), commune=person.commune, file_name=without_identity_numbers(file_name[-120:]), made_by=person.id, made_at=now(),
        rows=without_numbers(rows), report=without_numbers(_report(found, rows)),
    )  # fmt: skip


def _kept(row: MemberRow, at: int, roster: MemberIndex) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "at": at, "line": row.line, "sheet": row.sheet, "raw": row.raw, "full_name": row.full_name,
        "branch_id": row.branch_id, "branch": row.branch, "values": row.values, "posts": row.posts,
        "exempt": row.exempt, "since": row.since, "notes": row.notes, "reasons": row.reasons,
    }  # fmt: skip
    roster.judge(kept)
    return kept


def _report(found: MemberList, rows: list[dict[str, Any]]) -> dict[str, Any]:
    counts = Counter(row["verdict"] for row in rows)
    return {
        "counts": {verdict: counts[verdict] for verdict in VERDICTS},
        "columns": [[meaning, title] for title, meaning in found.columns.items()],
        "refused": found.refused,
        "unread": found.unread,
        "skipped": [list(each) for each in found.skipped],
    }


async def confirm_list(seen: MemberImport, person: Person) -> None:
    """Idempotent."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=seen.commune)
        if not await MemberImport.filter(id=seen.id, confirmed_at=None).update(confirmed_at=now()):
            return
        await seen.refresh_from_db()
        roster = await MemberIndex.of(seen.commune)
        for row in seen.rows:
            if row["verdict"] != "wrong":
                roster.judge(row)  # the roster may have changed since
        seen.report |= await write_members(seen, roster, person)
        seen.rows = [row for row in seen.rows if row["verdict"] == "wrong"]
        await seen.save(update_fields=["rows", "report"])


def can_be_undone(done: MemberImport) -> bool:
    return bool(done.confirmed_at and not done.undone_at and now() - done.confirmed_at < UNDO_WITHIN)


async def undo_list(done: MemberImport) -> None:
    """Raises Refused when too late, or if these members were changed since."""
    if not can_be_undone(done):
        raise Refused(_("This list can no longer be undone. Correct the members one by one."))
    try:
        async with in_transaction():
            if await MemberImport.filter(id=done.id, undone_at=None).update(undone_at=now(), rows=[]):
                await restore_members(done)
    except IntegrityError as error:
        raise Refused(
            _("Something has been written about these members. Correct them one by one.")
        ) from error


async def forget_old_lists(commune: str) -> None:
    """Data protection: names are deleted when unconfirmed for a day, or after the time to undo."""
    lists = MemberImport.filter(commune=commune)
    if await lists.filter(confirmed_at=None, made_at__lt=now() - FORGET_UNCONFIRMED_AFTER).delete():
        wipe_erased_bytes_later()
    for one in await lists.filter(confirmed_at__lt=now() - UNDO_WITHIN):
        if one.rows or one.report.get("skipped"):
            wipe_erased_bytes_later()
            one.rows, one.report = [], one.report | {"skipped": []}
            await one.save(update_fields=["rows", "report"])
