"""Import of files brought by a courier or another phone."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PureWindowsPath

from sync import returns
from sync.envelope import Malformed, to_text
from sync.frames import Origin, Receipt
from sync.inbox import ExchangeRefused, FileReport, Status, Trust
from sync.parcel import read_origin
from sync.reader import CARRIED
from webapp.accounts.models import Device
from webapp.core.i18n import gettext as _
from webapp.core.keys import office_key
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.models import Carriage

LARGEST_FILE = CARRIED.size
NAME_SHOWN = 60


@dataclass(frozen=True)
class Carrier:
    """Courier: office user, or member."""

    commune: str
    name: str
    by_phone: bool = False


@dataclass(frozen=True)
class CarriedReport:
    """Import report. With a `problem` nothing was stored."""

    name: str
    problem: str = ""
    code: str = ""
    device: str = ""
    person: str = ""
    new: int = 0
    there: int = 0
    aside: int = 0
    unsigned: int = 0
    refused: int = 0
    missing: int = 0
    cut: bool = False
    full: bool = False
    can_return: bool = False

    @property
    def here(self) -> int:
        return self.new + self.there

    @property
    def whole(self) -> bool:
        left = self.aside or self.unsigned or self.refused or self.missing
        return not (self.problem or left or self.cut or self.full)


async def import_carried_file(carrier: Carrier, name: str, content: bytes) -> CarriedReport:
    """Idempotent, in any order."""
    shown = shown_name(name)
    if content.startswith(returns.MAGIC):
        return CarriedReport(
            shown, _("This is an answer of the commune for one phone. Open it on that phone."), "format"
        )
    origin = None
    try:
        origin = read_origin(content)
        async with open_inbox(TortoiseLedger(carrier.commune), office=office_key()) as inbox:
            report = await inbox.import_file(_whole(content))
    except Malformed:
        return CarriedReport(shown, _why("size", None), "size")
    except ExchangeRefused as refusal:
        return CarriedReport(shown, _why(refusal.code, origin), refusal.code)
    carried = await _told(shown, report)
    await _remember(carrier, carried)
    if report.trust is Trust.PROVEN:  # signed count: the rest is missing
        await Device.filter(id=carried.device, issued__lt=report.issued).update(issued=report.issued)
    return carried


def shown_name(name: str) -> str:
    """For display only."""
    last = PureWindowsPath(name).name
    seen = "".join(letter for letter in last if letter.isprintable())
    seen = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069]", "", seen).strip()
    return seen if len(seen) <= NAME_SHOWN else f"{seen[:40]}…{seen[-15:]}"


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _why(code: str, origin: Origin | None) -> str:
    if code == "wrong-node" and origin and (place := shown_name(origin.place)):
        return _("This file was sealed for another office. It belongs to: {place}").format(place=place)
    if code == "wrong-node":
        return _("This file was sealed for another office. Take it to the office named on the phone's slip.")
    if code == "cut":
        return _("The file is cut short and holds nothing whole. Save it again on the phone.")
    if code == "size":
        return _("The file is larger than 20 MB or holds more than 5,000 records. Save smaller files.")
    return _("This is not a file saved by Gần Dân. Choose the file that ends in .gandan.")


async def _told(name: str, report: FileReport) -> CarriedReport:
    device = await Device.get_or_none(id=to_text(report.device)).prefetch_related("member")
    known = device if device and report.trust is not Trust.UNKNOWN else None
    told = CarriedReport(
        name=name,
        device=device.id if device else "",
        person=known.member.full_name if known and known.member else "",
        missing=len(report.missing),
        cut=report.truncated,
        full=report.full,
        can_return=bool(known and known.receive_key and report.trust is not Trust.UNPROVEN),
    )
    for receipt in report.receipts:
        told = _counted(told, receipt, new=receipt.seq in report.released)
    return told


def _counted(told: CarriedReport, receipt: Receipt, *, new: bool) -> CarriedReport:
    if receipt.status in (Status.ACCEPTED, Status.ERASED):
        return replace(told, new=told.new + 1) if new else replace(told, there=told.there + 1)
    if receipt.status == Status.REFUSED:
        return replace(told, refused=told.refused + 1)
    if receipt.code == "unsigned":
        return replace(told, unsigned=told.unsigned + 1)
    return replace(told, aside=told.aside + 1)


async def _remember(carrier: Carrier, carried: CarriedReport) -> None:
    if carried.device:
        await Carriage.create(
            commune=carrier.commune,
            device_id=carried.device,
            by_name=carrier.name,
            by_phone=carrier.by_phone,
            new=carried.new,
            received_at=datetime.now(UTC),
        )
