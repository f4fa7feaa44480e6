"""Verifies the audit log: altered, removed, inserted or cut off rows."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from webapp.audit.chain import RESTORED, START, note_head, seal_of
from webapp.audit.models import Reading
from webapp.audit.prune import Cut, cut_in
from webapp.core import chain_heads, journal

BATCH = 2000


@dataclass
class Found:
    count: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    """Heads lost by a restore."""


async def check_readings() -> Found:
    cut = await _cut_off()
    found, before, number = Found(), cut.before if cut else START, cut.last if cut else 0
    last: Reading | None = None
    missing = False
    noted = _noted_heads()
    restored: list[Reading] = []
    async for row in _rows():
        found.count += 1
        if wrong := _wrong(row, number + 1, before):
            found.wrong += wrong
            noted = {head: at for head, at in noted.items() if head[0] != row.number}
        noted.pop((row.number, bytes(row.seal).hex()), None)
        if row.page == RESTORED:
            restored.append(row)
        before, number, last = bytes(row.seal), row.number, row
    for (number, _seal), at in sorted(noted.items()):
        if cut and (number <= cut.last or at <= cut.at):
            continue  # pruned
        if any(row.number <= number and at <= row.at for row in restored):
            found.lost += 1
        elif not missing:  # later ones too
            missing = True
            found.wrong.append(f"number {number}: it was noted outside the database and is not in it")
    found.wrong += journal.found_wrong()
    if last and not found.wrong:
        note_head(last)
    return found


async def _cut_off() -> Cut | None:
    """Latest."""
    told = [cut_in(row) for row in await Reading.filter(page__startswith="(pruned) ")]
    return max((cut for cut in told if cut), key=lambda cut: cut.last, default=None)


async def _rows() -> AsyncIterator[Reading]:
    number = 0
    while rows := await Reading.filter(number__gt=number).order_by("number").limit(BATCH):
        for row in rows:
            yield row
        number = rows[-1].number


def _wrong(row: Reading, number: int, before: bytes) -> list[str]:
    if row.number != number:
        return [f"numbers {number} to {row.number - 1}: taken out"]
    if bytes(row.before) != before:
        return [f"number {row.number}: does not follow the one before it"]
    if bytes(row.seal) != seal_of(row):
        return [f"number {row.number}: altered"]
    return []


def _noted_heads() -> dict[tuple[int, str], int]:
    """(number, seal) -> time; numbers repeat after a cut."""
    facts = [fact for fact in journal.facts() if fact["what"] == "readings"]
    known = chain_heads.noted()
    facts += [head for head in (known.get("readings"), *known.get("cut", [])) if head]
    return {(int(fact["number"]), str(fact["seal"])): int(fact["at"]) for fact in facts}
