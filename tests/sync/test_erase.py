"""I12: what was erased does not come back, by whatever way it is brought again."""

from collections.abc import Sequence
from typing import Any

import pytest

from sync import seal
from sync.envelope import Submission
from sync.ledger import Entry, Erasure, Status
from tests.sync.stage import DEVICE, KEY, Office, carried, in_chunks, request, sealed, visit, visits

OTHER = bytes(range(21, 29))


def fates(answer: Any) -> dict[int, tuple[int, str]]:
    return {receipt.seq: (receipt.status, receipt.code) for receipt in answer.receipts}


def named(*items: Submission, rival: bool = False) -> list[Erasure]:
    return [Erasure(item.seq, item.digest, rival) for item in items]


async def erase(office: Office, *items: Submission, rival: bool = False) -> list[Entry]:
    seen: list[Entry] = []

    async def take_back(rows: Sequence[Entry]) -> None:
        seen.extend(rows)
        gone = {row.seq for row in rows}
        office.ledger.state["effects"] = [one for one in office.ledger.effects if one[1] not in gone]

    await office.inbox.erase(DEVICE, named(*items, rival=rival), take_back=take_back)
    return seen


def bodies(office: Office) -> dict[int, bytes | None]:
    return {row.seq: row.body for row in office.ledger.rows}


async def test_effects_are_taken_back_once_while_the_body_is_still_there_and_only_then_it_goes():
    office = Office()
    await office.take(request(visits(3)))

    seen = await erase(office, visit(2))
    assert [(row.seq, row.body) for row in seen] == [(2, visit(2).body)]
    assert await erase(office, visit(2)) == []

    assert office.done == [1, 3]
    assert bodies(office) == {1: visit(1).body, 2: None, 3: visit(3).body}
    answer = await office.take(request(visits(3)))
    assert fates(answer) == {1: (1, ""), 2: (5, ""), 3: (1, "")}
    assert answer.received.high == 3 and not answer.missing


async def test_a_crash_while_effects_are_taken_back_leaves_all_as_it_was():
    office = Office()
    await office.take(request(visits(2)))

    async def crash(rows: Sequence[Entry]) -> None:
        office.ledger.effects.clear()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await office.inbox.erase(DEVICE, named(visit(1)), take_back=crash)

    assert office.done == [1, 2]
    assert bodies(office)[1] == visit(1).body


@pytest.mark.parametrize("way", ["open", "sealed", "file", "cut file", "unsigned, then signed"])
async def test_what_a_restored_office_never_saw_is_not_kept_when_an_old_phone_or_file_brings_it(way):
    office = Office()
    await erase(office, visit(2))
    items: Any = visits(3)

    if way == "open":
        await office.take(request(items))
    elif way == "sealed":
        await office.take(request(sealed(items)))
    elif way == "unsigned, then signed":
        whole = request(items, deflate=False)
        await office.take(whole[:-70])
        await office.take(request(named=[(item.seq, item.digest) for item in items]))
    else:
        whole = carried(sealed(items))
        await office.inbox.import_file(in_chunks(whole[: -90 if way == "cut file" else None]))

    assert 2 not in office.done
    assert bodies(office)[2] is None
    assert fates(await office.take(request(items))) == {1: (1, ""), 2: (5, ""), 3: (1, "")}
    assert office.done == [1, 3]


async def test_other_bytes_under_an_erased_number_wait_for_a_person():
    """Nobody asked to have these erased: a copy of the phone gave the number to something else."""
    office = Office()
    await office.take(request(visits(2)))
    await erase(office, visit(1))

    answer = await office.take(request([visit(1, note="the same in other words"), visit(3)]))

    assert fates(answer) == {1: (3, "equivocation"), 3: (1, "")}
    assert [bool(row.body) for row in office.ledger.rows if row.seq == 1] == [False, True]
    assert await office.inbox.apply_again(DEVICE, [1]) == []


async def test_the_same_bytes_under_another_number_or_from_another_phone_are_not_kept():
    office = Office()
    office.ledger.enrol(OTHER, KEY.public)
    await office.take(request(visits(1)))
    await erase(office, visit(1))
    again, elsewhere = Submission(DEVICE, 2, visit(1).body), Submission(OTHER, 1, visit(1).body)

    assert fates(await office.take(request([again]))) == {2: (5, "rival")}
    assert fates(await office.take(request([elsewhere], device=OTHER))) == {1: (5, "rival")}

    assert {row.body for row in office.ledger.rows} == {None}
    # The number itself was never anybody's to close: its own bytes may still come.
    assert fates(await office.take(request([visit(2)]))) == {2: (1, "")}


async def test_erasing_a_rival_spares_what_speaks_for_the_number_even_in_a_restored_office():
    office, rival = Office(), visit(1, note="copied phone")
    await office.take(request(visits(1)))
    await office.take(request([rival]))
    await erase(office, rival, rival=True)
    assert fates(await office.take(request(visits(1)))) == {1: (1, "")}
    assert fates(await office.take(request([rival]))) == {1: (5, "rival")}

    restored = Office()
    await erase(restored, rival, rival=True)

    assert fates(await restored.take(request([rival]))) == {1: (5, "rival")}
    assert fates(await restored.take(request(visits(1)))) == {1: (1, "")}
    assert restored.done == [1]
    kept = {row.digest: row.body for row in restored.ledger.rows}
    assert kept == {rival.digest: None, visit(1).digest: visit(1).body}


async def test_what_waits_can_be_erased_and_then_cannot_be_taken_in():
    office = Office()
    await office.take(request([visit(1, kind=96)]))

    await erase(office, visit(1, kind=96))
    office.allows = True

    assert await office.inbox.apply_again(DEVICE, [1]) == []
    assert [row.status for row in office.ledger.rows] == [Status.ERASED]
    assert office.done == []


async def test_what_nobody_stands_by_goes_with_the_erased_bytes_of_its_number():
    """After a restore: a forger's bytes are in the backup, the erased record came later."""
    office = Office()
    await office.inbox.import_file(
        in_chunks(carried(sealed([visit(1, note="forged")]), key=seal.DeviceKey.generate())[:-66])
    )
    assert len(office.ledger.rows) == 1

    await erase(office, visit(1))

    assert [(row.digest, row.status, row.body) for row in office.ledger.rows] == [
        (visit(1).digest, Status.ERASED, None)
    ]
