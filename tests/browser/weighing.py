"""What each step of the first day costs on the wire, measured in a real browser on the invented commune."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import httpx
from playwright.async_api import Browser, Page

from tests.browser.commune import looking
from tests.browser.proxy import Link, Sent, link_to
from tests.browser.steps import PIN, form_of, says
from tests.support.office import Office

EXCHANGE = "/sync/v1/exchange"
QUIET = 1.2
"""The worker looks for a new kit a second after a page."""


class Weight(NamedTuple):
    """Bytes both ways. `heads` depend on the protocol: HTTP/2 squeezes all but the first of them to a few bytes."""

    requests: int
    bodies: int
    heads: int
    paths: list[str]

    @property
    def together(self) -> int:
        return self.bodies + self.heads


def weigh(sent: Sequence[Sent]) -> Weight:
    bodies = sum(one.bodies for one in sent)
    return Weight(len(sent), bodies, sum(one.bytes for one in sent) - bodies, [one.path for one in sent])


@dataclass
class Scales:
    link: Link
    base: str
    weights: dict[str, Weight] = field(default_factory=dict)

    async def put(self, step: str, *, behind: str = "") -> None:
        """Everything since the last step, once the line is quiet. Under TLS only the whole can be weighed.

        `behind`: a step of its own, the smallest exchange.
        """
        seen = -1
        while seen != self.link.bytes:
            seen = self.link.bytes
            await asyncio.sleep(QUIET)
        if self.base.startswith("https"):
            self.weights[step] = Weight(0, self.link.bytes, 0, [])
        else:
            self._weigh_apart(step, behind)
        self.link.forget()

    def _weigh_apart(self, step: str, behind: str) -> None:
        sent = self.link.sent
        last = sorted((one for one in sent if behind and one.path == EXCHANGE), key=lambda one: one.bodies)[
            :1
        ]
        self.weights |= {behind: weigh(last)} if last else {}
        self.weights[step] = weigh([one for one in sent if one not in last])


async def weights_of(chromium: Browser, office: Office) -> dict[str, Weight]:
    async with link_to(office.port) as link:
        scales = Scales(link, office.base.replace(str(office.port), str(link.port)))
        await _by_network(chromium, office, scales)
        await _by_phone(chromium, office, scales)
    return scales.weights


async def _by_network(chromium: Browser, office: Office, scales: Scales) -> None:
    """A browser without script: every page comes from the office."""
    base = scales.base
    context = await looking(chromium, office, javascript=False)
    page = await context.new_page()
    await page.goto(f"{base}/sign-in")
    await scales.put("first page")
    await page.goto(f"{base}{await new_slip(office)}")
    await scales.put("page of the slip")
    for pin in await page.locator("[name^=pin]:visible").all():
        await pin.fill(PIN)
    async with page.expect_navigation():
        await page.locator("noscript button.big, .plain-note button.big").locator("visible=true").click()
    await scales.put("sign in, my households")
    await page.goto(f"{base}/households")
    await scales.put("list of households")
    await page.locator("a.row").first.click()
    await page.wait_for_url(re.compile(r"/households/[\w-]{11}$"))
    await scales.put("household by network")
    await page.goto(f"{page.url}/visits/new")
    await scales.put("visit form by network")
    await context.close()


async def _by_phone(chromium: Browser, office: Office, scales: Scales) -> None:
    base = scales.base
    context = await looking(chromium, office)
    page = await context.new_page()
    await page.goto(f"{base}{await new_slip(office)}")
    await enrol_here(page, base)
    await scales.put("whole kit and pack", behind="pages that come later")
    await page.goto(f"{base}/households")
    await page.locator("a.row").first.click()
    await page.wait_for_url(re.compile(r"/households/[\w-]{11}$"))
    await page.goto(f"{page.url}/visits/new")
    await page.locator("label[for=met]").wait_for()
    await scales.put("three pages by the worker")
    await page.locator("label[for=met]").click()
    await page.locator(form_of("visit") + " button.big").click()
    await says(page, "Xã đã nhận lúc")
    await scales.put("one visit and the pages it changes")
    await page.goto(f"{base}/outbox")
    await page.wait_for_load_state("networkidle")
    await scales.put("script for what goes by hand")
    await page.goto(f"{base}/outbox")
    await page.locator("[data-courier]").wait_for()
    await page.locator("[data-send]").click()
    await scales.put("nothing new")
    await context.close()


async def enrol_here(page: Page, base: str) -> None:
    form = page.locator("form[data-enrol]")
    await form.locator("label[for=name_ok]").click()
    await form.locator("[name=pin]").fill(PIN)
    await form.locator("[name=pin2]").fill(PIN)
    await form.locator("button").click()
    await page.wait_for_url(f"{base}/", timeout=30_000)


async def new_slip(office: Office) -> str:
    """The path of a slip's link; its page is not fetched."""
    async with httpx.AsyncClient(base_url=office.base, verify=False) as client:
        answer = await client.get("/demo/member/slip")
    return answer.headers["location"].replace("/enrol/", "/s/")


async def weight_of_styles(office: Office) -> int:
    """What the styles written into the first page add to it."""
    async with httpx.AsyncClient(base_url=office.base, verify=False) as client:
        html = (await client.get("/sign-in")).text
    bare = re.sub(r"<style>.*</style>", "", html, flags=re.DOTALL)
    return squeezed(html) - squeezed(bare)


def squeezed(html: str) -> int:
    return len(brotli.compress(html.encode(), quality=5))
