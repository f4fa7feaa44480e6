"""Member and unit queries, with visibility."""

from datetime import date, timedelta

from tortoise.queryset import QuerySet

from webapp.core.calendar import holds_on, today
from webapp.people.choices import MAY_HOLD
from webapp.people.models import BranchMembership, Member, MemberStatus, OrgUnit
from webapp.web.person import Person

ONE_DAY = timedelta(days=1)


async def this_commune() -> str:
    """Id of this node's commune or province."""
    unit = await OrgUnit.filter(kind__in=["commune", "province"], commune__not="").order_by("kind").first()
    return unit.id if unit else ""


async def known_names(commune: str) -> list[str]:
    """Place names a password guesser would try."""
    units = await OrgUnit.filter(commune=commune)
    return [name for unit in units for name in (unit.name, unit.full_name, *(unit.aliases or []))]


def members_visible_to(person: Person) -> QuerySet[Member]:
    """Oneself; a branch secretary's branch; the office's commune."""
    if person.in_office:
        return Member.filter(commune=person.commune)
    if person.leads_branch:
        return Member.filter(
            holds_on(today(), "memberships__"),
            memberships__branch_id=person.branch_id,
            commune=person.commune,
        ).distinct()
    return Member.filter(id=person.member_id or "", commune=person.commune)


def hamlets_of(commune: str) -> QuerySet[OrgUnit]:
    return OrgUnit.filter(commune=commune, kind="hamlet", active_to=None).order_by("letters")


async def place_of(member_id: str) -> str:
    """Hamlet or branch, for phone headings."""
    membership = (
        await BranchMembership.filter(holds_on(today()), member_id=member_id, secondary=False)
        .select_related("branch__unit")
        .first()
    )
    if membership is None:
        return ""
    branch = membership.branch
    return branch.unit.full_name if branch.branch_kind == "hamlet" else branch.name


async def days_in_charge(member_id: str, first: date, last: date) -> list[tuple[date, date]]:
    """Date ranges by status: exemption, suspension or leaving ends the charge before successors are found."""
    rows = await MemberStatus.filter(member_id=member_id, valid_from__lte=last).order_by("valid_from", "id")
    ends = [row.valid_to + ONE_DAY for row in rows if row.valid_to]
    turns = sorted(
        {first, *(day for day in (*ends, *(row.valid_from for row in rows)) if first < day <= last)}
    )
    found = []
    for begin, following in zip(turns, [*turns[1:], last + ONE_DAY], strict=True):
        held = [
            row for row in rows if row.valid_from <= begin and (row.valid_to is None or row.valid_to >= begin)
        ]
        if not held or held[-1].status in MAY_HOLD:
            found.append((begin, following - ONE_DAY))
    return found
