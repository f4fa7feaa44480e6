"""Pair marks: member unsuitable for or preferred by a household; coded, dated, revocable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from webapp.assignments.charge.models import PairMark, PairReason
from webapp.assignments.proposer.problem import Pair
from webapp.core.calendar import holds_on, today
from webapp.core.i18n import gettext as _
from webapp.households.due_visits import household_lines
from webapp.people.models import BranchMembership, Member
from webapp.register.models import Household
from webapp.web.form_fields import Fields, field_text
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


@dataclass
class PairForm:
    """No free text about families or members."""

    values: dict[str, str]
    suits: bool = False
    reason: PairReason = PairReason.OTHER
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "PairForm":
        return cls(dict.fromkeys(("member", "suits", "reason"), ""))

    @classmethod
    def read(cls, fields: Fields, members: Sequence[Member]) -> "PairForm":
        form = cls({name: field_text(fields, name) for name in ("member", "suits", "reason")})
        if form.values["member"] not in {one.id for one in members}:
            form.errors["member"] = _("Choose a member of this branch.")
        if form.values["suits"] not in ("0", "1"):
            form.errors["suits"] = _("Choose whether they should or should not.")
        form.suits = form.values["suits"] == "1"
        if form.values["reason"] in list(PairReason):
            form.reason = PairReason(form.values["reason"])
        else:
            form.errors["reason"] = _("Choose the reason.")
        if not form.suits and form.reason is PairReason.HOUSEHOLD_REQUEST:
            form.errors["reason"] = _("That a family asks for another member is written down as its wish.")
        return form


async def members_there(household: Household) -> list[Member]:
    """Of its hamlet's branch, lent cadres included."""
    here = BranchMembership.filter(
        holds_on(today()), branch__unit_id=household.hamlet_id, branch__kind="branch"
    )
    rows = await here.order_by("member__sort_key").prefetch_related("member")
    return list({row.member_id: row.member for row in rows}.values())


async def record_pair_mark(person: Person, household: Household, form: PairForm, op: str) -> None:
    """Replaces the current mark. Idempotent by `op`."""
    async with in_transaction():
        await Household.select_for_update().get(id=household.id)
        if await earlier_post(PairMark, op, household_id=household.id):
            return
        for held in await _held(household).filter(member_id=form.values["member"]):
            await _end(held, person)
        await PairMark.create(
            commune=household.commune,
            household=household,
            member_id=form.values["member"],
            suits=form.suits,
            reason=form.reason,
            valid_from=today(),
            by_name=person.name,
            at=datetime.now(UTC),
            form=op,
        )


async def take_back_pair(person: Person, household: Household, mark_id: str) -> None:
    found = await PairMark.get(id=mark_id, household_id=household.id)
    if found.valid_to is None:
        await _end(found, person)


async def _end(held: PairMark, person: Person) -> None:
    """Today's mark was never valid; its row stays as a record."""
    held.valid_to, held.ended_by = today() - timedelta(days=1), person.name
    await held.save(update_fields=["valid_to", "ended_by"])


def _held(household: Household) -> Any:
    return PairMark.filter(household_id=household.id, valid_to=None)


async def marked_pairs(household_ids: Sequence[str], day: date) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """(barred, preferred)."""
    rows = await PairMark.filter(holds_on(day), household_id__in=list(household_ids))
    found = [
        {(row.household_id, row.member_id) for row in rows if row.suits is suits} for suits in (False, True)
    ]
    return frozenset(found[0]), frozenset(found[1])


async def unsuited_pairs(household_ids: Sequence[str]) -> dict[Pair, PairReason]:
    rows = await PairMark.filter(holds_on(today()), household_id__in=list(household_ids), suits=False)
    return {(row.household_id, row.member_id): row.reason for row in rows}


async def pairs_page(household: Household, form: PairForm | None = None) -> dict[str, Any]:
    await household.fetch_related("hamlet")
    [standing] = await household_lines([household], today())
    rows = PairMark.filter(household_id=household.id).order_by("-at").prefetch_related("member")
    marks = await rows
    return {
        "household": household,
        "standing": standing,
        "members": await members_there(household),
        "held": [one for one in marks if one.valid_to is None],
        "ended": [one for one in marks if one.valid_to],
        "form": form or PairForm.empty(),
    }
