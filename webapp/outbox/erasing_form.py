"""What the office chooses to erase: from what was put aside, or everything about one family at its wish."""

from dataclasses import dataclass, field
from typing import Any

from sync.inbox import Status
from webapp.access import Person
from webapp.households.models import Household
from webapp.i18n import gettext as _
from webapp.outbox.door import submit
from webapp.outbox.forms import text, texts
from webapp.outbox.kinds import Fields
from webapp.outbox.models import Submission
from webapp.outbox.put_aside import carry_out, lines_of
from webapp.outbox.rulings import ERASE, REASON_MAX, RULING, name_of, named

AT_ONCE = 500
A_RULING = 50


@dataclass
class ErasureForm:
    """`rows` are there and can be erased; `code` is the group of the tray they were chosen from."""

    rows: list[Submission]
    values: dict[str, Any]
    code: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def records_about(household: Household) -> Any:
    return Submission.filter(
        commune=household.commune, entity=household.id, status__not=int(Status.ERASED)
    ).order_by("-received_at", "-id")


async def erasure_page(household: Household, form: ErasureForm | None = None) -> dict[str, Any]:
    rows = await records_about(household).limit(AT_ONCE)
    return {
        "household": household,
        "lines": await lines_of(household.commune, rows),
        "form": form or ErasureForm([], {"reason": "", "targets": []}),
    }


async def sure_page(person: Person, household: Household | None, form: ErasureForm) -> dict[str, Any]:
    """The last look at what will be gone."""
    return {
        "household": household,
        "lines": await lines_of(person.commune, form.rows),
        "form": form,
        "back": f"/households/{household.id}/erasure" if household else "/put-aside",
    }


async def read_erasure(person: Person, household: Household | None, fields: Fields) -> ErasureForm:
    targets = texts(fields, "targets")[:AT_ONCE]
    if household and text(fields, "which") == "all":
        targets = [name_of(row) for row in await records_about(household).limit(AT_ONCE)]
    found = [await named(person.commune, target) for target in targets]
    rows = [row for row in found if row and row.status != Status.ERASED and row.kind != RULING.code]
    reason = text(fields, "reason").strip()
    form = ErasureForm(rows, {"reason": text(fields, "reason"), "targets": targets}, text(fields, "code"))
    if not targets or None in found:
        form.errors["targets"] = _("Choose at least one record.")
    if not reason or len(reason) > REASON_MAX:
        form.errors["reason"] = _("Write the reason in a few words.")
    return form


async def erase(person: Person, form: ErasureForm, op: str) -> None:
    """Decided by rulings of a size that one body holds; posted twice it is done once."""
    names = [name_of(row) for row in form.rows]
    for place in range(0, len(names), A_RULING):
        fields = {
            "verdict": ERASE,
            "reason": form.values["reason"].strip(),
            "targets": names[place : place + A_RULING],
            "op": f"{op[:20]}{place or ''}",
        }
        await submit(person, RULING, "", fields)
    await carry_out(person.commune)
