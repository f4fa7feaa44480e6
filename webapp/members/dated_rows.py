"""Dated rows of a member (status, branch, post): a new one ends its predecessor the day before."""

from datetime import date, timedelta
from typing import Any

from webapp.core.calendar import holds_on
from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_date
from webapp.members.forms import MemberChangeForm
from webapp.people.choices import CAN_CARRY, GONE, POSTS, PRESENCE, STATUSES
from webapp.people.choices import ONE_ONLY as ONE
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg, Position

Said = tuple[str, str]
"""(before, after) as text; with errors in the form nothing changed."""
NOTHING: Said = ("", "")
DAY = timedelta(days=1)


async def end_row_on(row: MemberStatus | BranchMembership | Position, last: date) -> None:
    """Deletes a row that would end before it begins."""
    if row.valid_from > last:
        await row.delete()
    else:
        row.valid_to = last
        await row.save(update_fields=["valid_to"])


async def statuses_of(member_id: str) -> list[MemberStatus]:
    """Ordered by first day, without rows revoked on that day."""
    found = await MemberStatus.filter(member_id=member_id).order_by("valid_from", "id")
    return [row for row in found if row.valid_to is None or row.valid_to >= row.valid_from]


def said_of(row: MemberStatus | None) -> str:
    if row is None:
        return ""
    paper = f" ({row.decision_no})" if row.decision_no else ""
    return f"{_(STATUSES[row.status])}{paper}, {show_date(row.valid_from)}"


async def set_status(member: Member, form: MemberChangeForm) -> Said:
    given = form.read
    return await _begin(
        member,
        form,
        "status",
        given["status_from"],
        status=given["status"],
        kind=given.get("status_kind"),
        reason=given.get("status_reason"),
        decision_no=given["status_paper"] or None,
        valid_to=given.get("status_to"),
    )


async def set_presence(member: Member, form: MemberChangeForm) -> Said:
    """Set by the branch; cannot override an exemption or suspension, which are decisions."""
    day = form.read["presence_from"]
    now = _covering(await statuses_of(member.id), day)
    if now and now.status not in (*CAN_CARRY, *PRESENCE):
        form.errors["presence"] = _("A decision holds: %(state)s. The office writes down when it ends.") % {
            "state": said_of(now)
        }
        return NOTHING
    status = form.read["presence"]
    reason = "away" if status == "away_long" else None
    return await _begin(member, form, "presence", day, status=status, reason=reason)


def _covering(rows: list[MemberStatus], day: date) -> MemberStatus | None:
    held = [row for row in rows if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)]
    return held[-1] if held else None


async def _begin(member: Member, form: MemberChangeForm, name: str, day: date, **values: Any) -> Said:
    rows = await statuses_of(member.id)
    moot = values["status"] not in CAN_CARRY
    later = [row for row in rows if row.valid_from > day and not (moot and row.status == "away_short")]
    if later:
        form.errors[f"{name}_from"] = _("From %(day)s another state is written down already: %(state)s") % {
            "day": show_date(later[0].valid_from),
            "state": _(STATUSES[later[0].status]),
        }
        return NOTHING
    now = _covering(rows, day)
    same = ("status", "kind", "reason", "decision_no", "valid_to")
    if now and all(getattr(now, column) == values.get(column) for column in same):
        form.errors[name] = _("This is written down already.")
        return NOTHING
    for row in rows:
        if row.valid_to is None or row.valid_to >= day:
            await end_row_on(row, day - DAY)
    row = await MemberStatus.create(member=member, valid_from=day, commune=member.commune, **values)
    if row.status in GONE:
        await _leave(member, day)
    return said_of(now), said_of(row)


async def _leave(member: Member, day: date) -> None:
    """Ends memberships and posts."""
    for model in (BranchMembership, Position):
        for row in await model.filter(member_id=member.id).order_by("valid_from"):
            if row.valid_to is None or row.valid_to >= day:
                await end_row_on(row, day - DAY)


async def give_post(member: Member, org: PartyOrg, form: MemberChangeForm) -> Said:
    day, kind = form.read["post_from"], form.read["post"]
    held = Position.filter(holds_on(day), org_id=org.id, kind=kind)
    if (
        org.kind == "branch"
        and not await BranchMembership.filter(holds_on(day), member_id=member.id, branch_id=org.id).exists()
    ):
        form.errors["post_org"] = _("On that day the member takes no part in this branch.")
    elif await held.filter(member_id=member.id).exists():
        form.errors["post"] = _("This is written down already.")
    elif kind in ONE and (other := await held.prefetch_related("member").first()):
        form.errors["post"] = _("%(name)s has this post. Write down first when that ends.") % {
            "name": other.member.full_name
        }
    elif await _next_in(member, org, kind, day):
        form.errors["post_from"] = _("This post is written down from a later day already.")
    if form.errors:
        return NOTHING
    await Position.create(member=member, org=org, kind=kind, valid_from=day, commune=member.commune)
    return "", f"{_(POSTS[kind])}, {org.name}, {show_date(day)}"


async def _next_in(member: Member, org: PartyOrg, kind: str, day: date) -> bool:
    later = Position.filter(org_id=org.id, kind=kind, valid_from__gt=day)
    return await (later if kind in ONE else later.filter(member_id=member.id)).exists()


async def end_post(member: Member, form: MemberChangeForm) -> Said:
    row = await Position.get(id=form.read["held"], member_id=member.id).prefetch_related("org")
    last = form.read["post_last"]
    if row.valid_to is not None and row.valid_to < last:
        form.errors["post_last"] = _("This post has ended already.")
    elif last < row.valid_from - DAY:
        form.errors["post_last"] = _("The last day is before the first.")
    if form.errors:
        return NOTHING
    await end_row_on(row, last)
    return f"{_(POSTS[row.kind])}, {row.org.name}", show_date(last)


async def move_member_to(member: Member, branch: PartyOrg, form: MemberChangeForm) -> Said:
    """Changes the primary branch; ends posts in the former one."""
    day = form.read["branch_from"]
    primary = BranchMembership.filter(member_id=member.id, secondary=False).prefetch_related("branch")
    rows = [
        row for row in await primary.order_by("valid_from") if row.valid_to is None or row.valid_to >= day
    ]
    if any(row.valid_from > day for row in rows):
        form.errors["branch_from"] = _("A later change of branch is written down already.")
        return NOTHING
    if any(row.branch_id == branch.id for row in rows):
        form.errors["branch"] = _("This is written down already.")
        return NOTHING
    for row in rows:
        await end_row_on(row, day - DAY)
        for post in await Position.filter(member_id=member.id, org_id=row.branch_id):
            if post.valid_to is None or post.valid_to >= day:
                await end_row_on(post, day - DAY)
    for row in await BranchMembership.filter(holds_on(day), member_id=member.id, branch_id=branch.id):
        await end_row_on(row, day - DAY)  # was a secondary member there
    await BranchMembership.create(member=member, branch=branch, valid_from=day, commune=member.commune)
    return ", ".join(row.branch.name for row in rows), f"{branch.name}, {show_date(day)}"


async def lend_member_to(member: Member, branch: PartyOrg, form: MemberChangeForm) -> Said:
    """A secondary branch that ends on its last day."""
    first, last = form.read["second_from"], form.read["second_to"]
    seconds = await BranchMembership.filter(member_id=member.id, secondary=True)
    if await BranchMembership.filter(
        holds_on(first), member_id=member.id, branch_id=branch.id, secondary=False
    ).exists():
        form.errors["second"] = _("This is the member's own branch.")
    elif any(
        (row.valid_to or date.max) >= first and row.valid_from <= (last or date.max)
        for row in seconds
        if (row.valid_to or date.max) >= row.valid_from
    ):
        form.errors["second_from"] = _("In these days the member has a second branch already.")
    if form.errors:
        return NOTHING
    await BranchMembership.create(
        member=member, branch=branch, secondary=True, valid_from=first, valid_to=last, commune=member.commune
    )
    until = f" – {show_date(last)}" if last else ""
    return "", f"{branch.name}, {show_date(first)}{until}"
