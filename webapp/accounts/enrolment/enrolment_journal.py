"""Journal of enrolments: restores phones newer than a backup."""

from datetime import datetime

from webapp.accounts.models import Device
from webapp.core import journal
from webapp.core.keys import share_of
from webapp.people.models import Member


def note_opened(device: Device) -> None:
    """No secrets. The last entry of a device wins."""
    journal.write_down(
        {
            "what": "opened",
            "commune": device.commune,
            "device": device.id,
            "member": device.member_id,
            "key": bytes(device.sign_key).hex(),
            "read": bytes(device.reading_key or b"").hex(),
            "receive": bytes(device.receive_key or b"").hex(),
            "share": "derived",
            "at": device.enrolled_at.isoformat(timespec="seconds"),
        }
    )


async def replay_enrolments(commune: str) -> None:
    """Else their records count as unknown. Before revocations."""
    opened = [fact for fact in journal.facts() if fact["what"] == "opened" and fact["commune"] == commune]
    known = await Device.filter(commune=commune, kind="phone").values_list("id", flat=True)
    left = [fact for fact in opened if fact["device"] not in set(known)]
    for fact in left:
        if await Member.filter(id=fact["member"], commune=commune).exists():
            await _open(fact)


async def _open(fact: journal.Fact) -> None:
    # Random shares of earlier releases are lost: give none.
    share = share_of(fact["device"]) if fact.get("share") == "derived" else b""
    known = {
        "commune": fact["commune"],
        "kind": "phone",
        "member_id": fact["member"],
        "sign_key": bytes.fromhex(fact["key"]),
        "reading_key": bytes.fromhex(fact.get("read", "")) or None,
        "receive_key": bytes.fromhex(fact.get("receive", "")) or None,
        "share": share,
        "enrolled_at": datetime.fromisoformat(fact["at"]),
    }
    await Device.update_or_create(id=fact["device"], defaults=known)
