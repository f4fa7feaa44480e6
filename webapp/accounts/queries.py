"""What may be known of accounts, phones and slips."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from sync.ranges import Ranges
from webapp.access import Person
from webapp.accounts.models import Device, Reckoning, Slip
from webapp.people.queries import members_visible_to

GIVEN_UP, BELIEVED = "given-up", "believed"
PROOF_LASTS = timedelta(minutes=10)
WRONG_BY = 3 * 3600  # seconds: enough that a visit of the evening is written on another day


async def device_in_use(device_id: str) -> bool:
    return await Device.filter(id=device_id, revoked_at=None).exists()


async def pages_open(device_id: str) -> bool:
    """Whether this phone proved lately that its PIN was typed; a cookie alone shows nothing."""
    since = datetime.now(UTC) - PROOF_LASTS
    return await Device.filter(id=device_id, revoked_at=None, proved_at__gt=since).exists()


async def clock_is_wrong(person: Person) -> bool:
    """Whether this person's phone last told a time that is hours away from the office's."""
    phone = await Device.get_or_none(id=person.device_id, kind="phone") if person.device_id else None
    if phone is None or phone.seen_at is None or "clock" not in phone.report:
        return False
    return abs(phone.report["clock"] - phone.seen_at.timestamp()) > WRONG_BY


def phones_visible_to(person: Person) -> QuerySet[Device]:
    """Those of the members whom this person may see, the closed ones too."""
    phones = Device.filter(commune=person.commune, kind="phone")
    if person.in_office:
        return phones
    return phones.filter(member_id__in=Subquery(members_visible_to(person).values("id")))


async def missing_from(phones: Iterable[Device]) -> dict[str, Ranges]:
    """By phone: the numbers it has given whose records are neither here nor given up by the office."""
    several = list(phones)
    gone: dict[str, Ranges] = {}
    rows = Reckoning.filter(device_id__in=[phone.id for phone in several], verdict=GIVEN_UP)
    for id_, numbers in await rows.values_list("device_id", "numbers"):
        gone[str(id_)] = gone.get(str(id_), Ranges()) | Ranges.parse(str(numbers))
    return {
        phone.id: Ranges.parse(phone.held).missing(phone.made) - gone.get(phone.id, Ranges())
        for phone in several
    }


def code_hash(code: str) -> str:
    """Slips are stored as hashes: who reads the database cannot enrol a phone."""
    return hashlib.sha256(b"slip " + code.encode()).hexdigest()


async def slip_for(code: str) -> Slip | None:
    """The slip with this code, if it can still be used."""
    slip = await _slip(code, used_at=None)
    return slip if slip and slip.expires_at > datetime.now(UTC) else None


async def enrolled_before(code: str, sign_key: bytes) -> tuple[Slip, Device] | None:
    """The phone's earlier try with the same slip and key, whose answer was lost on the way."""
    slip = await _slip(code, used_at__not_isnull=True)
    device = await Device.get_or_none(id=slip.used_for, sign_key=sign_key) if slip and slip.used_for else None
    return (slip, device) if slip and device else None


async def _slip(code: str, **state: Any) -> Slip | None:
    digits = "".join(c for c in code if c.isdigit())
    return await Slip.get_or_none(code_hash=code_hash(digits), **state).prefetch_related("member")
