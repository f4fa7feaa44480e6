"""Prunes the audit log, leaving a sealed row."""

import re
from dataclasses import dataclass
from datetime import timedelta

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from webapp.audit.chain import TRIES, Shown, add_shown, milliseconds_now
from webapp.audit.models import Reading

PRUNED = re.compile(r"\(pruned\) (\d+)-(\d+) (\d+)")
LEAST = timedelta(days=365)
"""A family may ask for a year who read about it."""
UNITS = {"y": 365, "d": 1}


@dataclass(frozen=True)
class Cut:
    """`at`: time of `last`; `seals`: of first and last."""

    first: int
    last: int
    at: int
    seals: bytes

    @property
    def before(self) -> bytes:
        """Of the first remaining row."""
        return self.seals[16:]


class TooYoung(ValueError):
    pass


def age_in(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,4})([yd])", text)
    if found is None:
        raise ValueError('Say how old, such as "2y" or "800d".')
    age = timedelta(days=int(found[1]) * UNITS[found[2]])
    if age < LEAST:
        raise TooYoung("A family may ask for a year who read about it: at least 1y.")
    return age


def cut_in(row: Reading) -> Cut | None:
    """Its seal excludes forgery."""
    found = PRUNED.fullmatch(row.page)
    if found is None or row.digest is None:
        return None
    first, last, at = map(int, found.groups())
    return Cut(first, last, at, bytes(row.digest))


async def prune_readings(commune: str, age: timedelta) -> Cut | None:
    limit = milliseconds_now() - int(age.total_seconds() * 1000)
    for _ in range(TRIES):
        try:
            async with in_transaction():
                return await _prune(commune, limit)
        except IntegrityError:
            continue
    raise RuntimeError("the log of readings is too busy to be pruned")


async def _prune(commune: str, limit: int) -> Cut | None:
    first = await Reading.all().order_by("number").first()
    young = await Reading.filter(at__gte=limit).order_by("number").first()
    old = Reading.filter(number__lt=young.number) if young else Reading.all()
    last = await old.order_by("-number").first()
    if first is None or last is None:
        return None
    cut = Cut(first.number, last.number, last.at, bytes(first.seal) + bytes(last.seal))
    page = f"(pruned) {cut.first}-{cut.last} {cut.at}"
    await add_shown(commune, [Shown(who="", page=page, digest=cut.seals)])
    await Reading.filter(number__lte=cut.last).delete()
    return cut
