"""One round trip with a phone: its submissions come in, receipts and the pages of its person go out."""

import time
from collections.abc import AsyncIterator
from typing import Any

from litestar import MediaType, Request, Response, post
from litestar.exceptions import ClientException

from sync.envelope import to_text
from sync.feed import Delta, frames, manifest_hash, plan
from sync.frames import ZERO8, Hello
from sync.inbox import Answer, ExchangeRefused, Inbox, Trust
from sync.seal import Office
from webapp.access import member_person
from webapp.accounts.models import Device
from webapp.keys import office_key
from webapp.outbox.apply import Desk
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.packs import pack_for
from webapp.outbox.queries import incarnation
from webapp.people.models import Member
from webapp.people.queries import this_commune

MEDIA = "application/vnd.gandan.exchange"
MANIFESTS_KEPT = 3


@post("/sync/v1/exchange", opt={"policy": "public"}, request_max_body_size=1_000_000)
async def exchange(request: Request[Any, Any, Any]) -> Response[bytes | str]:
    """No cookie: the phone's signature says who speaks. A body cut anywhere keeps what was whole."""
    if request.content_type[0] != MEDIA:
        return Response("format", status_code=415, media_type=MediaType.TEXT)
    commune = await this_commune()
    ledger = TortoiseLedger(commune)
    inbox = Inbox(ledger, Desk(ledger).apply, office=Office(office_key()))
    try:
        answer = await inbox.exchange(_chunks(request))
    except ExchangeRefused as refusal:
        status = 403 if refusal.code == "signature" else 400
        return Response(refusal.code, status_code=status, media_type=MediaType.TEXT)
    return Response(
        await _reply(commune, answer),
        media_type=MEDIA,
        status_code=200,
        headers={"cache-control": "no-store"},
    )


async def _chunks(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The request as it arrives; a phone that goes away in the middle just ends it."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientException:
        return


async def _reply(commune: str, answer: Answer) -> bytes:
    head: dict[str, Any] = {"incarnation": await incarnation(commune), "server_time": int(time.time())}
    device = await Device.get_or_none(id=to_text(answer.hello.device), commune=commune)
    if answer.trust is Trust.REVOKED:
        return answer.head(**head, wipe=True)
    if device is None or device.member_id is None or answer.trust is not Trust.PROVEN or not answer.fresh:
        return answer.head(**head)
    if answer.hello.extras.get("nopages"):
        return answer.head(**head, manifest=answer.hello.manifest)
    pack = await pack_for(await member_person(await Member.get(id=device.member_id), device.id))
    delta = plan(_confirmed(device, answer.hello), pack.manifest, order=pack.order)
    await _remember(device, answer.hello, delta)
    start = answer.head(**head, manifest=manifest_hash(pack.manifest), replace=delta.replace)
    return start + frames(delta, pack.content)


def _confirmed(device: Device, hello: Hello) -> dict[str, bytes] | None:
    """The pages that the phone says it holds; None when it names a list we no longer know."""
    if hello.manifest == ZERO8:
        return {}
    known = device.manifests.get(hello.manifest.hex())
    return None if known is None else {path: bytes.fromhex(digest) for path, digest in known.items()}


async def _remember(device: Device, hello: Hello, delta: Delta) -> None:
    """Keep what the phone holds now and what it will hold if this answer arrives; it may not."""
    after = manifest_hash(delta.manifest).hex()
    if after in device.manifests and len(device.manifests) <= MANIFESTS_KEPT:
        return
    kept = {name: pages for name, pages in device.manifests.items() if name == hello.manifest.hex()}
    kept[after] = {path: digest.hex() for path, digest in delta.manifest.items()}
    await Device.filter(id=device.id).update(manifests=kept)


ROUTES = [exchange]
