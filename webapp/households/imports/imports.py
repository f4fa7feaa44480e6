"""Household list import: preview, confirm, undo within 7 days."""

import asyncio
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.core.database.db import new_id, now, wipe_erased_bytes_later
from webapp.core.i18n import gettext as _
from webapp.core.identity_numbers import without_identity_numbers, without_numbers
from webapp.households.imports.read import Listing, read_listing
from webapp.households.imports.rows import HouseholdRow
from webapp.households.imports.write import PovertyDecision, register_of, write_households
from webapp.households.imports.write_groups import remove_empty_groups, take_out_of_groups
from webapp.households.poverty.models import PovertyRecord
from webapp.lists.cells import UnreadableList, read_sheets
from webapp.lists.rows import Remark
from webapp.people.models import Member, OrgUnit
from webapp.people.queries import this_commune
from webapp.register.models import Cluster, Household, HouseholdImport
from webapp.web.errors import Refused
from webapp.web.person import Person

UNDO_WITHIN = timedelta(days=7)
FORGET_UNCONFIRMED_AFTER = timedelta(days=1)


class StillInUse(Refused):
    pass


def imports_visible_to(person: Person) -> QuerySet[HouseholdImport]:
    """Preview: its uploader; confirmed: the office."""
    mine = Q(made_by=person.id) | Q(confirmed_at__isnull=False)
    return HouseholdImport.filter(mine, commune=person.commune)


async def preview_list(content: bytes, file_name: str, *, commune: str, by: str) -> HouseholdImport:
    """Stores a preview. Raises UnreadableList."""
    await forget_old_lists(commune)
    register = await register_of(commune)
    sheets = await asyncio.to_thread(read_sheets, content)
    listing = await asyncio.to_thread(read_listing, sheets, register)
    return await HouseholdImport.create(
        id=new_id(),
        commune=commune,
        file_name=without_identity_numbers(file_name[-120:]),
        made_by=by,
        made_at=now(),
        rows=without_numbers([_kept(row, at) for at, row in enumerate(listing.rows)]),
        report=without_numbers(_report(listing)),
    )


async def confirm_list(seen: HouseholdImport, decision: PovertyDecision) -> None:
    """Idempotent."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=seen.commune)
        if not await HouseholdImport.filter(id=seen.id, confirmed_at=None).update(confirmed_at=now()):
            return
        await seen.refresh_from_db()
        right = [row for row in seen.rows if row["verdict"] == "new"]
        seen.report |= asdict(await write_households(seen, right, decision))
        # No second copy of registered rows.
        seen.rows = [row for row in seen.rows if row["verdict"] != "new"]
        await seen.save(update_fields=["rows", "report"])


async def undo_list(done: HouseholdImport) -> None:
    """Raises StillInUse if records refer to an imported household."""
    if not can_be_undone(done):
        raise StillInUse(_("This list can no longer be undone. Correct the households one by one."))
    try:
        async with in_transaction():
            if not await HouseholdImport.filter(id=done.id, undone_at=None).update(undone_at=now(), rows=[]):
                return
            added = Household.filter(listed_in_id=done.id)
            await PovertyRecord.filter(household__listed_in_id=done.id, review_kind="list").delete()
            await take_out_of_groups([str(id_) for id_ in await added.values_list("id", flat=True)])
            await added.delete()
            await remove_empty_groups(done.report.get("groups", []))
            await _remove_empty_clusters(done.report.get("clusters", []))
    except IntegrityError as error:
        raise StillInUse(
            _("Something has been written about these households. Correct them one by one.")
        ) from error


def can_be_undone(done: HouseholdImport) -> bool:
    if done.confirmed_at is None or done.undone_at is not None:
        return False
    return now() - done.confirmed_at < UNDO_WITHIN


async def add_as_another_household(seen: HouseholdImport, at: int) -> None:
    """Duplicate row: add as another household of that name."""
    async with in_transaction():
        held = await HouseholdImport.select_for_update().get(id=seen.id)
        for row in held.rows:
            if row["at"] == at and row["verdict"] == "duplicate" and held.confirmed_at is None:
                row["verdict"], row["apart"] = "new", True
                held.report["counts"]["new"] += 1
                held.report["counts"]["duplicate"] -= 1
        await held.save(update_fields=["rows", "report"])


async def forget_old_lists(commune: str) -> None:
    """Data minimisation."""
    lists = HouseholdImport.filter(commune=commune)
    if await lists.filter(confirmed_at=None, made_at__lt=now() - FORGET_UNCONFIRMED_AFTER).delete():
        wipe_erased_bytes_later()
    for one in await lists.filter(confirmed_at__lt=now() - UNDO_WITHIN):
        if one.rows or one.report.get("skipped"):
            wipe_erased_bytes_later()
            one.rows, one.report = [], one.report | {"skipped": []}
            await one.save(update_fields=["rows", "report"])


async def _remove_empty_clusters(ids: list[str]) -> None:
    lived_in = {each.cluster_id for each in await Household.filter(cluster_id__in=ids).only("cluster_id")}
    at_home = {each.home_cluster for each in await Member.filter(home_cluster__in=ids).only("home_cluster")}
    await Cluster.filter(id__in=[id for id in ids if id not in lived_in | at_home]).delete()


def _kept(row: HouseholdRow, at: int) -> dict[str, Any]:
    return {
        "at": at,
        "line": row.line,
        "sheet": row.sheet,
        "verdict": row.verdict,
        "raw": row.raw,
        "head_name": row.head_name,
        "hamlet_id": row.hamlet.id if row.hamlet else "",
        "hamlet": row.hamlet.name if row.hamlet else "",
        "cluster": row.cluster,
        "group": list(row.group) if row.group.given else None,
        "people": row.people,
        "phone": row.phone,
        "poverty": row.poverty,
        "reasons": [*row.reasons, *([row.same_as] if row.same_as and not row.reasons else [])],
        "notes": row.notes,
    }


def _report(listing: Listing) -> dict[str, Any]:
    return {
        "title": listing.title,
        "counts": listing.counts,
        "columns": [[meaning, title] for title, meaning in listing.columns.items()],
        "refused": listing.refused,
        "unread": listing.unread,
        "hidden": listing.hidden_sheets,
        "without": listing.sheets_without_list,
        "skipped": [[each.line, each.sheet, each.kind, each.text] for each in listing.skipped],
        "new_clusters": listing.new_clusters,
        "new_groups": listing.new_groups,
        "decision": list(listing.decision),
        "poor": sum(row.poverty == "poor" for row in listing.of("new")),
        "near_poor": sum(row.poverty == "near_poor" for row in listing.of("new")),
    }


async def import_from_command_line(file: Path, *, write: bool) -> int:
    """Without `write`: preview only."""
    try:
        content = await asyncio.to_thread(file.read_bytes)
        seen = await preview_list(content, file.name, commune=await this_commune(), by="command")
    except (UnreadableList, OSError) as refused:
        _say(_(refused.text) if isinstance(refused, UnreadableList) else str(refused))
        return 1
    _say(*report_lines(seen))
    if not write:
        await seen.delete()
        _say(_("Nothing has been written. Add --yes to write the right rows."))
        return 0
    await confirm_list(seen, PovertyDecision.named(*seen.report["decision"]))
    _say(_("%(count)s households were written into the register.") % {"count": seen.report["households"]})
    return 0


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def report_lines(seen: HouseholdImport) -> list[str]:
    report, counts = seen.report, seen.report["counts"]
    lines = [
        f"{seen.file_name}: {report['title']}",
        _("%(new)s rows are right, %(wrong)s wrong, %(duplicate)s there already.") % counts,
        _("%(count)s lines are no households.") % {"count": len(report["skipped"])},
    ]
    if report["refused"]:
        lines.append(_("Never kept, so not read: %(columns)s") % {"columns": ", ".join(report["refused"])})
    for row in seen.rows:
        lines += [
            _("Line %(line)s: %(reason)s") % {"line": row["line"], "reason": Remark(*reason).say()}
            for reason in row["reasons"]
        ]
    return lines
