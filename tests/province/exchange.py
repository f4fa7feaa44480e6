"""A word from a commune to its province."""

from typing import Any

from sync import parcel
from sync.envelope import Submission
from tests.province.conftest import Server
from tests.support.phone import post
from webapp.core import keys
from webapp.province.replies import check_reply


async def tell(
    browser: Any, server: Server, items: list[Submission] | None = None, **extras: Any
) -> parcel.Reply:
    hello, body = server.request(items, **extras)
    answer = await post(browser, body)
    assert answer.status_code == 200, answer.text
    check_reply(answer.content, server.device, keys.signer().public)
    return parcel.read_answer(answer.content, nonce=hello.nonce)
