"""Contract checks for implementations of `Ledger`, to be run by the tests of an application.

Await each of `CHECKS` with a fresh ledger and the id of one device that is enrolled in it with a key. A check raises
`AssertionError` where the ledger breaks the contract. Under pytest:

    @pytest.mark.parametrize("check", CHECKS)
    async def test_my_ledger(check):
        await check(MyLedger(...), device)
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sync.envelope import Submission, make_body
from sync.frames import Hello
from sync.ledger import BYTES_ERASED, ERASED, ROW, TURNS, UNSIGNED, Entry, Ledger, Status
from sync.ranges import Ranges
from sync.store import entry_of


def _entry(device: bytes, seq: int, note: str = "") -> Entry:
    body = make_body(kind=1, schema=1, wall=5, values=[1, [], 0, note or str(seq)])
    return entry_of(Submission(device, seq, body), UNSIGNED)


class _Broken(Exception):
    pass


@contextmanager
def _passed_on() -> Iterator[None]:
    """`_Broken` must leave the block: a ledger may not swallow it."""
    try:
        yield
    except _Broken:
        return
    raise AssertionError("the ledger swallowed an exception")


def _same(found: Any, expected: Any) -> None:
    """Also under `python -O`, which removes `assert`."""
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


async def rows_come_back_as_they_were_kept(ledger: Ledger, device: bytes) -> None:
    rows = [_entry(device, seq) for seq in (1, 2, 300)]

    async with ledger.transaction(device):
        await ledger.insert_many(rows)
        inside = await ledger.entries(device, [1, 2, 3, 300])

    _same(sorted(inside, key=lambda row: row.seq), rows)
    _same(sorted(await ledger.entries(device, [2, 300]), key=lambda row: row.seq), rows[1:])
    _same(list(await ledger.entries(device, [])), [])
    _same(list(await ledger.entries(bytes(8), [1])), [])


async def rivals_under_one_seq_are_both_kept(ledger: Ledger, device: bytes) -> None:
    first, second = _entry(device, 1, "first"), _entry(device, 1, "second")
    async with ledger.transaction(device):
        await ledger.insert_many([first])
    async with ledger.transaction(device):
        await ledger.insert_many([second])

    _same(list(await ledger.entries(device, [1])), [first, second])


async def settling_changes_the_one_row_named(ledger: Ledger, device: bytes) -> None:
    first, second, other = _entry(device, 1, "first"), _entry(device, 1, "second"), _entry(device, 2)
    async with ledger.transaction(device):
        await ledger.insert_many([first, second, other])
        number = await ledger.numbers(1)
        settled = replace(second, status=Status.ACCEPTED, code="", number=number)
        await ledger.settle_many([settled])

    found = {row.digest: row for row in await ledger.entries(device, [1, 2])}
    _same(found, {first.digest: first, second.digest: settled, other.digest: other})


async def a_transaction_that_fails_leaves_nothing(ledger: Ledger, device: bytes) -> None:
    before = await ledger.device_state(device)
    numbers = []
    for _ in range(2):
        with _passed_on():
            async with ledger.transaction(device):
                await ledger.insert_many([_entry(device, 1)])
                await ledger.note_received(device, Ranges.of([1]))
                numbers.append(await ledger.numbers(3))
                raise _Broken

    _same(list(await ledger.entries(device, [1])), [])
    _same(await ledger.device_state(device), before)
    _same(numbers[0], numbers[1])


async def a_savepoint_that_fails_leaves_the_rest(ledger: Ledger, device: bytes) -> None:
    async with ledger.transaction(device):
        await ledger.insert_many([_entry(device, 1)])
        for _ in range(2):
            with _passed_on():
                async with ledger.savepoint():
                    await ledger.insert_many([_entry(device, 2)])
                    raise _Broken
        async with ledger.savepoint():
            await ledger.insert_many([_entry(device, 3)])

    _same({row.seq for row in await ledger.entries(device, [1, 2, 3])}, {1, 3})


async def what_is_received_is_kept_as_ranges(ledger: Ledger, device: bytes) -> None:
    received = Ranges.parse("1-40 42 44-50")
    async with ledger.transaction(device):
        await ledger.note_received(device, received)
        _same((await ledger.device_state(device)).received, received)

    state = await ledger.device_state(device)
    _same((state.received, state.revoked), (received, False))
    _same(len(state.key or b""), 65)


async def a_nonce_is_new_once(ledger: Ledger, device: bytes) -> None:
    first = Hello(device, b"nonce--1", made=7, now=5)
    later = Hello(device, b"nonce--2", made=3, now=6)
    fresh = []
    for hello in (first, first, later, first):
        async with ledger.transaction(device):
            fresh.append(await ledger.greet(hello))

    _same(fresh, [True, False, True, False])
    _same((await ledger.device_state(device)).issued, 7)


async def a_turn_is_believed_once_and_never_far_ahead(ledger: Ledger, device: bytes) -> None:
    told = []
    for turn in (1, 1, 3, 2, 3 + TURNS + 1, 2**53 - 1, 3 + TURNS):
        async with ledger.transaction(device):
            await ledger.greet(Hello(device, turn.to_bytes(8, "big"), made=1, now=5))
            told.append(await ledger.prove(device, turn, reads=True))

    _same(told, [None, 1, None, 3, 3, 3, None])


async def receipt_numbers_are_consecutive_and_never_given_twice(ledger: Ledger, device: bytes) -> None:
    given: list[int] = []
    for count in (3, 1, 5):
        async with ledger.transaction(device):
            first = await ledger.numbers(count)
            given += range(first, first + count)

    _same(given, list(range(given[0], given[0] + 9)))


async def one_device_is_written_by_one_at_a_time(ledger: Ledger, device: bytes) -> None:
    async def add(seq: int) -> None:
        async with ledger.transaction(device):
            received = (await ledger.device_state(device)).received
            await asyncio.sleep(0.001)
            await ledger.note_received(device, received | Ranges.of([seq]))

    await asyncio.gather(*(add(seq) for seq in range(1, 9)))

    _same((await ledger.device_state(device)).received, Ranges.of(range(1, 9)))


async def a_stranger_has_a_state_without_key(ledger: Ledger, device: bytes) -> None:
    stranger = bytes(8)

    state = await ledger.device_state(stranger)
    _same((state.key, state.received, state.refused_with), (None, Ranges(), ""))
    room = await ledger.room_unsigned(stranger)
    _same(room > ROW, True)
    row = _entry(stranger, 1)
    async with ledger.transaction(stranger):
        await ledger.insert_many([row])
        await ledger.note_received(stranger, Ranges.of([1]))

    after = await ledger.device_state(stranger)
    _same((after.key, after.received), (None, Ranges.of([1])))
    _same(await ledger.room_unsigned(stranger), room - len(row.body or b"") - ROW)


async def what_is_signed_takes_no_room_from_what_is_not(ledger: Ledger, device: bytes) -> None:
    room = await ledger.room_unsigned(device)
    rows = [_entry(device, 1), _entry(device, 2)]
    async with ledger.transaction(device):
        await ledger.insert_many(rows)
    _same(await ledger.room_unsigned(device), room - sum(ROW + len(row.body or b"") for row in rows))

    async with ledger.transaction(device):
        await ledger.settle_many([replace(row, status=Status.HELD, code="schema") for row in rows])

    _same(await ledger.room_unsigned(device), room)


async def what_is_dropped_was_never_here(ledger: Ledger, device: bytes) -> None:
    first, second, other = _entry(device, 1, "first"), _entry(device, 1, "second"), _entry(device, 2)
    async with ledger.transaction(device):
        await ledger.insert_many([first, second, other])
        await ledger.drop_many([second])
        _same(set(await ledger.entries(device, [1, 2])), {first, other})
        await ledger.drop_many([])

    _same(set(await ledger.entries(device, [1, 2])), {first, other})
    async with ledger.transaction(device):
        await ledger.insert_many([second])


async def an_erased_row_keeps_its_name_and_number_and_nothing_it_said(ledger: Ledger, device: bytes) -> None:
    here, other, never = (
        _entry(device, 1, "here"),
        _entry(device, 2, "here too"),
        _entry(device, 3, "never came"),
    )
    async with ledger.transaction(device):
        await ledger.insert_many([here, other])
        await ledger.settle_many(
            [replace(here, status=Status.ACCEPTED, code="", number=await ledger.numbers(1))]
        )
        (before,) = await ledger.entries(device, [1])
    gone = [
        replace(before, status=ERASED.status, code="", number=before.number, body=None),
        replace(never, status=BYTES_ERASED.status, code=BYTES_ERASED.code, body=None),
    ]
    async with ledger.transaction(device):
        await ledger.erase_many(gone[:1])
        await ledger.insert_many(gone[1:])

    found = {row.seq: row for row in await ledger.entries(device, [1, 2, 3])}
    _same(found, {1: gone[0], 2: other, 3: gone[1]})
    asked = [row.digest for row in (here, other, never)]
    _same(await ledger.erased(asked), {here.digest, never.digest})
    _same(list(await ledger.erased([])), [])


CHECKS: list[Callable[[Ledger, bytes], Awaitable[None]]] = [
    rows_come_back_as_they_were_kept,
    rivals_under_one_seq_are_both_kept,
    settling_changes_the_one_row_named,
    a_transaction_that_fails_leaves_nothing,
    a_savepoint_that_fails_leaves_the_rest,
    what_is_received_is_kept_as_ranges,
    a_nonce_is_new_once,
    a_turn_is_believed_once_and_never_far_ahead,
    receipt_numbers_are_consecutive_and_never_given_twice,
    one_device_is_written_by_one_at_a_time,
    a_stranger_has_a_state_without_key,
    what_is_signed_takes_no_room_from_what_is_not,
    what_is_dropped_was_never_here,
    an_erased_row_keeps_its_name_and_number_and_nothing_it_said,
]
