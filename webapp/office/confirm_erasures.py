"""Erasures that wait for a second account, without text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tortoise.exceptions import DoesNotExist

from sync.inbox import Status
from webapp.core.calendar import today, working_days_between
from webapp.core.holidays import LAST_KNOWN
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.office.carry_out import carry_out_rulings
from webapp.office.erasure_form import submit_ruling
from webapp.office.put_aside import lines_of
from webapp.promises.queries import added_holidays
from webapp.register.queries import households_visible_to
from webapp.submissions.decide import WaitingLine
from webapp.submissions.models import WITHDRAW, Ruling, StoredSubmission
from webapp.submissions.rulings import ERASE, KEEP, REASON_MAX, target_of
from webapp.submissions.two_person_erasure import involved_in, is_restricted, people_behind, requests_about
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words
from webapp.web.person import Person

PROVINCE_AFTER = 5
"""Working days."""


@dataclass(frozen=True)
class Request:
    """`may`: this user may confirm."""

    line: WaitingLine
    first: Ruling
    may: bool
    holidays: frozenset[date]
    """Added by the office."""

    @property
    def days(self) -> int:
        return working_days_between(local_time(self.first.received_at).date(), today(), self.holidays)


@dataclass
class ConfirmForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "ConfirmForm":
        form = cls({name: field_text(fields, name) for name in ("target", "verdict", "reason")})
        reason = read_words(form.values, "reason", limit=REASON_MAX, errors=form.errors)
        if form.values["verdict"] not in (ERASE, KEEP):
            form.errors["verdict"] = _("Choose whether it is erased or stays.")
        if form.values["verdict"] == KEEP and not reason:
            form.errors.setdefault("reason", _("Write in a few words why it stays."))
        return form


async def requests_shown_to(person: Person) -> list[Request]:
    """Oldest first; hidden from people it may concern, unless they requested it."""
    asked = await Ruling.filter(commune=person.commune, verdict__in=(ERASE, WITHDRAW)).values_list(
        "device_id", "seq"
    )
    names = {(str(device), int(str(seq))) for device, seq in asked}
    rows = StoredSubmission.filter(
        commune=person.commune,
        device_id__in=list({device for device, _ in names}),
        seq__in=list({seq for _, seq in names}),
        status__not=int(Status.ERASED),
    )
    open_ones = await _of_theirs(person, await rows if names else [])
    requests = await requests_about(open_ones)
    open_ones = [row for row in open_ones if _waits(row, requests[row.id])]
    requests = {row.id: requests[row.id] for row in open_ones}
    behind = await people_behind([person.id, *(id_ for some in requests.values() for id_ in _named(some))])
    me = person.member_id or behind[person.id]
    involved = await involved_in(open_ones)
    askers = {id_: {behind.get(one.by, one.by_name) for one in some} for id_, some in requests.items()}
    lines = {line.submission.id: line for line in await lines_of(person, open_ones)}
    holidays = await added_holidays(person.commune)
    found = [
        Request(
            replace(lines[id_], words="", asked=None),
            some[0],
            me not in askers[id_],
            holidays,
        )
        for id_, some in requests.items()
        if me not in {behind.get(one.about, "") for one in some}
        if me in askers[id_] or me not in involved.get(id_, ())
    ]
    found.sort(key=lambda one: one.first.received_at)
    return [one for one in found if not person.decides_for_province or one.days >= PROVINCE_AFTER]


def _waits(row: StoredSubmission, requests: Sequence[Ruling]) -> bool:
    """For a second account, or after a family's withdrawal for the first."""
    return bool(requests) and (is_restricted(row) or requests[0].verdict == WITHDRAW)


def _named(requests: Sequence[Ruling]) -> list[str]:
    return [id_ for one in requests for id_ in (one.by, one.about)]


async def _of_theirs(person: Person, rows: Sequence[StoredSubmission]) -> list[StoredSubmission]:
    """Branch secretary: own hamlet."""
    if not person.leads_branch:
        return list(rows)
    visible = await households_visible_to(person)
    found = await visible.filter(id__in=[row.entity or "" for row in rows]).values_list("id", flat=True)
    homes = {str(id_) for id_ in found}
    return [row for row in rows if row.entity in homes]


async def erasure_requests_page(person: Person, form: ConfirmForm | None = None) -> dict[str, Any]:
    return {
        "requests": await requests_shown_to(person),
        "form": form or ConfirmForm({}),
        "above": person.decides_for_province,
        "after": PROVINCE_AFTER,
        "lunar_unknown": today().year > LAST_KNOWN and today().year,
    }


async def confirm_erasures(person: Person, form: ConfirmForm, op: str) -> str:
    """Household id, or ""."""
    found = await requests_shown_to(person)
    one = next((one for one in found if one.line.name == form.values["target"] and one.may), None)
    if one is None:
        raise DoesNotExist(StoredSubmission)
    if not form.errors:
        reason = form.values["reason"].strip() or one.first.reason
        await submit_ruling(person, form.values["verdict"], [target_of(one.line.submission)], reason, op)
        await carry_out_rulings(person.commune)
    return one.line.submission.entity or ""
