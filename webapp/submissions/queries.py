"""Queries: erasures, signatures, contacts of phones."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sync.contacts import Contact, claimed_at, written_after
from sync.ledger import DISOWNED, JUMPED, STRANGER, UNSIGNED, DeviceState
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.core import journal
from webapp.core.database.models import Node
from webapp.submissions.models import IGNORE_BASE, DeviceContact, Ruling, StoredSubmission

DAY = 86_400
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""Any earlier date comes from a reset clock."""
UNPROVEN = [outcome.code for outcome in (UNSIGNED, DISOWNED, STRANGER)]
SENT_BY = 30 * DAY
"""Seconds from reporting a number to sending: a reserved one must not permit forever."""
Name = tuple[str, int, str]
"""Device, number, digest."""


def erased_names(commune: str) -> dict[Name, bool]:
    """From the journal -> whether another body has the number."""
    return {
        (fact["device"], fact["seq"], fact["digest"]): fact["rival"]
        for fact in journal.facts()
        if fact["what"] == "erased" and fact["commune"] == commune
    }


async def ignored_bases(names: Iterable[tuple[str, int]]) -> list[Ruling]:
    """By (device, number)."""
    wanted = set(names)
    if not wanted:
        return []
    rulings = await Ruling.filter(
        verdict=IGNORE_BASE,
        device_id__in=list({device for device, _ in wanted}),
        seq__in=list({seq for _, seq in wanted}),
    )
    return [one for one in rulings if (one.device_id, one.seq) in wanted]


async def unsigned_in(commune: str) -> list[tuple[str, int]]:
    """(device, number)."""
    rows = StoredSubmission.filter(commune=commune, code__in=UNPROVEN)
    return [(str(device), int(str(seq))) for device, seq in await rows.values_list("device_id", "seq")]


async def is_invented(commune: str) -> bool:
    return bool(commune) and await Node.filter(commune=commune, invented=True).exists()


def proven_since(contacts: list[Contact], seq: int, came: datetime, enrolled_at: datetime) -> datetime | None:
    """Earliest time of writing; None: should have arrived long before."""
    claimed = claimed_at(contacts, seq)
    if claimed is not None and came.timestamp() - claimed > SENT_BY:
        return None
    after = written_after(contacts, seq)
    return datetime.fromtimestamp(after, UTC) if after is not None else enrolled_at


async def far_numbers(phones: Iterable[Device]) -> dict[str, int]:
    """Phone -> highest number reported or used, if implausible."""
    several = list(phones)
    rows = StoredSubmission.filter(
        device_id__in=[phone.id for phone in several], status=int(JUMPED.status), code=JUMPED.code
    )
    used: dict[str, int] = {}
    for id_, seq in await rows.values_list("device_id", "seq"):
        used[str(id_)] = max(used.get(str(id_), 0), int(str(seq)))
    said = {phone.id: max(used.get(phone.id, 0), phone.report.get("made", 0)) for phone in several}
    known = {
        phone.id: DeviceState(received=Ranges.parse(phone.received), issued=phone.issued) for phone in several
    }
    return {id_: number for id_, number in said.items() if number > known[id_].believed([number])}


async def contacts_with(device_id: str) -> list[Contact]:
    """Oldest first."""
    rows = await DeviceContact.filter(device_id=device_id).order_by("at")
    return [Contact(int(row.at.timestamp()), row.clock, row.issued) for row in rows]
