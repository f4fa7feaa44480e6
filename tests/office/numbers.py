"""What a phone sends, and what it is told."""

import re

from sync import parcel
from sync.frames import Hello
from tests.support.phone import Phone
from webapp.core.labels import LABELS


async def said(browser, path: str) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", (await browser.get(path)).text)


async def send(browser, phone: Phone, items=(), made: int = 0) -> dict[int, tuple[int, str]]:
    opening = Hello(phone.device, parcel.new_nonce(), made=made, now=phone.clock())
    sent = parcel.request(LABELS, opening, phone.key, items)
    answer = await browser.post(
        "/sync/v1/exchange", content=sent, headers={"content-type": "application/vnd.gandan.exchange"}
    )
    reply = parcel.read_answer(answer.content, nonce=opening.nonce)
    return {receipt.seq: (receipt.status, receipt.code) for receipt in reply.receipts}
