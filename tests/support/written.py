"""A submission as the exchange hands it to a feature once it has arrived from a phone."""

from datetime import UTC, date, datetime, time
from typing import Any

from sync.envelope import from_text
from webapp.accounts.models import Device
from webapp.core.database.db import new_id
from webapp.core.labels import receipt_code, record_id
from webapp.households.family.models import NeedChange
from webapp.people.models import Member
from webapp.register.models import Household
from webapp.submissions.kinds import Kind, Written


async def phone_of(member: Member) -> Device:
    device, _ = await Device.get_or_create(
        kind="phone",
        member=member,
        defaults={
            "id": new_id(),
            "commune": member.commune,
            "sign_key": b"",
            "share": b"",
            "enrolled_at": datetime.now(UTC),
        },
    )
    return device


async def name_need(household: Household, code: str, day: date) -> None:
    at = datetime.combine(day, time(12), UTC)
    await NeedChange.create(
        commune=household.commune,
        household=household,
        code=code,
        opened=True,
        happened_on=day,
        submission="",
        by_name="-",
        recorded_at=at,
        received_at=at,
    )


async def arrive(
    kind: Kind,
    member: Member,
    household: Household,
    *,
    seq: int = 1,
    made: datetime | None = None,
    received: datetime | None = None,
    **fields: str | list[str],
) -> Written:
    """Written on the member's phone, then applied at the office."""
    device = await phone_of(member)
    made = made or datetime.now(UTC)
    raw = from_text(device.id)
    written = Written(
        id=record_id(raw, seq),
        receipt_code=receipt_code(raw, seq),
        device_id=device.id,
        seq=seq,
        wall=int(made.timestamp()),
        counter=0,
        commune=member.commune,
        about=await Household.get(id=household.id),
        fields=fields,
        member_id=member.id,
        author_name=member.full_name,
        recorded_at=made,
        received_at=received or datetime.now(UTC),
    )
    await kind.apply(written)
    return written


def columns(row: Any, *names: str) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
