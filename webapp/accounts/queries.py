"""Queries on devices, browsers and slips."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from sync.ranges import Ranges
from webapp.accounts.codes import code_hash, tidy_code
from webapp.accounts.models import BrowserPin, Device, Reckoning, Slip
from webapp.accounts.sessions import PHONE_LASTS
from webapp.people.queries import members_visible_to
from webapp.web.person import Person

GIVEN_UP, BELIEVED = "given-up", "believed"
PROOF_LASTS = timedelta(minutes=10)


async def device_in_use(device_id: str) -> bool:
    return await Device.filter(id=device_id, revoked_at=None).exists()


async def pin_proved_lately(device_id: str) -> bool:
    """Recent PIN proof; a cookie alone does not suffice."""
    since = datetime.now(UTC) - PROOF_LASTS
    return await Device.filter(id=device_id, revoked_at=None, proved_at__gt=since).exists()


def phones_visible_to(person: Person) -> QuerySet[Device]:
    """Includes revoked ones."""
    phones = Device.filter(commune=person.commune, kind="phone")
    if person.in_office:
        return phones
    return phones.filter(member_id__in=Subquery(members_visible_to(person).values("id")))


def browsers_visible_to(person: Person) -> QuerySet[BrowserPin]:
    members = Subquery(members_visible_to(person).values("id"))
    recent = BrowserPin.filter(made_at__gt=datetime.now(UTC) - PHONE_LASTS)
    return recent.filter(member__in=members).order_by("-seen_at")


async def missing_from(phones: Iterable[Device]) -> dict[str, Ranges]:
    """Numbers used, neither received nor given up."""
    several = list(phones)
    gone: dict[str, Ranges] = {}
    rows = Reckoning.filter(device_id__in=[phone.id for phone in several], verdict=GIVEN_UP)
    for id_, numbers in await rows.values_list("device_id", "numbers"):
        gone[str(id_)] = gone.get(str(id_), Ranges()) | Ranges.parse(str(numbers))
    return {
        phone.id: Ranges.parse(phone.received).missing(phone.issued) - gone.get(phone.id, Ranges())
        for phone in several
    }


async def usable_slip(code: str) -> Slip | None:
    """If valid."""
    slip = await slip_with(tidy_code(code))
    if slip is None or slip.used_at or slip.withdrawn_at:
        return None
    return slip if slip.expires_at > datetime.now(UTC) else None


async def slip_with(code: str) -> Slip | None:
    """Normalised code, any state."""
    return await Slip.get_or_none(code_hash=code_hash(code)).prefetch_related("member")


def live_slips(person: Person) -> QuerySet[Slip]:
    slips = Slip.filter(
        commune=person.commune, used_at=None, withdrawn_at=None, expires_at__gt=datetime.now(UTC)
    )
    if not person.in_office:
        slips = slips.filter(member_id__in=Subquery(members_visible_to(person).values("id")))
    return slips.prefetch_related("member").order_by("expires_at")
