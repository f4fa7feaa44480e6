"""Return file for a courier: receipts and pages, sealed for one phone."""

import time

from sync import frames, returns
from sync.envelope import from_text
from sync.feed import manifest_hash, page_frames, plan_delta
from sync.frames import Welcome
from sync.inbox import Entry, Inbox
from sync.ranges import Ranges
from sync.reader import CARRIED
from webapp.accounts.models import Device
from webapp.accounts.revocation import CLONED
from webapp.accounts.sign_in.signed_in import member_person
from webapp.audit.middleware import note_pack
from webapp.core.calendar import today
from webapp.core.database.node import incarnation
from webapp.core.keys import office_key
from webapp.core.labels import LABELS
from webapp.people.models import Member
from webapp.people.rules import has_gone
from webapp.phone.packs import Pack, pack_for
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.ledger import TortoiseLedger

MANIFESTS_KEPT = 3


class NoReceiveKey(Exception):
    """Of an earlier release: needs a new slip."""


async def return_file(device: Device) -> bytes:
    if device.kind != "phone" or not device.receive_key:
        raise NoReceiveKey
    answer = await _answer(device)
    return returns.seal_return(office_key(), from_text(device.id), bytes(device.receive_key), answer)


async def _answer(device: Device) -> bytes:
    held = Ranges.parse(device.received)
    pack, is_open = Pack(), device.revoked_at is None
    if device.member_id and is_open and not await has_gone(device.member_id, today()):
        person = await member_person(await Member.get(id=device.member_id), device.id)
        pack = await pack_for(person)
        await _remember(device, pack)
        await note_pack(person, plan_delta(None, pack.manifest))
    welcome = Welcome(
        returns.NONCE,
        await incarnation(device.commune),
        int(time.time()),
        held.high,
        manifest_hash(pack.manifest),
        wipe=not is_open,
        replace=is_open,
        copied=device.revoked_for == CLONED,
    )
    rows = await _rows(device, held)
    head = frames.answer_head(welcome, [row.receipt for row in rows], held.above) + returns.marks(rows)
    if not is_open:
        return head
    return head + page_frames(plan_delta(None, pack.manifest, order=pack.order), pack.content)


async def _rows(device: Device, held: Ranges) -> tuple[Entry, ...]:
    """Newest, as many as fit; phones forget older ones."""
    ledger = TortoiseLedger(device.commune)
    newest = Ranges.of(list(held)[-CARRIED.seqs :])
    return await Inbox(ledger, Applier(ledger).apply, LABELS).current_rows(from_text(device.id), newest)


async def _remember(device: Device, pack: Pack) -> None:
    """So that the next exchange sends only changes."""
    kept = dict(list(device.manifests.items())[-MANIFESTS_KEPT:])
    kept[manifest_hash(pack.manifest).hex()] = {path: page.hex() for path, page in pack.manifest.items()}
    await Device.filter(id=device.id).update(manifests=kept)
