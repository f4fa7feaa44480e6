"""Stores visits, reduced to what consent allows."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from webapp.core.database.db import insert_rows
from webapp.core.i18n import local_time
from webapp.register.consents import answers_of
from webapp.submissions.kinds import Written
from webapp.visits.corrections import reapply_corrections
from webapp.visits.forms import VisitForm
from webapp.visits.models import Visit
from webapp.web.form_fields import Fields

COLUMNS = (
    *("id", "commune", "household_id", "by_id", "by_name", "typed_by_name"),
    *("happened_on", "met", "did", "has_need", "note", "next_on", "occasion", "recorded_at", "received_at"),
)


def mistakes_in(fields: Fields, made_on: date) -> dict[str, str]:
    return VisitForm.read(fields, made_on=made_on).errors


async def write_visit(read: Sequence[tuple[Written, VisitForm]]) -> None:
    """O(1) queries."""
    answers = await answers_of({written.household.id for written, _ in read})
    rows = []
    for written, form in read:
        answer = answers.newest(written.household.id, local_time(written.received_at).date())
        rows.append(_row(written, form, told=answer.agreed, needs=answer.allows("needs")))
    await insert_rows(Visit, COLUMNS, rows)
    await reapply_corrections({written.household.id for written, _ in read})


def _row(written: Written, form: VisitForm, *, told: bool, needs: bool) -> tuple[Any, ...]:
    """Without consent only the contact; needs only if allowed."""
    # A fast clock must not make a household look visited for years.
    happened_on = min(form.happened_on, local_time(written.received_at).date())
    return (
        *(written.id, written.commune, written.household.id),
        *(written.member_id, written.author_name, written.typed_by_name or None),
        *(happened_on, int(form.met), json.dumps(form.did if told else []), form.has_need and needs),
        *(form.note if told else "", form.next_on if told else None),
        int(form.occasion) if form.occasion and told else None,
        *(written.recorded_at, written.received_at),
    )
