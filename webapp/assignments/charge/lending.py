"""Lending commune cadres to understaffed branches."""

from dataclasses import dataclass, field
from datetime import date

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.assignments.proposer.problem import ABLE
from webapp.core.calendar import holds_on, read_day, today
from webapp.core.i18n import gettext as _
from webapp.people.models import BranchMembership, Member, PartyOrg
from webapp.people.rules import states_of
from webapp.register.charge_models import IN_CHARGE, Assignment
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words


async def who_can_be_lent(commune: str) -> list[Member]:
    """Members of office branches, not lent yet."""
    rows = await BranchMembership.filter(holds_on(today()), commune=commune).prefetch_related(
        "branch", "member"
    )
    lent = {row.member_id for row in rows if row.secondary}
    found = {
        row.member_id: row.member
        for row in rows
        if row.branch.kind == "branch" and row.branch.branch_kind == "office" and row.member_id not in lent
    }
    states = await states_of(list(found), today())
    able = [one for id_, one in found.items() if states.get(id_, "active") in ABLE]
    return sorted(able, key=lambda one: one.sort_key)


def lendings(branch: PartyOrg) -> QuerySet[BranchMembership]:
    return BranchMembership.filter(holds_on(today()), branch_id=branch.id, secondary=True)


@dataclass
class LendForm:
    values: dict[str, str]
    until: date = date.min
    errors: dict[str, str] = field(default_factory=dict)
    houses: tuple[str, ...] = ()

    @classmethod
    def read(cls, sent: Fields) -> "LendForm":
        form = cls({name: field_text(sent, name).strip() for name in ("cadre", "until", "paper_no")})
        if field_text(sent, "back") == "1":
            return form
        form.until = read_day(form.values["until"]) or date.min
        if form.until < today():
            form.errors["until"] = _("Write the last day as day/month/year, not before today.")
        form.values["paper_no"] = read_words(form.values, "paper_no", limit=60, errors=form.errors)
        if not form.values["paper_no"]:
            form.errors.setdefault("paper_no", _("Write the number of the decision."))
        return form


async def lend_member(branch: PartyOrg, form: LendForm) -> None:
    """Adds a secondary membership; if already lent here, changes its last day."""
    member, number = form.values["cadre"], form.values["paper_no"]
    async with in_transaction():
        await PartyOrg.select_for_update().get(id=branch.id)
        here = lendings(branch).filter(member_id=member)
        if await here.exists():
            await here.update(valid_to=form.until, decision_no=number)
            await _held(branch, member).update(valid_to=form.until)
            return
        if member not in {one.id for one in await who_can_be_lent(branch.commune)}:
            form.errors["cadre"] = _("Choose a cadre of the commune who is lent to no other hamlet.")
            return
        await BranchMembership.create(
            branch=branch,
            member_id=member,
            secondary=True,
            decision_no=number,
            valid_from=today(),
            valid_to=form.until,
            commune=branch.commune,
        )


def _held(branch: PartyOrg, member: str) -> QuerySet[Assignment]:
    groups = Assignment.filter(holds_on(today()), member_id=member, role__in=IN_CHARGE)
    return groups.filter(group__branch_id=branch.id)


async def take_back_member(branch: PartyOrg, form: LendForm) -> None:
    """Last day is today. Refused while the cadre has households here."""
    if await _held(branch, form.values["cadre"]).exists():
        form.errors["cadre"] = _("This cadre still has households here: give them to somebody else first.")
        return
    for row in await lendings(branch).filter(member_id=form.values["cadre"]):
        row.valid_to = today()
        await row.save(update_fields=["valid_to"])
