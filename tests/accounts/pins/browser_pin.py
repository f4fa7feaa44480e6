"""A browser that a slip opened, and the PINs it refuses."""

from typing import Any

from tests.support.browsing import Browser
from tests.support.world import World
from webapp.accounts.enrolment.rules import hand_out_slip

PIN = "482915"

EASY_PIN = "123456"

EASY = [
    "1234",
    "1234567",
    "12a456",
    "",
    "１２９４５７",
    "000000",
    EASY_PIN,
    "654321",
    "890123",
    "121212",
    "123123",
]


async def with_slip(browser: Browser, world: World, pin: str = PIN, again: str = "") -> Any:
    _, code = await hand_out_slip(world.dan, by=world.khoa.id)
    await browser.get(f"/enrol/{code}")
    return await browser.send_form("/enrol", {"code": code, "pin": pin, "pin2": again or pin})
