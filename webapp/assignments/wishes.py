"""A family would rather have another member: whoever is told writes it down, and nobody needs to be told why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from webapp.assignments.charge_models import Reason
from webapp.assignments.facts import holders_of
from webapp.assignments.models import AnotherMember
from webapp.calendar import today
from webapp.households.models import Household
from webapp.i18n import gettext as _
from webapp.i18n import local
from webapp.outbox.forms import text
from webapp.outbox.kinds import Fields, Unreadable, Written
from webapp.people.models import Member, PartyOrg


@dataclass
class WishForm:
    """`member` is whom the family would not have, as the page showed it: when this arrives it may be another.

    On the page of the member it is about, nothing but the wish is there to send.
    """

    NAMES = ("member", "asked", "reason")

    values: dict[str, str]
    asked: bool = True
    reason: Reason | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def read(cls, sent: Fields, commune: str, author: str | None) -> "WishForm":
        form = cls({name: text(sent, name) for name in cls.NAMES})
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
    """What was written last holds. Whom it is about neither takes it back nor learns of a reason."""
    form = await WishForm.read(written.fields, written.commune, written.member_id)
    own = form.values["member"] == written.member_id
    if own and not form.asked:
        form.errors["asked"] = _("Somebody else writes down that the family no longer asks.")
    if form.errors:
        raise Unreadable(form.errors)
    at = min(written.recorded_at, written.received_at)
    held = await AnotherMember.get_or_none(household_id=written.household.id, member_id=form.values["member"])
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
        asked_on=local(at).date(),
        at=at,
        by_name=written.author_name,
        commune=written.commune,
    )


async def held_here(branch: PartyOrg, houses: Iterable[str]) -> dict[str, str]:
    """Of the chosen households of a branch those that somebody is in charge of, and who."""
    here = Household.filter(hamlet_id=branch.unit_id, closed_on=None, id__in=list(houses))
    return await holders_of([str(id_) for id_ in await here.values_list("id", flat=True)], today())


async def reasons_of(houses: Iterable[str], reader: str) -> dict[str, Reason]:
    """For the secretary; nobody reads why a family would not have them."""
    rows = AnotherMember.filter(household_id__in=list(houses), withdrawn=None).exclude(member_id=reader)
    return {row.household_id: row.reason for row in await rows if row.reason}
