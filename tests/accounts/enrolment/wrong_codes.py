"""Guesses of a code, from an address of their own."""

import httpx
from litestar import Litestar

from tests.accounts.enrolment.enrol import new_point, redeem
from tests.support.browsing import Browser


def from_address(app: Litestar, address: str) -> Browser:
    transport = httpx.ASGITransport(app=app, client=(address, 5000))
    plain = {"accept-encoding": "identity"}
    return Browser(transport=transport, base_url="http://huukhuong.test", headers=plain)


async def guess(app: Litestar, address: str, times: int) -> list[httpx.Response]:
    async with from_address(app, address) as browser:
        return [await redeem(browser, f"{number:08d}", new_point()) for number in range(times)]
