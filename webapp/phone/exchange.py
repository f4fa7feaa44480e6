"""Sync endpoint: submissions in, receipts and pages out."""

import asyncio
from typing import Any

from litestar import Request, Response, post
from litestar.datastructures import Cookie

from sync.envelope import to_text
from sync.feed import manifest_hash, page_frames
from sync.inbox import Answer, Trust
from webapp.accounts.enrolment.rules import session_of
from webapp.accounts.models import Device
from webapp.accounts.pins.proofs import keep_pin, share_for
from webapp.accounts.revocation import CLONED
from webapp.accounts.sessions import session_for_proof
from webapp.accounts.sign_in.signed_in import member_person
from webapp.audit.middleware import note_pack
from webapp.core.calendar import today
from webapp.core.keys import office_key
from webapp.people.models import Member
from webapp.people.queries import this_commune
from webapp.people.rules import has_gone
from webapp.phone import http
from webapp.phone.packs import pack_for, pages_still_theirs
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.intake.quota import LATER, MINUTE
from webapp.submissions.intake.reread import reread_after_quota
from webapp.web.person import Person

PIECES = 10
"""Of a full pack, against cut connections; eight bytes a page."""


@post("/sync/v1/exchange", opt={"policy": "public"}, request_max_body_size=http.MOST)
async def exchange(request: Request[Any, Any, Any]) -> Response[bytes | str]:
    commune = await this_commune()
    turns: asyncio.Semaphore = request.app.state.turns
    ledger = TortoiseLedger(commune, turns, http.strangers(request))
    proved = list[str]()

    async def reply(answer: Answer) -> bytes:
        if answer.trust is not Trust.PROVEN:
            return await _refusal(commune, answer)
        if answer.reads and answer.fresh and answer.hello.extras.get("session"):
            proved.append(to_text(answer.hello.device))
        await reread_after_quota(commune, answer.hello.device)
        if request.app.state.pace.hurried(answer.hello.device) or answer.full:
            # Pages cost most: they wait.
            unchanged, wait = answer.hello.manifest, LATER if answer.full else MINUTE
            return answer.head(**await http.head_of(commune), manifest=unchanged, backoff=wait)
        return await _reply(commune, answer)

    answered = await http.receive(request, open_inbox(ledger, office=office_key(), measured=True), reply)
    for device in proved:
        answered.cookies.extend(await _session(request, device))
    return answered


async def _session(request: Request[Any, Any, Any], device_id: str) -> list[Cookie]:
    """Shared phone: the member whose PIN came last."""
    device = await Device.get(id=device_id).prefetch_related("member")
    if device.member is None:
        return []
    given = await session_for_proof(request.cookies, session_of(member=device.member, device=device))
    return [given] if given else []


async def _refusal(commune: str, answer: Answer) -> bytes:
    """Receipts only; a revoked device must wipe."""
    closed = answer.trust is Trust.REVOKED
    copied = closed and await Device.exists(id=to_text(answer.hello.device), revoked_for=CLONED)
    wait = LATER if answer.full else 0
    return answer.head(**await http.head_of(commune), wipe=closed, copied=copied, backoff=wait)


async def _reply(commune: str, answer: Answer) -> bytes:
    head = await http.head_of(commune)
    if not answer.fresh:
        return answer.head(**head)
    device = await Device.get(id=to_text(answer.hello.device), commune=commune)
    if device.member_id and await has_gone(device.member_id, today()):
        return await _emptied(device, answer, head)
    head |= await _opened(device, answer)
    if device.member_id is None:
        return answer.head(**head)
    person = await member_person(await Member.get(id=device.member_id), device.id)
    if answer.hello.extras.get("nopages") or not answer.reads:
        return await _taken_away(device, person, answer, head)
    pack = await pack_for(person, first=bool(answer.hello.extras.get("first")))
    delta = await http.news_for(device, answer.hello, pack.manifest, order=pack.order, pieces=PIECES)
    await note_pack(person, delta)
    start = answer.head(**head, manifest=manifest_hash(pack.manifest), replace=delta.replace)
    return start + page_frames(delta, pack.content)


async def _opened(device: Device, answer: Answer) -> dict[str, Any]:
    """Key share, for proof of reading key or PIN."""
    if answer.reads:
        if answer.pin:
            await keep_pin(device.id, answer.pin)
        return {"share": bytes(device.share)} if answer.hello.extras.get("share") else {}
    if not answer.pin:
        return {}
    tried = await share_for(device.id, answer.pin)
    return {"share": tried.share} if tried.share else {"tries": (tried.left, tried.wait)}


async def _taken_away(device: Device, person: Person, answer: Answer, head: dict[str, Any]) -> bytes:
    """Locked: only removes forbidden pages."""
    told = answer.hello.manifest
    held = http.pages_known(device, told)
    if held is None:
        return answer.head(**head, manifest=told)
    delta = await http.news_for(device, answer.hello, await pages_still_theirs(person, held))
    return answer.head(**head, manifest=manifest_hash(delta.manifest)) + page_frames(delta, _none)


async def _emptied(device: Device, answer: Answer, head: dict[str, Any]) -> bytes:
    """Left, moved or died: no pages, but submissions are accepted."""
    delta = await http.news_for(device, answer.hello, {})
    start = answer.head(**head, manifest=manifest_hash(delta.manifest), replace=delta.replace)
    return start + page_frames(delta, _none)


def _none(path: str) -> bytes:
    raise KeyError(path)  # only removals


ROUTES = [exchange]
