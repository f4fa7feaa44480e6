"""What the reception page shows, and what waits for the commune's secretary."""

from collections import Counter
from datetime import date, timedelta

from tortoise.queryset import QuerySet

from webapp.core.database.db import now
from webapp.reception.models import (
    MemberConduct,
    ReceptionAddress,
    ReceptionOffice,
    RedirectedPetition,
    SafetyReferral,
)
from webapp.web.person import Person

REFERRALS_SHOWN_FOR = timedelta(days=30)
YEAR = timedelta(days=366)


async def reception_addresses(commune: str) -> dict[str, ReceptionAddress]:
    rows = await ReceptionAddress.filter(commune=commune).order_by("made_at", "id")
    newest = {row.office: row for row in rows}
    return {office.value: newest[office] for office in ReceptionOffice if office in newest}


async def petitions_by_month(commune: str, day: date) -> list[tuple[date, Counter[int]]]:
    """First of the month, then how many of each kind; newest first."""
    found: dict[date, Counter[int]] = {}
    for row in await RedirectedPetition.filter(commune=commune, made_on__gt=day - YEAR):
        found.setdefault(row.made_on.replace(day=1), Counter())[row.kind] += 1
    return sorted(found.items(), reverse=True)


def conduct_shown_to(person: Person) -> QuerySet[MemberConduct]:
    """The commune's secretary alone."""
    mine = person.commune if person.is_commune_secretary else ""
    return MemberConduct.filter(commune=mine)


def referrals_shown_to(person: Person) -> QuerySet[SafetyReferral]:
    """The commune's secretary alone."""
    mine = person.commune if person.is_commune_secretary else ""
    return SafetyReferral.filter(commune=mine, referred_at__gt=now() - REFERRALS_SHOWN_FOR)
