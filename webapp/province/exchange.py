"""Sync endpoint: letters in, receipts and signed answers out."""

import json
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from litestar import Request, Response, post

from sync.envelope import Malformed, from_text, to_text
from sync.feed import manifest_hash, page_frames, page_hash
from sync.inbox import Answer, Inbox, Status, Trust
from webapp.accounts.models import Device
from webapp.core.database.db import wipe_erased_bytes
from webapp.core.keys import office_key
from webapp.core.labels import LABELS, record_id
from webapp.people.queries import this_commune
from webapp.phone import http
from webapp.province.apply_letters import ProvinceApplier
from webapp.province.letters import BackupPart
from webapp.province.models import JoinedOffice, OfficeDevice, RaisedConcern
from webapp.province.overdue import confirmed_of
from webapp.province.queries import office_of
from webapp.province.replies import sign_reply
from webapp.province.rules import NotInvited, add_device
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.models import StoredSubmission


@post("/sync/v1/exchange", opt={"policy": "public"}, request_max_body_size=http.MOST)
async def exchange(request: Request[Any, Any, Any]) -> Response[bytes | str]:
    province = await this_commune()
    ledger = TortoiseLedger(province, strangers=http.strangers(request))
    inbox = Inbox(ledger, ProvinceApplier(ledger).apply, LABELS, office=office_key())
    return await http.receive(request, nullcontext(inbox), lambda answer: _reply(province, answer))


async def _reply(province: str, answer: Answer) -> bytes:
    await wipe_erased_bytes()
    head, device_name = await http.head_of(province), answer.hello.device
    device = await Device.get_or_none(id=to_text(device_name), commune=province)
    known = await office_of(device.id) if device else None
    if device is None or known is None or answer.trust is not Trust.PROVEN or not answer.fresh:
        return sign_reply(device_name, answer.head(**head))
    await _go_on_as(known, device, answer)
    copies = bool(answer.hello.extras.get("copies"))
    pages = await pages_for(known, copies=copies)
    manifest = {path: page_hash(content) for path, content in pages.items()}
    delta = await http.news_for(device, answer.hello, manifest)
    start = answer.head(**head, manifest=manifest_hash(manifest), replace=delta.replace)
    return sign_reply(device_name, start + page_frames(delta, pages.__getitem__))


async def _go_on_as(known: JoinedOffice, device: Device, answer: Answer) -> None:
    """A restored office announces its new device under the old one and its key."""
    try:
        after = from_text(str(answer.hello.extras.get("next", "")))
        await add_device(known, after, bytes(device.sign_key))
    except (Malformed, NotInvited):
        return


async def pages_for(known: JoinedOffice, *, copies: bool = False) -> dict[str, bytes]:
    """Answers; after a restore also letters, except backups."""
    answered = RaisedConcern.filter(office=known, answered_at__not_isnull=True).order_by("answered_at")
    pages = {f"/answers/{raised.id}": _answer(raised) for raised in await answered}
    devices = await OfficeDevice.filter(office=known).values_list("device_id", flat=True)
    for row, ruling in await confirmed_of(map(str, devices)):
        pages[f"/answers/{record_id(from_text(row.device_id), row.seq)}"] = _told(
            "", ruling.by_name, ruling.received_at
        )
    if copies:
        rows = StoredSubmission.filter(device_id__in=list(devices), status=int(Status.ACCEPTED))
        for row in await rows.exclude(kind__in=[0, BackupPart.KIND]).order_by("received_at", "seq"):
            pages[f"/copies/{row.device_id}/{row.seq}"] = bytes(row.body)
    return pages


def _answer(raised: RaisedConcern) -> bytes:
    return _told(raised.answer, raised.answered_by, raised.answered_at)


def _told(text: str, by: str, at: datetime | None) -> bytes:
    told = {"text": text, "by": by, "at": at.isoformat() if at else ""}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


ROUTES = [exchange]
