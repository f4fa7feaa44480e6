"""The secretary's branch page: load, open needs, members to contact."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.accounts.models import Device
from webapp.assignments.absences.queries import long_away_here
from webapp.assignments.charge.capacity import USUAL
from webapp.core.calendar import holds_on, today
from webapp.duty.models import DutyAck
from webapp.duty.rules import newest_acks
from webapp.households.due_visits import HouseholdLine, sources_of
from webapp.households.family.needs import open_needs_of
from webapp.households.viewer import Viewer
from webapp.people.models import Member, PartyOrg
from webapp.progress.branch_waits import branch_waits
from webapp.progress.buttons import Selectable, with_buttons
from webapp.progress.forms import ContactForm
from webapp.progress.models import SupportContact
from webapp.progress.months import branch_months
from webapp.register.charge_models import Assignment, GroupPlace

ASK_AFTER = timedelta(weeks=4)
"""Longest interval between a secretary's contacts with a carer."""
STALE_AFTER = 2
"""Missed intervals until a household's state is unknown."""
STALE_SHOWN = 10


@dataclass(frozen=True)
class HolderProgress(Selectable):
    """In charge today, with households and last contacts."""

    member: Member
    groups: list[int]
    lines: list[HouseholdLine]
    needs: int
    seen_at: datetime | None
    helped_on: date | None
    card: DutyAck | None

    @property
    def limit(self) -> int:
        own = self.member.capacity_override
        return USUAL[self.member.capacity] if own is None else own

    @property
    def due(self) -> int:
        return sum(line.due for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.open_concerns for line in self.lines)

    @property
    def to_ask(self) -> bool:
        """No support contact for weeks."""
        return self.helped_on is None or self.helped_on < today() - ASK_AFTER


def stale(line: HouseholdLine) -> bool:
    return line.days is None or line.days >= STALE_AFTER * line.every


async def branch_page(viewer: Viewer, branch: PartyOrg) -> dict[str, Any]:
    held = await _held(branch)
    ids = [home.id for _, _, homes in held.values() for home in homes]
    visible = await (await viewer.visible()).filter(id__in=ids)
    lines = {line.household.id: line for line in await viewer.household_lines(visible)}
    holders = await _holders(held, lines)
    unknown = [(line, holder.member) for holder in holders for line in holder.lines if stale(line)]
    holders.sort(key=lambda one: (not one.to_ask, one.member.sort_key))
    months = await branch_months(member for member, _, _ in held.values())
    leads = viewer.person.branch_id == branch.id

    def may(member: Member) -> bool:
        return leads and member.id != viewer.member_id

    return {
        "branch": branch,
        "waits": await branch_waits(viewer) if leads else [],
        "holders": with_buttons(holders, "member", lambda one: may(one.member)),
        "households": len(lines),
        "long_away": await long_away_here(branch),
        "stale": sorted(unknown, key=lambda one: one[0].last or date.min)[:STALE_SHOWN],
        "stale_count": len(unknown),
        "leads": leads,
        "form": ContactForm.empty(),
        "months": with_buttons(months, "report", lambda one: may(one.member) and not one.read_on),
        "weeks": ASK_AFTER.days // 7,
    }


async def _held(branch: PartyOrg) -> dict[str, tuple[Member, list[int], list[Any]]]:
    """Member id -> (member, group numbers, households in path order). No stand-ins."""
    rows = Assignment.filter(holds_on(today()), group__branch_id=branch.id).exclude(role="cover")
    found: dict[str, tuple[Member, list[int], list[Any]]] = {}
    groups: dict[str, str] = {}
    for row in await rows.prefetch_related("member", "group"):
        found.setdefault(row.member_id, (row.member, [], []))[1].append(row.group.number)
        groups[row.group_id] = row.member_id
    places = GroupPlace.filter(holds_on(today()), group_id__in=list(groups), household__closed_on=None)
    for place in await places.order_by("household__path_order").prefetch_related("household"):
        found[groups[place.group_id]][2].append(place.household)
    return found


async def _holders(
    held: dict[str, tuple[Member, list[int], list[Any]]], lines: dict[str, HouseholdLine]
) -> list[HolderProgress]:
    ids = list(held)
    willing = [line for line in lines.values() if line.allows("needs")]
    needs = await open_needs_of((line.household.id for line in willing), sources_of(willing))
    phones = Device.filter(member_id__in=ids, kind="phone", revoked_at=None, seen_at__not_isnull=True)
    seen = dict(await phones.order_by("seen_at").values_list("member_id", "seen_at"))
    contacts = SupportContact.filter(member_id__in=ids).order_by("happened_on")
    helped = dict(await contacts.values_list("member_id", "happened_on"))
    cards = await newest_acks(ids)
    return [
        HolderProgress(
            member=member,
            groups=sorted(groups),
            lines=[lines[home.id] for home in homes if home.id in lines],
            needs=sum(len(needs.get(home.id, [])) for home in homes),
            seen_at=seen.get(id_),
            helped_on=helped.get(id_),
            card=cards.get(id_),
        )
        for id_, (member, groups, homes) in held.items()
    ]
