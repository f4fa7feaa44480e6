"""Submissions that came as a file, in a bag or by another phone, instead of by network."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sync.envelope import to_text
from sync.inbox import ExchangeRefused, FileReport, Inbox, Status, Trust
from sync.seal import Office
from webapp.accounts.models import Device
from webapp.i18n import gettext as _
from webapp.keys import office_key
from webapp.outbox.apply import Desk
from webapp.outbox.ledger import TortoiseLedger

LARGEST_FILE = 20_000_000


class NotOurFile(Exception):
    """Nothing of it was stored; the message says what to do."""


@dataclass(frozen=True)
class Carried:
    """What a file held, for the person who brought it."""

    person: str
    accepted: int
    waiting: int
    missing: int
    cut: bool


async def import_file(commune: str, content: bytes) -> Carried:
    async def whole() -> AsyncIterator[bytes]:
        yield content

    ledger = TortoiseLedger(commune)
    inbox = Inbox(ledger, Desk(ledger).apply, office=Office(office_key()))
    try:
        report = await inbox.import_file(whole())
    except ExchangeRefused as refusal:
        raise NotOurFile(_why(refusal.code)) from refusal
    return await _told(report)


def _why(code: str) -> str:
    if code == "wrong-node":
        return _("This file was sealed for another office. Take it to the office named on the phone's slip.")
    if code == "cut":
        return _("The file is cut short and holds nothing whole. Save it again on the phone.")
    return _("This is not a file saved by Gần Dân. Choose the file that ends in .gandan.")


async def _told(report: FileReport) -> Carried:
    device = await Device.get_or_none(id=to_text(report.device)).prefetch_related("member")
    member = device.member if device and report.trust is not Trust.UNKNOWN else None
    accepted = sum(receipt.status is Status.ACCEPTED for receipt in report.receipts)
    return Carried(
        person=member.full_name if member else "",
        accepted=accepted,
        waiting=len(report.receipts) - accepted,
        missing=len(report.missing),
        cut=report.truncated,
    )
