"""Command `gandan audit`: verify, prune, list by phone or user."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from webapp.audit.check import check_readings
from webapp.audit.models import Reading
from webapp.audit.prune import age_in, prune_readings
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database
from webapp.core.journal import UnreadableJournal
from webapp.people.queries import this_commune
from webapp.register.models import Household


def add_to(commands: Any) -> None:
    audit = commands.add_parser("audit", help="who read what of which household")
    tasks = audit.add_subparsers(required=True)
    check = tasks.add_parser("check", help="whether the log was altered, thinned out or cut off")
    check.set_defaults(do=run_check)
    cutting = tasks.add_parser("prune", help="cut off what is old, leaving a sealed row that says so")
    cutting.add_argument("--older-than", required=True, metavar="2y", help="years or days, at least 1y")
    cutting.set_defaults(do=run_prune)
    seen = tasks.add_parser("seen", help="the households that a phone or a person was shown")
    seen.add_argument("id", help="of the phone, the member or the account")
    seen.set_defaults(do=run_seen)


def run_check(_: argparse.Namespace) -> int:
    return asyncio.run(_with_database(_check))


async def _check() -> int:
    try:
        found = await check_readings()
    except UnreadableJournal as error:
        print(error, file=sys.stderr)
        return 1
    for line in found.wrong:
        print(f"WRONG {line}", file=sys.stderr)
    if found.lost:
        print("A backup was restored: what was read between it and the restore is not in the log.")
    print(f"{found.count} readings: {'NOT WHOLE' if found.wrong else 'whole'}")
    return 1 if found.wrong else 0


def run_prune(args: argparse.Namespace) -> int:
    try:
        age = age_in(args.older_than)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(_with_database(lambda: _prune(age)))


async def _prune(age: timedelta) -> int:
    """Not if damaged: keeps the evidence."""
    if await _check():
        return 1
    cut = await prune_readings(await this_commune(), age)
    print(
        f"{cut.last - cut.first + 1} readings cut off, up to number {cut.last}" if cut else "none is so old"
    )
    return 0


def run_seen(args: argparse.Namespace) -> int:
    return asyncio.run(_with_database(lambda: _seen(args.id)))


async def _seen(id_: str) -> int:
    """To inform families of a lost phone."""
    times, last = Counter[str](), dict[str, int]()
    async for row in Reading.filter(Q(who=id_) | Q(device=id_)).order_by("number"):
        times[row.household] += 1
        last[row.household] = row.at
    codes = dict(await Household.filter(id__in=list(times)).values_list("id", "code"))
    for household, count in sorted(times.items(), key=lambda pair: codes.get(pair[0], "")):
        moment = datetime.fromtimestamp(last[household] / 1000, UTC)
        print(
            f"{codes.get(household, household or 'lists')}  {count} pages  last {moment:%Y-%m-%d %H:%M} UTC"
        )
    return 0


async def _with_database(work: Callable[[], Awaitable[int]]) -> int:
    await migrate_database()
    async with open_database():
        return await work()
