"""Held and quarantined submissions: list, rulings."""

from collections.abc import Sequence
from typing import Any

from webapp.core.i18n import gettext as _
from webapp.households.due_visits import NamedHousehold, homes_of
from webapp.office.carry_out import carry_out_rulings
from webapp.submissions.decide import Decidable, RulingForm, WaitingLine, read_ruling, waiting_page, words_in
from webapp.submissions.intake.quota import QUOTA
from webapp.submissions.intake.second_bodies import EQUIVOCATION
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.intake.typed_records import OBJECTED
from webapp.submissions.kinds import KINDS
from webapp.submissions.malformed import readable_copy
from webapp.submissions.models import StoredSubmission
from webapp.submissions.queries import UNPROVEN
from webapp.submissions.rulings import ADMIT, REJECT, RULING, named_submission
from webapp.submissions.two_person_erasure import is_restricted, requests_about
from webapp.web.form_fields import Fields
from webapp.web.person import Person

DECIDABLE: Decidable = {
    "scope": (ADMIT, REJECT),
    "revoked": (ADMIT, REJECT),
    "number": (ADMIT, REJECT),
    QUOTA: (ADMIT, REJECT),
    "form": (REJECT,),
    OBJECTED: (ADMIT, REJECT),
    "format": (REJECT,),
    "size": (REJECT,),
    EQUIVOCATION: (ADMIT, REJECT),
    "device-unknown": (REJECT,),
    "unsigned": (REJECT,),
}
"""Unreadable, unsigned, unknown: never admitted."""


async def put_aside_page(person: Person, form: RulingForm | None = None) -> dict[str, Any]:
    return await waiting_page(person.commune, DECIDABLE, lambda rows: lines_of(person, rows), form)


async def lines_of(person: Person, rows: Sequence[StoredSubmission]) -> list[WaitingLine]:
    """Text only if visible on other pages."""
    rows = [readable_copy(row) for row in rows]
    homes = await homes_of(person.commune, [row.entity for row in rows if row.entity])
    asked = await requests_about(rows)
    return [
        WaitingLine(
            row,
            KINDS[row.kind].name if row.kind in KINDS else "",
            "" if asked[row.id] else _words_for(person, row, homes.get(row.entity or "")),
            row.author_name,
            homes.get(row.entity or ""),
            two=is_restricted(row),
            asked=next(iter(asked[row.id]), None),
        )
        for row in rows
    ]


def _words_for(person: Person, row: StoredSubmission, home: NamedHousehold | None) -> str:
    """Empty without consent; restricted: commune secretary only."""
    kind = KINDS.get(row.kind or 0)
    if row.code in UNPROVEN:  # author not proven
        return ""
    if kind is None or home is None or not home.head_name:
        return ""
    if is_restricted(row):
        return words_in(row, kind.fields) if person.is_commune_secretary else ""
    return words_in(
        row,
        {
            schema: [name if name in kind.office_reads else "" for name in names]
            for schema, names in kind.fields.items()
        },
    )


async def rule_on_targets(person: Person, fields: Fields) -> RulingForm:
    """Idempotent."""
    form = await read_ruling(person.commune, fields, DECIDABLE)
    chosen = [await named_submission(person.commune, target) for target in form.values["targets"]]
    if any((await requests_about([row for row in chosen if row])).values()):
        form.errors["targets"] = _("Its erasure waits for a second person. Decide about that first.")
    if not form.errors:
        await submit_form(person, RULING, "", fields)
        await carry_out_rulings(person.commune)
    return form
