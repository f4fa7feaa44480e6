"""Records provably written after a family refused consent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sync.contacts import Contact
from sync.envelope import from_text
from webapp.accounts.models import Device
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.register.models import Consent
from webapp.submissions.models import DeviceContact, StoredSubmission
from webapp.submissions.queries import proven_since

NO = ("refused", "withdrawn")


@dataclass(frozen=True)
class Word:
    home: str
    device: str
    seq: int
    came: datetime

    @property
    def id(self) -> str:
        return record_id(from_text(self.device), self.seq)


def record_of(row: Any) -> str:
    """Log record id; an office row has its own."""
    if named := getattr(row, "submission", ""):
        return str(named)
    if hasattr(row, "device_id") and hasattr(row, "seq"):
        return record_id(from_text(row.device_id), row.seq)
    return str(row.id)


async def written_after_no(said_no: Mapping[str, date], sources: Mapping[str, str]) -> dict[str, bool]:
    """Record id -> written after the refusal. `said_no`: household -> day of refusal. Writers' clocks are not
    trusted. Proof: the same phone wrote the refusal earlier in its sequence; a contact shows the number
    unused at the end of that day; or typed on the web later. No queries without refusals.
    """
    if not said_no:
        return {}
    words = await _words([*said_no, *(part for part, owner in sources.items() if owner in said_no)])
    devices = {one.id: one for one in await Device.filter(id__in=list({word.device for word in words}))}
    contacts = await _contacts(devices)
    nos = await _nos(said_no)
    first_no: dict[tuple[str, str], int] = {}
    for word in sorted(words, key=lambda one: -one.seq):
        if word.id in nos:
            first_no[word.home, word.device] = word.seq
    found = {}
    for word in words:
        owner = sources.get(word.home, word.home)
        device, no = devices[word.device], first_no.get((owner, word.device))
        since = _since(word, device, contacts.get(device.id, []))
        found[word.id] = (since is not None and local_time(since).date() > said_no[owner]) or (
            no is not None and no < word.seq and device.kind != "web"
        )
    return found


def _since(word: Word, device: Device, contacts: list[Contact]) -> datetime | None:
    """Earliest possible time of writing."""
    if device.kind == "web":
        return word.came
    return proven_since(contacts, word.seq, word.came, device.enrolled_at)


async def _words(homes: Iterable[str]) -> list[Word]:
    rows = StoredSubmission.filter(entity__in=list(homes))
    return [
        Word(str(home), str(device), int(str(seq)), came)
        for home, device, seq, came in await rows.values_list("entity", "device_id", "seq", "received_at")
    ]


async def _contacts(devices: Iterable[str]) -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = {}
    for row in await DeviceContact.filter(device_id__in=list(devices)).order_by("at"):
        found.setdefault(row.device_id, []).append(Contact(int(row.at.timestamp()), row.clock, row.issued))
    return found


async def _nos(said_no: Mapping[str, date]) -> set[str]:
    rows = Consent.filter(household_id__in=list(said_no), answer__in=NO)
    return {
        str(id_)
        for id_, home, on in await rows.values_list("id", "household_id", "asked_on")
        if on == said_no[str(home)]
    }
