"""Phones that meet the office all at once after weeks without signal, while somebody works on its pages."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.support.office import Office
from tests.support.phone import MEDIA, Phone, enrolled
from tests.support.world import World, build_world, members_with
from webapp.accounts.models import StoredSession
from webapp.accounts.sessions import stored_key
from webapp.register.models import Household

SESSION = "a-clerk-at-her-desk"
PAGES = ("/households/register", "/arrivals")
AT_ONCE = 20


@dataclass
class Seen:
    """What the crowd and the person at the desk met."""

    statuses: Counter[int] = field(default_factory=Counter)
    drained: dict[bytes, float] = field(default_factory=dict)
    pages: list[float] = field(default_factory=list)
    page_statuses: Counter[int] = field(default_factory=Counter)

    def page_within(self, share: float) -> float:
        """Seconds within which this share of the pages came."""
        return sorted(self.pages)[min(len(self.pages) - 1, int(share * len(self.pages)))]


async def gather_phones(count: int, households: int, visits: int) -> list[Phone]:
    """Enrolled phones with full outboxes, and a clerk who is signed in."""
    world: World = await build_world()
    phones = []
    for member in await members_with(world, count, households):
        phone = await enrolled(member)
        homes = await Household.filter(places__group__assignments__member_id=member.id).values_list(
            "id", flat=True
        )
        month_ago = int(time.time()) - 30 * 86_400
        for n in range(visits):
            note = f"Lần thứ {n}, ống nước ở khe trên vỡ, đã nhờ trưởng bản xem"
            home = str(homes[n % len(homes)])
            phone.write(1, home, [1, [1 + n % 5], 0, note], wall=month_ago + n * 3600)
        phones.append(phone)
    account = f'{{"account":"{world.clerk.id}"}}'.encode()
    await StoredSession.create(key=stored_key(SESSION), value=account, owner=world.clerk.id)
    return phones


async def meet(office: Office, phones: list[Phone]) -> Seen:
    seen, done = Seen(), asyncio.Event()
    limits = httpx.Limits(max_connections=len(phones) + 10)
    async with httpx.AsyncClient(base_url=office.base, timeout=60, limits=limits) as air:
        desk = asyncio.create_task(_work(office, seen, done))
        began = time.monotonic()
        await asyncio.gather(*(_drain(air, phone, seen, began) for phone in phones))
        done.set()
        await desk
    return seen


async def _drain(air: httpx.AsyncClient, phone: Phone, seen: Seen, began: float) -> None:
    """As static/exchange.js: batch after batch, and the time the office asks for in between."""
    batch, whole = 8, False
    while not whole or phone.unsettled():
        items = phone.unsettled()[:batch]
        phone.wants_pages = len(items) == len(phone.unsettled())
        hello, body = phone.request(items)
        answer = await air.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})
        seen.statuses[answer.status_code] += 1
        if answer.status_code != 200:
            await asyncio.sleep(float(answer.headers.get("retry-after", 5)) * random.uniform(1, 1.5))
            continue
        reply = phone.take(hello, answer.content)
        batch = min(2 * batch, 200)
        whole = phone.wants_pages and phone.manifest == reply.welcome.manifest
        if reply.welcome.backoff:
            await asyncio.sleep(reply.welcome.backoff * random.uniform(1, 1.5))
    seen.drained[phone.device] = time.monotonic() - began


async def _work(office: Office, seen: Seen, done: asyncio.Event) -> None:
    """One ordinary page after another, as a person at a desk asks for them."""
    async with httpx.AsyncClient(base_url=office.base, timeout=60, cookies={"s": SESSION}) as browser:
        while not done.is_set():
            began = time.monotonic()
            answer = await browser.get(PAGES[len(seen.pages) % len(PAGES)])
            seen.pages.append(time.monotonic() - began)
            seen.page_statuses[answer.status_code] += 1
            await asyncio.sleep(0.1)
