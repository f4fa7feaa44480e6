"""What is too old is cut off from the log of readings, and only that: the check holds, before and after."""

from datetime import timedelta
from typing import Any

import pytest

from webapp.audit import chain
from webapp.audit.chain import Shown, keep_shown, mark_restored
from webapp.audit.check import check_readings
from webapp.audit.commands import _prune
from webapp.audit.models import Reading
from webapp.audit.prune import PRUNED, TooYoung, age_in, prune_readings
from webapp.core import journal

YEAR = 365 * 86_400
TWO = timedelta(days=730)


class Clock:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = chain.time.time()
        patch.setattr(chain.time, "time", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def read(count: int) -> None:
    for place in range(count):
        await keep_shown("commune", [Shown("dan", f"page {place}", "an")])


@pytest.fixture
async def log(db: None, clock: Clock) -> Clock:
    """Four readings of three years ago, three of a year ago, two of today; heads noted in between."""
    clock.now -= 3 * YEAR
    await read(4)
    clock.now += 2 * YEAR
    await read(3)
    clock.now += YEAR
    await read(2)
    return clock


async def wrong() -> list[str]:
    return (await check_readings()).wrong


@pytest.mark.both
async def test_what_is_older_goes_and_the_log_is_still_whole(
    log: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len([fact for fact in journal.facts() if fact["what"] == "readings"]) >= 2

    assert await _prune(TWO) == 0

    assert "4 readings cut off, up to number 4" in capsys.readouterr().out
    assert [row.number for row in await Reading.all().order_by("number")] == [5, 6, 7, 8, 9, 10]
    last = await Reading.get(number=10)
    assert (last.who, last.household) == ("", "") and PRUNED.fullmatch(last.page)
    assert await wrong() == []
    await read(2)
    assert await wrong() == []


@pytest.mark.both
async def test_again_and_when_nothing_is_left_but_the_row_that_says_so(log: Clock) -> None:
    await prune_readings("commune", TWO)
    assert await prune_readings("commune", TWO) is None

    log.now += 3 * YEAR
    cut = await prune_readings("commune", TWO)

    assert cut and (cut.first, cut.last) == (5, 10)
    assert [row.number for row in await Reading.all()] == [11]
    assert await wrong() == []
    await read(3)
    assert await wrong() == []
    assert (await Reading.all().order_by("-number").first()).number == 14


@pytest.mark.parametrize("number", [5, 7, 9, 10])
@pytest.mark.parametrize(
    "change", [{"who": "khoa"}, {"page": "(pruned) 1-8 1"}, {"digest": b"1" * 32}, {"before": b"1" * 16}]
)
async def test_altered_after_it_was_pruned_is_noticed(
    log: Clock, number: int, change: dict[str, Any]
) -> None:
    await prune_readings("commune", TWO)
    await Reading.filter(number=number).update(**change)

    assert await wrong()


@pytest.mark.parametrize("numbers", [[5], [5, 6], [7], [10], [9, 10], [5, 6, 7, 8, 9]])
async def test_taken_out_after_it_was_pruned_is_noticed(log: Clock, numbers: list[int]) -> None:
    await prune_readings("commune", TWO)
    await wrong()  # the check notes how far it got
    await Reading.filter(number__in=numbers).delete()

    assert await wrong()


async def test_nobody_without_the_key_says_that_it_was_pruned(
    log: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(chain, "readings_key", lambda: b"guessed")
        await prune_readings("commune", TWO)

    assert "number 10: altered" in await wrong()


async def test_a_log_that_was_altered_is_not_pruned(log: Clock) -> None:
    await Reading.filter(number=2).update(who="khoa")

    assert await _prune(TWO) == 1
    assert await Reading.all().count() == 9


async def test_a_restore_long_ago_stays_explained(db: None, clock: Clock) -> None:
    clock.now -= 3 * YEAR
    await read(8)
    assert await wrong() == []
    await Reading.filter(number__gt=3).delete()
    await mark_restored("commune")
    clock.now += 3 * YEAR
    await read(1)
    assert await wrong() == []

    await prune_readings("commune", TWO)

    assert await wrong() == []


def test_an_age_is_said_in_years_or_days_and_is_at_least_a_year() -> None:
    assert (age_in("2y"), age_in("800d")) == (timedelta(days=730), timedelta(days=800))
    for young in ("0y", "364d"):
        with pytest.raises(TooYoung):
            age_in(young)
    for said in ("", "2", "y", "-1y", "2 years"):
        with pytest.raises(ValueError, match="how old"):
            age_in(said)
