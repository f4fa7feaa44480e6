"""Sequence numbers: give up missing ones, believe a jump."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tortoise.transactions import in_transaction

from sync.inbox import JUMPED
from sync.ranges import Ranges
from webapp.accounts.models import Device, Reckoning
from webapp.accounts.queries import BELIEVED, GIVEN_UP, missing_from
from webapp.core.i18n import gettext as _
from webapp.submissions.intake.reread import reread_rows
from webapp.submissions.models import StoredSubmission
from webapp.submissions.queries import far_numbers
from webapp.web.form_fields import Fields, field_text
from webapp.web.person import Person

WHY = ("broken", "again", "never")
NOTE_MAX = 300


@dataclass
class NumbersForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def giving_up(cls, fields: Fields) -> "NumbersForm":
        form = cls({name: field_text(fields, name).strip() for name in ("why", "note", "numbers")})
        if form.values["why"] not in WHY:
            form.errors["why"] = _("Choose why.")
        if len(form.values["note"]) > NOTE_MAX:
            form.errors["note"] = _("Write at most 300 letters.")
        return form

    @classmethod
    def believing(cls, fields: Fields) -> "NumbersForm":
        form = cls({name: field_text(fields, name).strip() for name in ("because", "numbers")})
        if not form.values["because"] or len(form.values["because"]) > NOTE_MAX:
            form.errors["because"] = _("Write the reason in a few words.")
        return form

    @property
    def numbers(self) -> Ranges:
        """Empty if malformed."""
        try:
            return Ranges.parse(self.values["numbers"][:10_000])
        except ValueError:
            return Ranges()


async def numbers_page(device: Device, form: NumbersForm | None = None) -> dict[str, Any]:
    await device.fetch_related("member")
    return {
        "device": device,
        "person": device.member.full_name if device.member else "",
        "missing": (await missing_from([device]))[device.id],
        "far": (await far_numbers([device])).get(device.id, 0),
        "reckonings": await Reckoning.filter(device_id=device.id).order_by("-made_at"),
        "form": form or NumbersForm({}),
    }


async def give_up(person: Person, device: Device, form: NumbersForm) -> None:
    """Only if still missing. Idempotent."""
    async with in_transaction():
        await Device.select_for_update().get(id=device.id)
        missing = (await missing_from([device]))[device.id]
        if numbers := missing - (missing - form.numbers):
            await _write(person, device, GIVEN_UP, numbers, form.values["why"], form.values["note"])


async def believe(person: Person, device: Device, form: NumbersForm) -> None:
    """Gaps below become missing; applies waiting submissions."""
    async with in_transaction():
        locked = await Device.select_for_update().get(id=device.id)
        far = (await far_numbers([locked])).get(device.id, 0)
        if not far or form.numbers != Ranges.of([far]):
            return
        locked.issued = far
        await locked.save(update_fields=["issued"])
        await _write(person, device, BELIEVED, form.numbers, "", form.values["because"])
    rows = StoredSubmission.filter(device_id=device.id, status=int(JUMPED.status), code=JUMPED.code)
    await reread_rows(person.commune, await rows.order_by("seq"))


async def _write(
    person: Person, device: Device, verdict: str, numbers: Ranges, reason: str, note: str
) -> None:
    await Reckoning.create(
        commune=device.commune,
        device_id=device.id,
        verdict=verdict,
        numbers=str(numbers),
        reason=reason,
        note=note,
        by=person.id,
        by_name=person.name,
        made_at=datetime.now(UTC),
    )


VERDICTS = {GIVEN_UP: (NumbersForm.giving_up, give_up), BELIEVED: (NumbersForm.believing, believe)}
