"""Journal of joined offices, for a province restored from an older backup."""

from datetime import datetime

from webapp.accounts.models import Device
from webapp.core import journal
from webapp.province.models import JoinedOffice, OfficeDevice

JOINED = "joined"


def note_joined(office: JoinedOffice, device: Device) -> None:
    """Public data only."""
    journal.write_down(
        {
            "what": JOINED,
            "commune": office.commune,
            "office": office.id,
            "name": office.name,
            "device": device.id,
            "key": bytes(device.sign_key).hex(),
            "at": device.enrolled_at.isoformat(timespec="seconds"),
        }
    )


async def replay_joins(province: str) -> None:
    """At start; else such offices would be unknown devices."""
    known = set(await OfficeDevice.filter(commune=province).values_list("device_id", flat=True))
    for fact in journal.facts():
        if fact["what"] == JOINED and fact["commune"] == province and fact["device"] not in known:
            await _join(fact)


async def _join(fact: journal.Fact) -> None:
    at, province = datetime.fromisoformat(fact["at"]), fact["commune"]
    office = await JoinedOffice.get_or_none(commune=province, name=fact["name"])
    if office is None:
        office = await JoinedOffice.create(
            id=fact["office"], commune=province, name=fact["name"], expires_at=at
        )
    await Device.update_or_create(
        id=fact["device"],
        defaults={
            "commune": province,
            "kind": "office",
            "sign_key": bytes.fromhex(fact["key"]),
            "share": b"",
            "enrolled_at": at,
        },
    )
    # The backup may hold this code as unused.
    await JoinedOffice.filter(id=office.id).update(used_for=fact["device"])
    await OfficeDevice.filter(office=office, until=None).update(until=at)
    await OfficeDevice.create(commune=province, office=office, device_id=fact["device"], since=at)
