"""Cadres of the commune who take part in a hamlet's branch too, where its members are too few."""

from tortoise.transactions import in_transaction

from webapp.assignments.facts import ABLE
from webapp.assignments.models import Assignment
from webapp.calendar import holds_on, today
from webapp.i18n import gettext as _
from webapp.people.models import BranchMembership, Member, PartyOrg
from webapp.people.rules import states_of


async def who_can_be_lent(commune: str) -> list[Member]:
    """Members of other branches than hamlets', not lent anywhere yet: nobody serves two hamlets."""
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


async def lend(branch: PartyOrg, member_id: str) -> str:
    """A second place in this branch, from today; a sentence when that cannot be."""
    async with in_transaction():
        await PartyOrg.select_for_update().get(id=branch.id)
        here = BranchMembership.filter(
            holds_on(today()), branch_id=branch.id, member_id=member_id, secondary=True
        )
        if await here.exists():
            await here.update(valid_to=None)
            return ""
        if member_id not in {one.id for one in await who_can_be_lent(branch.commune)}:
            return _("Choose a cadre of the commune who is lent to no other hamlet.")
        await BranchMembership.create(
            branch=branch, member_id=member_id, secondary=True, valid_from=today(), commune=branch.commune
        )
    return ""


async def take_back(branch: PartyOrg, member_id: str) -> str:
    """From tomorrow no more; first the households have to go to somebody else."""
    held = Assignment.filter(holds_on(today()), member_id=member_id, role="main", group__branch_id=branch.id)
    if await held.exists():
        return _("This cadre still has households here: give them to somebody else first.")
    rows = BranchMembership.filter(
        holds_on(today()), branch_id=branch.id, member_id=member_id, secondary=True
    )
    for row in await rows:
        row.valid_to = today()
        await row.save(update_fields=["valid_to"])
    return ""
