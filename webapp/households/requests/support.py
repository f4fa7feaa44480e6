"""Support level of a household."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.households.due_visits import household_lines
from webapp.households.requests.models import SupportRecord
from webapp.register.models import Household, SupportLevel
from webapp.web.form_fields import Fields, field_text, read_past_day
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person

REASONS = ("asked", "needs", "elderly", "children", "disaster", "remote", "settled", "yearly")


@dataclass
class SupportLevelForm:
    """No free text about a family."""

    values: dict[str, str]
    level: SupportLevel = SupportLevel.REGULAR
    reason: str = ""
    since: date = date.min
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, household: Household) -> "SupportLevelForm":
        return cls({"level": household.support_level, "reason": "", "since": ""})

    @classmethod
    def read(cls, fields: Fields) -> "SupportLevelForm":
        form = cls({name: field_text(fields, name) for name in ("level", "reason", "since")})
        if form.values["level"] in list(SupportLevel):
            form.level = SupportLevel(form.values["level"])
        else:
            form.errors["level"] = _("Choose how much help.")
        if form.values["reason"] in REASONS:
            form.reason = form.values["reason"]
        else:
            form.errors["reason"] = _("Choose the reason.")
        form.since = read_past_day(form.values, "since", today(), form.errors)
        return form


async def set_support_level(person: Person, household: Household, form: SupportLevelForm, op: str) -> None:
    """Idempotent by `op`. Latest `since` wins."""
    async with in_transaction():
        locked = await Household.select_for_update().get(id=household.id)
        if await earlier_post(SupportRecord, op, household_id=household.id):
            return
        await SupportRecord.create(
            household=locked,
            level=form.level,
            reason=form.reason,
            since=form.since,
            by_name=person.name,
            at=datetime.now(UTC),
            form=op,
            commune=locked.commune,
        )
        newest = await SupportRecord.filter(household_id=household.id).order_by("-since", "-at").first()
        if newest:
            await Household.filter(id=household.id).update(support_level=SupportLevel(newest.level))


async def support_page(household: Household, form: SupportLevelForm | None = None) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await household_lines([household], today())
    told = standing.allows("needs")
    return {
        "household": household,
        "standing": standing,
        "records": await SupportRecord.filter(household_id=household.id).order_by("-since", "-at")
        if told
        else [],
        "levels": [level.value for level in SupportLevel],
        "reasons": REASONS,
        "form": form or SupportLevelForm.empty(household),
    }
