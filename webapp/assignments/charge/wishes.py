"""A family's wish for another member; any member may record it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from webapp.assignments.charge.models import AnotherMember, Reason
from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.people.models import Member, PartyOrg
from webapp.register.charge import holders_of
from webapp.register.models import Household
from webapp.submissions.kinds import Written
from webapp.web.form_fields import Fields, field_text

RULES = (
    "`member` is of the commune; null is the writer.",
    "Of themselves (`member` is the writer) people take back, `asked` 0, only what they wrote down.",
)


@dataclass
class WishForm:
    """`member`: the unwanted holder as shown when writing; may have changed by arrival. That member's own
    page sends the wish only.
    """

    NAMES = ("member", "asked", "reason")

    values: dict[str, str]
    asked: bool = True
    reason: Reason | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def read(cls, sent: Fields, commune: str, author: str | None) -> "WishForm":
        form = cls({name: field_text(sent, name) for name in cls.NAMES})
        form.values["member"] = form.values["member"] or author or ""
        if not await Member.exists(id=form.values["member"], commune=commune):
            form.errors["member"] = _("Nobody is in charge of this household.")
        if form.values["asked"] not in ("", "0", "1"):
            form.errors["asked"] = _("Choose whether the family asks.")
        form.asked = form.values["asked"] != "0"
        if form.values["reason"] in list(Reason):
            form.reason = Reason(form.values["reason"])
        elif form.values["reason"]:
            form.errors["reason"] = _("Choose one of the reasons, or none.")
        return form


async def keep_wish(written: Written) -> None:
    """Latest wins. The member concerned may withdraw only their own entry, and stores no reason."""
    form = await WishForm.read(written.fields, written.commune, written.member_id)
    own = form.values["member"] == written.member_id
    at = min(written.recorded_at, written.received_at)
    day = local_time(at).date()
    held = await _held(written.household.id, form.values["member"])
    if own and not form.asked:
        if held is None or held.by != written.member_id:
            form.errors["asked"] = _("Somebody else writes down that the family no longer asks.")
        elif held.at and held.at <= at:
            at = held.at  # keep its time: later entries of others must win in any order of arrival
    written.refuse(form.errors)
    if held and held.at and held.at > at:
        return
    if held:
        await held.delete()
    await AnotherMember.create(
        id=written.id,
        household=written.household,
        member_id=form.values["member"],
        withdrawn=None if form.asked else True,
        reason=form.reason if form.asked and not own else None,
        asked_on=day,
        at=at,
        by_name=written.author_name,
        by=written.member_id,
        commune=written.commune,
    )


async def may_take_back(household_id: str, member_id: str, writer: str | None) -> bool:
    """About themselves, members withdraw only their own entries."""
    held = await _held(household_id, member_id)
    return member_id != writer or (held is not None and held.by == writer)


async def _held(household_id: str, member_id: str) -> AnotherMember | None:
    return await AnotherMember.get_or_none(household_id=household_id, member_id=member_id)


async def held_here(branch: PartyOrg, houses: Iterable[str]) -> dict[str, str]:
    """Household -> holder, if any."""
    here = Household.filter(hamlet_id=branch.unit_id, closed_on=None, id__in=list(houses))
    return await holders_of([str(id_) for id_ in await here.values_list("id", flat=True)], today())


async def reasons_of(houses: Iterable[str], reader: str) -> dict[str, Reason]:
    """For the secretary; without wishes about the reader."""
    rows = AnotherMember.filter(household_id__in=list(houses), withdrawn=None).exclude(member_id=reader)
    return {row.household_id: row.reason for row in await rows if row.reason}


async def withdrawn_wishes(houses: Iterable[str], since: date) -> dict[str, AnotherMember]:
    rows = AnotherMember.filter(household_id__in=list(houses), withdrawn=True, asked_on__gte=since)
    return {row.household_id: row for row in await rows.order_by("asked_on", "id")}


async def wished_by(member_id: str | None, ids: list[str]) -> dict[str, str]:
    """Household id -> unwanted member, as this member recorded."""
    rows = Household.filter(id__in=ids, another_member__by=member_id or "", another_member__withdrawn=None)
    return {
        str(house): str(member) for house, member in await rows.values_list("id", "another_member__member_id")
    }
