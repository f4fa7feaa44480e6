"""Communes' carried files, answered by reply files."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sync import frames
from sync.envelope import Malformed, to_text
from sync.feed import manifest_hash, page_frames, page_hash, plan_delta
from sync.frames import Origin, Welcome
from sync.inbox import ExchangeRefused, FileReport, Inbox, Trust
from sync.reader import CARRIED, Reader
from webapp.accounts.models import Device
from webapp.core.database.db import wipe_erased_bytes
from webapp.core.keys import office_key
from webapp.core.labels import LABELS
from webapp.phone.http import head_of
from webapp.province.apply_letters import ProvinceApplier
from webapp.province.exchange import pages_for
from webapp.province.invitation import from_base64url
from webapp.province.models import JoinedOffice
from webapp.province.queries import office_of
from webapp.province.replies import nonce_of, sign_reply
from webapp.province.rules import NotInvited, admit_server
from webapp.submissions.intake.ledger import TortoiseLedger

LARGEST_FILE = 20_000_000


class NotTaken(Exception):
    """Nothing was stored. Message: a code."""


@dataclass(frozen=True)
class TakenFile:
    office: JoinedOffice
    report: FileReport
    reply: bytes

    @property
    def accepted(self) -> int:
        return sum(receipt.status == 1 for receipt in self.report.receipts)


async def take_office_file(province: str, content: bytes) -> TakenFile:
    """Idempotent, in any order. Enrols an unknown server by its code."""
    opening = _opening(content)
    origin = Origin.parse(opening[b"o"])
    joined = await _let_in(origin, opening.get(b"j", b""))
    known = await office_of(to_text(origin.device))
    if known is None:
        raise NotTaken("unknown")
    ledger = TortoiseLedger(province)
    try:
        report = await Inbox(ledger, ProvinceApplier(ledger).apply, LABELS, office=office_key()).import_file(
            _whole(content)
        )
    except ExchangeRefused as refusal:
        raise NotTaken(refusal.code) from refusal
    if report.trust is Trust.PROVEN:
        await _note(origin, report.issued)
    await wipe_erased_bytes()
    return TakenFile(known, report, await _reply(known, origin, report, copies=joined))


async def _let_in(origin: Origin, said: bytes) -> bool:
    """Proved a valid code; known servers' files have none."""
    if not said:
        return False
    try:
        fields = json.loads(said)
        await admit_server(origin.device, from_base64url(fields["sign"]), str(fields["proof"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotInvited):
        return False
    return True


def _opening(content: bytes) -> dict[bytes, bytes]:
    """Frames before the first item: origin, proof of the code."""
    found: dict[bytes, bytes] = {}
    try:
        for kind, payload, _ in Reader(frames.FILE, CARRIED).feed(content):
            if kind not in (b"o", b"j"):
                break
            found.setdefault(kind, payload)
        Origin.parse(found.get(b"o", b""))
    except Malformed as error:
        raise NotTaken("format") from error
    return found


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _note(origin: Origin, issued: int) -> None:
    """A signed file counts as a contact."""
    device = await Device.get(id=to_text(origin.device))
    await Device.filter(id=device.id).update(issued=max(device.issued, issued), seen_at=datetime.now(UTC))


async def _reply(known: JoinedOffice, origin: Origin, report: FileReport, *, copies: bool) -> bytes:
    """Like an exchange, with the file's digest as nonce."""
    ledger = TortoiseLedger(known.commune)
    received = (await ledger.device_state(origin.device)).received
    pages = await pages_for(known, copies=copies)
    manifest = {path: page_hash(content) for path, content in pages.items()}
    welcome = Welcome(
        nonce=nonce_of(origin),
        high=received.high,
        manifest=manifest_hash(manifest),
        replace=True,
        **await head_of(known.commune),
    )
    head = frames.answer_head(welcome, report.receipts, received.above)
    news = page_frames(plan_delta(None, manifest), pages.__getitem__)
    return sign_reply(origin.device, head + news)
