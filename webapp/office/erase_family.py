"""Erases a family's data outside its records; journal first, so that no restore undoes it.

Code, place, size, poverty decisions, carers and audit log stay: the commune must account for them.
"""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from tortoise.transactions import in_transaction

from webapp.assignments.absences.models import CoverChange
from webapp.assignments.charge.models import ChargeChange, PairMark
from webapp.assignments.plans.models import PlanLine
from webapp.core import journal
from webapp.core.calendar import today
from webapp.core.database.db import wipe_erased_bytes_later
from webapp.core.vi_text import fold_text
from webapp.households.details.merge_edits import merge_changes
from webapp.households.poverty.models import PovertyRecord
from webapp.households.requests.models import SupportRecord
from webapp.reception.models import MemberConduct
from webapp.register.consents import answers_of
from webapp.register.models import Consent, Household, HouseholdImport, SupportLevel
from webapp.register.queries import merged_sources
from webapp.settings import settings

Journalled = dict[str, Any]
FAMILY = "family-erased"
UNSAID: dict[str, Any] = {
    "head_phone": None,
    "preferred_contact": None,
    "preferred_language": None,
    "accommodations": "",
    "visits_wanted": None,
}


async def write_down_families(commune: str, homes: Collection[str], by: str, op: str) -> None:
    """Idempotent by `op`. Keeps a refusal of consent: its record is erased."""
    if any(fact["what"] == FAMILY and fact["op"] == op for fact in journal.facts()):
        return
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    fact = {"what": FAMILY, "commune": commune, "at": at, "by": by, "op": op}
    journal.write_down(*[fact | {"household": home} | await _no_of(home) for home in homes])
    journal.copy_to(settings().data / "backups")


async def _no_of(home: str) -> Journalled:
    said = (await answers_of([home])).newest(home, today())
    return {"no": said.answer, "on": said.on.isoformat()} if said.said_no and said.on else {}


async def with_merged_households(household: Household) -> list[str]:
    """With households merged into it."""
    return [household.id, *sorted(await merged_sources([household.id]))]


async def empty_written_families(commune: str) -> None:
    """From the journal; spares later data."""
    last = {
        str(fact["household"]): fact
        for fact in journal.facts()
        if fact["what"] == FAMILY and fact["commune"] == commune
    }
    for home in await Household.filter(commune=commune, id__in=list(last)):
        if home.origin.get("erased", "") < last[home.id]["at"]:
            wipe_erased_bytes_later()
            await _empty(home.id, last[home.id])


async def _empty(id_: str, fact: Journalled) -> None:
    async with in_transaction():
        home = await Household.select_for_update().get(id=id_)
        await _out_of_lists(home)
        nameless = UNSAID | {"head_name": home.code}
        home.origin = home.origin | nameless | {"erased": fact["at"]}
        for name, value in nameless.items():
            setattr(home, name, value)
        home.support_level = SupportLevel.REGULAR
        await home.save(update_fields=["support_level"])
        await merge_changes(home)
        await PovertyRecord.filter(household_id=id_).update(reason="")
        await ChargeChange.filter(household_id=id_).exclude(form="").update(reason="")
        await CoverChange.filter(household_id=id_).update(reason="")
        await PlanLine.filter(household_id=id_).exclude(by_hand="").update(reason="")
        for table in (SupportRecord, PairMark, MemberConduct):
            await table.filter(household_id=id_).delete()
        if "no" in fact:
            said = {"household_id": id_, "answer": fact["no"], "asked_on": date.fromisoformat(fact["on"])}
            if not await Consent.exists(**said, received_at=None):
                await Consent.create(**said, commune=home.commune)


async def _out_of_lists(home: Household) -> None:
    """Import rows with the family's name or phone number."""
    names = {fold_text(str(name)) for name in (home.head_name, home.origin.get("head_name")) if name}
    phones = {str(phone) for phone in (home.head_phone, home.origin.get("head_phone")) if phone}

    def about_others(row: object) -> bool:
        said = json.dumps(row, ensure_ascii=False)
        return not any(name in fold_text(said) for name in names) and not any(one in said for one in phones)

    for one in await HouseholdImport.filter(commune=home.commune):
        rows, skipped = one.rows, one.report.get("skipped", [])
        one.rows = [row for row in rows if about_others(row)]
        one.report = one.report | {"skipped": [row for row in skipped if about_others(row)]}
        if len(one.rows) + len(one.report["skipped"]) < len(rows) + len(skipped):
            await one.save(update_fields=["rows", "report"])
