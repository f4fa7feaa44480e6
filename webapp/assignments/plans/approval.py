"""Approval level of plans: the branch (as in the pilots) or the commune."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from webapp.assignments.charge.queries import branches_led_by
from webapp.assignments.plans.models import ApprovalLevel, Level
from webapp.core.calendar import read_day, today
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words
from webapp.web.person import Person

EVERYBODY = "all"


@dataclass
class LevelForm:
    """EVERYBODY: branches without their own row."""

    values: dict[str, str]
    level: Level = Level.COMMUNE
    since: date = date.min
    paper_no: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields) -> "LevelForm":
        values = {name: field_text(sent, name).strip() for name in ("branch", "level", "since", "paper_no")}
        form = cls(values, since=read_day(values["since"]) or date.min)
        if not values["branch"]:
            form.errors["branch"] = _("Choose the branch, or all of them.")
        if values["level"] not in list(Level):
            form.errors["level"] = _("Choose who decides.")
        else:
            form.level = Level(values["level"])
        if form.since == date.min:
            form.errors["since"] = _("Write the day as day/month/year.")
        form.paper_no = read_words(values, "paper_no", limit=60, errors=form.errors)
        if not form.paper_no:
            form.errors.setdefault("paper_no", _("Write the number of the decision."))
        return form


async def set_approval_level(person: Person, form: LevelForm) -> None:
    """Idempotent. Valid until the next row."""
    branch = None
    if form.values["branch"] != EVERYBODY:
        branch = (await branches_led_by(person).get(id=form.values["branch"])).id
    async with in_transaction():
        said = ApprovalLevel.filter(commune=person.commune, branch_id=branch)
        newest = await said.order_by("-valid_from").select_for_update().first()
        if newest and (newest.valid_from, newest.level) == (form.since, form.level):
            return
        if newest and newest.valid_from >= form.since:
            form.errors["since"] = _("Something is written down from that day or a later one already.")
            return
        if newest:
            newest.valid_to = form.since - timedelta(days=1)
            await newest.save(update_fields=["valid_to"])
        await ApprovalLevel.create(
            branch_id=branch,
            level=form.level,
            valid_from=form.since,
            paper_no=form.paper_no,
            by_name=person.name,
            at=now(),
            commune=person.commune,
        )


async def levels_page(person: Person) -> dict[str, Any]:
    said = ApprovalLevel.filter(Q(valid_to=None) | Q(valid_to__gte=today()), commune=person.commune)
    return {
        "rows": await said.order_by("valid_from", "id").prefetch_related("branch"),
        "branches": await branches_led_by(person).order_by("name"),
        "makes": person.is_clerk,
        "everybody": EVERYBODY,
        "today": today(),
    }
