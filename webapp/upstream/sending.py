"""Exchange with the province: letters up, receipts and answers down. Idempotent."""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sync import parcel
from sync.envelope import Malformed, from_text, to_text
from sync.frames import ZERO8, Hello, Receipt
from sync.inbox import Status
from sync.parcel import Reply
from sync.ranges import Ranges
from webapp.core.database.node import incarnation
from webapp.core.keys import signer
from webapp.core.labels import LABELS
from webapp.province.letters import BackupPart
from webapp.province.replies import NotSigned, check_reply
from webapp.upstream.answers import take_answers
from webapp.upstream.link import own_device, province_address
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.queue import SETTLED, WAITS, create_letters, letter_digest, on_the_way, submissions_of
from webapp.upstream.refill import refill_letters
from webapp.upstream.transport import NoAnswer, Road, post_by_network

LEAST_BATCH, LARGEST_BATCH = 8_000, 64_000
BATCH = 400
FINAL = (int(Status.ACCEPTED), int(Status.ERASED))
AGAIN = ("unsigned", "signature", "device-unknown")


class NotDelivered(Exception):
    """`code`: `road` (no answer), `answer` (not our province's), `refused` (unknown to it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def contact_province(link: ProvinceLink, road: Road = post_by_network, *, backups: bool = True) -> int:
    """Returns how many letters arrived. Resumes at the next contact."""
    await _go_on_after_a_restore(link, road)
    await create_letters(link, backups=backups)
    arrived = await _ask_what_is_in_doubt(link, road)
    batch = LEAST_BATCH
    while some := _first(await on_the_way(link), batch):
        settled = await _exchange(link, road, some)
        arrived += settled
        batch = min(2 * batch, LARGEST_BATCH)
        if not settled:
            break  # held there: ask next time
    return arrived


async def _ask_what_is_in_doubt(link: ProvinceLink, road: Road) -> int:
    """Letters without final receipt: ask before resending."""
    rows = await SentLetter.filter(
        commune=link.commune, device=link.device, tried_at__not_isnull=True, status__not_in=SETTLED
    ).order_by("seq")
    return await _exchange(link, road, (), asked=Ranges.of(row.seq for row in rows[:BATCH]))


def _first(rows: Sequence[SentLetter], most: int) -> list[SentLetter]:
    """As many as fit, at least one."""
    some: list[SentLetter] = []
    size = 0
    for row in rows[:BATCH]:
        size += 60_000 if row.kind == BackupPart.KIND else len(row.body)
        if some and size > most:
            break
        some.append(row)
    return some


async def _exchange(
    link: ProvinceLink, road: Road, rows: Sequence[SentLetter], *, asked: Ranges | None = None
) -> int:
    await SentLetter.filter(id__in=[row.id for row in rows]).update(tried_at=datetime.now(UTC))
    unsigned = {row.seq: letter_digest(row) for row in rows if row.code == "unsigned"}
    fresh = [row for row in rows if row.seq not in unsigned]
    hello = _hello(link, from_text(link.device))
    body = parcel.request(LABELS, hello, signer(), submissions_of(fresh), named=unsigned.items(), asked=asked)
    return await take_reply(link, await _answer(link, road, hello, body))


def _hello(link: ProvinceLink, device: bytes, **extras: Any) -> Hello:
    return Hello(
        device=device,
        nonce=parcel.new_nonce(),
        incarnation=bytes(link.incarnation),
        manifest=ZERO8 if extras else bytes(link.manifest),
        made=link.issued,
        now=int(time.time()),
        extras=extras,
    )


async def _answer(link: ProvinceLink, road: Road, hello: Hello, body: bytes) -> Reply:
    """Only a signed answer to this request counts."""
    try:
        answer = await road(f"{province_address(link)}/sync/v1/exchange", body)
        check_reply(answer, hello.device, bytes(link.sign))
        return parcel.read_answer(answer, nonce=hello.nonce)
    except NoAnswer as error:
        raise NotDelivered("refused" if error.status == 403 else "road") from error
    except (NotSigned, Malformed) as error:
        raise NotDelivered("answer") from error


async def take_reply(link: ProvinceLink, reply: Reply) -> int:
    """Receipts first; pages before the manifest confirming them."""
    arrived = await settle_letters(link, reply.receipts)
    if any(receipt.code == "device-unknown" for receipt in reply.receipts):
        raise NotDelivered("refused")
    await _offer_again(link, reply)
    await take_answers(link.commune, link.name, reply.pages)
    link.incarnation, link.heard_at, link.proof = reply.welcome.incarnation, datetime.now(UTC), None
    if reply.manifest is not None:
        link.manifest = reply.manifest
    await link.save(update_fields=["incarnation", "manifest", "heard_at", "proof"])
    return arrived


async def settle_letters(link: ProvinceLink, receipts: Iterable[Receipt]) -> int:
    """Number newly arrived. Settled ones stay settled."""
    found = {receipt.seq: receipt for receipt in receipts}
    rows = SentLetter.filter(commune=link.commune, device=link.device, seq__in=list(found))
    arrived = 0
    for row in await rows.exclude(status__in=SETTLED):
        receipt = found[row.seq]
        row.status, row.code = (WAITS if receipt.code in AGAIN else receipt.status), receipt.code
        row.number = receipt.number
        arrived += row.status in FINAL
        await row.save(update_fields=["status", "code", "number"])
    return arrived


async def _offer_again(link: ProvinceLink, reply: Reply) -> None:
    """After the province's restore: resend what it lost."""
    if bytes(link.incarnation) in (ZERO8, reply.welcome.incarnation):
        return
    there = Ranges(((1, reply.welcome.high),) if reply.welcome.high else ()) | reply.known
    rows = SentLetter.filter(commune=link.commune, device=link.device, status__in=FINAL)
    lost = [row.id for row in await rows if row.seq not in there]
    await SentLetter.filter(id__in=lost).update(status=WAITS, code="", number=None)
    link.manifest = ZERO8


async def _go_on_after_a_restore(link: ProvinceLink, road: Road) -> None:
    """Announced under the old device."""
    node = await incarnation(link.commune)
    if link.refill:
        hello = _hello(link, from_text(link.device), copies=1)
    elif bytes(link.node) != node:
        after = await own_device(link.commune)
        hello = _hello(link, from_text(link.device), copies=1, next=to_text(after))
    else:
        return
    reply = await _answer(link, road, hello, parcel.request(LABELS, hello, signer()))
    await refill_letters(link, await own_device(link.commune), node, reply.pages)
