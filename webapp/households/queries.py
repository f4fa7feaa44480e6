"""Households that somebody may see, and what is known of them now."""

from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.access import Person
from webapp.accounts.models import Role
from webapp.calendar import holds_on, today
from webapp.households.models import Consent, Household, PovertyRecord
from webapp.people.models import PartyOrg
from webapp.vi_text import fold


def in_care_of(member_id: str, day: date) -> Q:
    """Households of the groups that a member is in charge of on a day, alone or as a stand-in."""
    return (
        holds_on(day, "places__")
        & holds_on(day, "places__group__assignments__")
        & Q(places__group__assignments__member_id=member_id)
    )


async def households_visible_to(person: Person, day: date | None = None) -> QuerySet[Household]:
    """One's own groups; a branch secretary's hamlet; the commune for its office; nothing above it."""
    everyone = Household.filter(commune=person.commune, closed_on=None)
    if person.in_office:
        return everyone
    if not person.carries_households:
        return everyone.filter(id="")
    own = everyone.filter(in_care_of(person.member_id or "", day or today()))
    ids = await own.values_list("id", flat=True)
    if person.role is Role.BRANCH_SECRETARY:
        branch = await PartyOrg.get(id=person.branch_id)
        return everyone.filter(Q(id__in=list(ids)) | Q(hamlet_id=branch.unit_id))
    return everyone.filter(id__in=list(ids))


def found_by(words: str, households: QuerySet[Household]) -> QuerySet[Household]:
    """Search by name or code without marks: every word must begin a word of the name, or the code."""
    for word in fold(words).split():
        households = households.filter(
            Q(folded__startswith=word) | Q(folded__contains=f" {word}") | Q(code__icontains=word)
        )
    return households


async def consent_of(household: Household) -> str:
    newest = await Consent.filter(household_id=household.id).order_by("-asked_on").first()
    return newest.answer if newest else "not_asked"


async def poverty_of(households: list[Household]) -> dict[str, str]:
    """The newest official class of each household, by id."""
    records = await PovertyRecord.filter(household_id__in=[h.id for h in households]).order_by(
        "decision_date"
    )
    return {record.household_id: record.poverty_class for record in records}
