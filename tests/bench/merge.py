"""How fast submissions are merged, beside a plain insert of the same bytes: `python -m tests.bench.merge`.

Both wait for the disk before they answer, in turns in one run. A phone's submissions go through the real door: the
exchange with its signatures, the log, the domain. What a ratio says does not depend on the machine as much as a figure.
"""

import argparse
import asyncio
import logging
from dataclasses import dataclass
from typing import Any

import brotli

from sync.envelope import Content, to_text
from tests.bench.bytes import visits
from tests.bench.stand import Clock, databases, exchange, office, plain
from tests.support.phone import Phone, enrolled
from tests.support.world import World, build_world, more_households
from webapp.register.models import Household
from webapp.submissions.intake.quota import A_DAY

BATCHES = {1: 150, 50: 60, 500: 8}
"""Size of a batch -> how many of them."""


@dataclass
class Speed:
    """Submissions a second: through the door, and as plain rows; microseconds of our work on each."""

    ours: float
    floor: float
    work: float


async def ten_households(world: World) -> list[Household]:
    return [world.an, world.bao, *await more_households(world, 8)]


def write(phone: Phone, households: list[Household], count: int) -> list[Any]:
    """Visits with notes of about 107 characters, of the households in turn."""
    made = []
    for place, one in enumerate(visits(count, seed=len(phone.outbox))):
        values: list[Any] = list(Content.parse(one.body).values)
        values[0] = min(values[0], 3)  # met in person or by phone, so that the whole form is read
        made.append(phone.write(1, households[place % len(households)].id, values))
    return made


async def merge(app: Any, url: str, world: World, households: list[Household], batch: int) -> Speed:
    phone, ours, floor = await enrolled(world.dan), Clock(), Clock()
    async with plain(url) as keep:
        for turn in range(BATCHES[batch] + 2):
            if turn % 25 == 0 or len(phone.outbox) + batch > A_DAY:
                phone = await enrolled(world.dan)  # one phone brings only so much a day
                phone.wants_pages = False
            items = write(phone, households, batch)
            hello, body = phone.request(items)
            rows = [(to_text(one.device), one.seq, one.digest, one.body) for one in items]
            if turn == 2:
                ours, floor = Clock(), Clock()  # the first two only warm up
            with floor.running():
                await keep(rows)
            with ours.running():
                answer = await exchange(app, body)
            reply = phone.take(hello, answer)
            assert [receipt.status for receipt in reply.receipts] == [1] * batch
    done = batch * ours.rounds
    return Speed(done / ours.spent, done / floor.spent, 1e6 * ours.work / done)


async def news(app: Any, world: World, households: list[Household]) -> dict[str, tuple[int, int, float]]:
    """Bytes up, bytes down as the server compresses them, and milliseconds of work, of what a phone asks daily."""
    found: dict[str, tuple[int, int, float]] = {}

    async def measure(name: str, items: list[Any], *, rounds: int, forget: bool = False) -> None:
        clock, up, down = Clock(), 0, 0
        for _ in range(rounds):
            if forget:
                phone.manifest, phone.pages = bytes(8), {}
            hello, body = phone.request(items)
            with clock.running():
                answer = await exchange(app, body)
            phone.take(hello, answer)
            up, down = len(body), _squeezed(answer)
        found[name] = (up, down, 1000 * clock.work / clock.rounds)

    phone = await enrolled(world.dan)
    phone.take(*await _brought(app, phone, write(phone, households, 30)))
    await measure("whole scope, 10 households", [], rounds=8, forget=True)
    await measure("nothing new", [], rounds=15)
    await measure("one visit, and the pages it changes", write(phone, households, 1), rounds=1)
    return found


async def _brought(app: Any, phone: Phone, items: list[Any]) -> tuple[Any, bytes]:
    hello, body = phone.request(items)
    return hello, await exchange(app, body)


def _squeezed(answer: bytes) -> int:
    return min(len(answer), len(brotli.compress(answer, quality=5))) if len(answer) > 400 else len(answer)


async def measure(kind: str, url: str) -> None:
    async with office(url) as app:
        world = await build_world()
        households = await ten_households(world)
        # First: nobody visits ten households seven thousand times in a month.
        daily = await news(app, world, households)
        print(f"{kind:12} {'batch':>6} {'ours /s':>9} {'floor /s':>9} {'ratio':>6} {'work us':>8}")
        for batch in BATCHES:
            speed = await merge(app, url, world, households, batch)
            ratio = speed.ours / speed.floor
            print(
                f"{'':12} {batch:6} {speed.ours:9.0f} {speed.floor:9.0f} {ratio:6.2f} {speed.work:8.0f}",
                flush=True,
            )
        for name, (up, down, took) in daily.items():
            print(f"{'':12} {name:36} {up:6} up {down:6} down {took:7.1f} ms", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.merge", description=__doc__)
    parser.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    only = parser.parse_args().only
    logging.getLogger("tortoise").setLevel(logging.WARNING)
    with databases() as urls:
        for kind, url in urls.items():
            if only in (None, kind):
                asyncio.run(measure(kind, url))


if __name__ == "__main__":
    main()
