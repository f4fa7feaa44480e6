"""The log of readings cannot be altered, thinned out, added to or cut off without being noticed."""

from typing import Any

import pytest

from tests.support.world import World
from webapp.audit import chain
from webapp.audit.chain import Shown, keep_shown, mark_restored
from webapp.audit.check import check_readings
from webapp.audit.commands import _check, _seen
from webapp.audit.models import Reading
from webapp.core import chain_heads, journal
from webapp.settings import settings

LATER = 10


@pytest.fixture
async def ten(db: None) -> None:
    for place in range(5):
        await keep_shown(
            "commune",
            [Shown("dan", "household", "an"), Shown("en", f"page {place}", "bao", "phone", b"hash")],
        )


async def wrong() -> list[str]:
    return (await check_readings()).wrong


@pytest.mark.both
async def test_an_untouched_log_is_whole(ten: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert await _check() == 0
    assert "10 readings: whole" in capsys.readouterr().out


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        {"who": "khoa"},
        {"household": "canh"},
        {"at": 1},
        {"page": "x"},
        {"device": ""},
        {"digest": None},
        {"commune": "other"},
        {"seal": b"1" * 16},
        {"before": b"1" * 16},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_one_altered_row_fails_the_check_loudly(
    ten: None, change: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """T-66: one column of one row, whichever it is."""
    await Reading.filter(number=4).update(**change)

    assert await _check() == 1
    told = capsys.readouterr()
    assert "number 4" in told.err and "NOT WHOLE" in told.out


async def test_a_row_taken_out_or_put_in_between_is_noticed(ten: None) -> None:
    """T-66: also when the rows behind it are renumbered."""
    await Reading.filter(number=4).delete()
    assert await wrong() == ["numbers 4 to 4: taken out"]

    for number in range(5, 11):
        row = await Reading.get(number=number)
        await Reading.filter(number=number).delete()
        row.number = number - 1
        await Reading.bulk_create([row])
    assert (await wrong())[0].startswith("number 4: ")


async def test_the_first_rows_are_missed_too(ten: None) -> None:
    """T-66: a log does not begin in the middle."""
    await Reading.filter(number__lt=3).delete()

    assert await wrong() == ["numbers 1 to 2: taken out", "number 3: does not follow the one before it"][:1]


async def test_a_forger_without_the_key_makes_no_seal_that_fits(
    ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-66: whoever has the database but not the office's files cannot seal the rest anew."""
    row = await Reading.get(number=10)
    with monkeypatch.context() as patch:
        patch.setattr(chain, "readings_key", lambda: b"guessed")
        await Reading.filter(number=10).update(who="khoa", seal=chain.seal_of(row))

    assert await wrong() == ["number 10: altered"]


async def test_the_end_cannot_be_cut_off_once_an_hour_has_passed(
    ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-66: the head is noted in the journal too, at the first reading of the next hour."""
    now = chain.time.time()
    monkeypatch.setattr(chain.time, "time", lambda: now + chain.HOUR / 1000)
    await keep_shown("commune", [Shown("dan", "household", "an")])
    assert [fact["number"] for fact in journal.facts()] == [10]

    await Reading.filter(number__gte=8).delete()
    assert await wrong() == ["number 10: it was noted outside the database and is not in it"]

    for _ in range(LATER):  # it grows again, properly sealed
        await keep_shown("commune", [Shown("dan", "household", "an")])
    assert await wrong() == ["number 10: it was noted outside the database and is not in it"]


async def test_a_check_notes_how_far_it_got(ten: None) -> None:
    assert await wrong() == []
    await Reading.filter(number=10).delete()

    assert await wrong() == ["number 10: it was noted outside the database and is not in it"]


async def test_not_even_the_last_minute_can_be_cut_off(ten: None) -> None:
    """Each row is noted in a third place: whoever has the database and the journal cannot take the end off both."""
    settings().journal.unlink(missing_ok=True)
    await Reading.filter(number=10).delete()
    assert await wrong() == ["number 10: it was noted outside the database and is not in it"]

    for _ in range(LATER):  # it grows again, properly sealed
        await keep_shown("commune", [Shown("dan", "household", "an")])
    assert await wrong() == ["number 10: it was noted outside the database and is not in it"]


async def test_all_but_a_few_rows_and_every_mention_of_them_are_missed(ten: None) -> None:
    journal.write_down({"what": "erased", "commune": "commune"})
    assert await wrong() == []
    journal.write_down({"what": "erased", "commune": "commune"})
    await Reading.filter(number__gt=2).delete()
    path = settings().journal
    path.write_bytes(
        b"".join(line for line in path.read_bytes().splitlines(True) if b'"readings"' not in line)
    )

    found = await wrong()
    assert "number 10: it was noted outside the database and is not in it" in found
    assert any(line.startswith("journal") for line in found)


@pytest.mark.parametrize("line", range(6))
@pytest.mark.parametrize("how", ["removed", "changed", "cut", "added"])
async def test_whatever_is_done_to_a_line_of_the_journal_is_found(db: None, line: int, how: str) -> None:
    settings().journal.write_text('{"what":"closed","commune":"x"}\n{"what":"closed","commune":"y"}\n')
    journal.chain_what_is_there()
    journal.chain_what_is_there()
    for number in range(3):
        journal.write_down({"what": "erased", "commune": "c", "seq": number})
    assert journal.found_wrong() == [] and len(list(journal.facts())) == 6
    lines = settings().journal.read_bytes().splitlines(True)

    done = {
        "removed": [*lines[:line], *lines[line + 1 :]],
        "changed": [*lines[:line], lines[line].replace(b'"what":"', b'"what":"x'), *lines[line + 1 :]],
        "cut": lines[:line],
        "added": [*lines[: line + 1], b'{"what":"closed","commune":"z"}\n', *lines[line + 1 :]],
    }
    settings().journal.write_bytes(b"".join(done[how]))

    assert journal.found_wrong()
    journal.write_down({"what": "erased", "commune": "c", "seq": 9})  # and nobody covers it up by going on
    assert journal.found_wrong()
    assert await _check() == 1


async def test_a_line_that_a_crash_cut_short_breaks_no_chain(db: None) -> None:
    journal.write_down({"what": "erased", "seq": 1})
    with settings().journal.open("ab") as file:
        file.write(b'{"what":"erased","seq":2,"cha')
    journal.write_down({"what": "erased", "seq": 3})

    assert [fact["seq"] for fact in journal.facts()] == [1, 3]
    assert journal.found_wrong() == []


async def test_without_the_third_place_the_check_fails(ten: None) -> None:
    assert await wrong() == []
    chain_heads.path().unlink()

    assert await _check() == 1


@pytest.mark.both
async def test_what_went_with_a_restored_backup_is_told_and_not_called_wrong(ten: None) -> None:
    assert await wrong() == []
    await Reading.filter(number__gt=6).delete()  # the backup was made at 6

    await mark_restored("commune")
    await keep_shown("commune", [Shown("dan", "household", "an") for _ in range(5)])

    found = await check_readings()
    assert (found.wrong, found.lost, found.count) == ([], 1, 12)


@pytest.mark.both
async def test_several_who_read_at_the_same_moment_get_one_chain(db: None) -> None:
    from asyncio import gather

    await gather(*(keep_shown("commune", [Shown(f"p{n}", "household", "an")] * 3) for n in range(12)))

    assert await Reading.all().count() == 36
    assert await wrong() == []


@pytest.mark.both
async def test_what_a_lost_phone_held_is_told_by_household(
    huoi_co: World, capsys: pytest.CaptureFixture[str]
) -> None:
    commune = huoi_co.commune.id
    await keep_shown(
        commune, [Shown("dan", "household", huoi_co.an.id, "phone")] * 2 + [Shown("dan", "/", device="phone")]
    )

    assert await _seen("phone") == 0

    told = capsys.readouterr().out
    assert "HC-001  2 pages" in told and "lists  1 pages" in told
