"""Frames in pieces, damaged frames, and frames made to hurt."""

import contextlib
import time
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import frames, parcel
from sync.envelope import Malformed, Submission, make_body
from sync.frames import ANSWER, REQUEST, Cursor, Hello, Receipt, Welcome, frame, varint
from sync.inbox import ExchangeRefused
from sync.ranges import Ranges
from sync.reader import EXCHANGE, Reader
from tests.sync.stage import (
    DEVICE,
    INCARNATION,
    KEY,
    Office,
    carried,
    hello,
    in_chunks,
    request,
    sealed,
    visits,
)
from webapp.core.labels import LABELS

SEQS = st.sets(st.integers(1, 300))
PLAIN = REQUEST + b"\x00"


@given(st.integers(0, 2**53 - 1))
def test_numbers_come_back(number):
    assert Cursor(varint(number)).varint() == number


@given(SEQS, SEQS)
def test_ranges_are_sets(one, other):
    a, b = Ranges.of(one), Ranges.of(other)

    assert set(a | b) == one | other
    assert set(a - b) == one - other
    assert Ranges.parse(str(a)) == a
    assert len(a) == len(one)
    assert all((seq in a) == (seq in one) for seq in range(1, 301))
    assert Cursor(frames.ranges(a)).ranges(most=300) == a
    assert set(range(1, a.high + 1)) <= one
    assert a.high + 1 not in one
    assert set(a.above) == {seq for seq in one if seq > a.high}
    assert set(a.missing(300)) == set(range(1, 301)) - one
    assert a.last == max(one, default=0)


ROWS = st.dictionaries(
    st.integers(1, 60),
    st.one_of(
        st.integers(0, 90).map(lambda number: (1, "", number)),
        st.tuples(st.integers(2, 5), st.sampled_from(["", "scope", "unsigned"]), st.none()),
    ),
)


@given(ROWS)
def test_receipts_come_back(rows):
    given_ = [Receipt(seq, *row) for seq, row in sorted(rows.items())]

    assert Cursor(frames.receipts(given_)).receipts(most=100) == given_


def test_fifty_ordinary_receipts_take_six_bytes():
    assert len(frames.receipts(Receipt(seq, 1, "", 700 + seq) for seq in range(1, 51))) <= 6


@given(st.integers(1, 90), st.booleans(), st.data())
def test_frames_come_out_the_same_however_they_are_cut(size, deflate, data):
    whole = parcel.request(LABELS, hello(3), KEY, visits(3), deflate=deflate)
    in_one = list(Reader(REQUEST, EXCHANGE).feed(whole))
    reader = Reader(REQUEST, EXCHANGE)

    pieces = [found for at in range(0, len(whole), size) for found in reader.feed(whole[at : at + size])]

    assert pieces == in_one
    assert reader.complete


def test_greetings_come_back():
    opening = Hello(
        DEVICE, b"n" * 8, b"i" * 8, b"m" * 8, made=7, now=1763815200, build=3, extras={"free_mb": 5}
    )
    welcome = Welcome(b"n" * 8, b"i" * 8, 1763815200, 7, b"m" * 8, wipe=True, replace=True, backoff=600)

    assert Hello.parse(opening.encode()).encode() == opening.encode()
    assert Hello.parse(opening.encode()).extras == {"free_mb": 5}
    assert Welcome.parse(welcome.encode()) == welcome


@pytest.mark.parametrize("wrap", ["open", "sealed", "file"])
async def test_a_flipped_bit_anywhere_is_refused_or_harmless(wrap):
    items = visits(2)
    if wrap == "file":
        whole = carried(sealed(items))
    else:
        whole = request(items if wrap == "open" else sealed(items), deflate=wrap == "sealed")
    true_bodies = {item.body for item in items}

    for at in range(len(whole)):
        damaged = whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]
        office = Office()
        try:
            if wrap == "file":
                await office.inbox.import_file(in_chunks(damaged))
            else:
                await office.take(damaged)
        except ExchangeRefused as refused:
            assert refused.code in ("format", "size", "signature", "cut", "wrong-node")

        accepted = {row.body for row in office.ledger.rows if row.status == 1}
        assert accepted <= true_bodies
        assert len(office.done) == len(accepted)


@pytest.mark.parametrize("wrap", ["open", "sealed"])
async def test_a_flipped_bit_anywhere_settles_nothing_and_the_same_sent_again_arrives(wrap):
    items = visits(2)
    sent = items if wrap == "open" else sealed(items)
    whole = request(sent, deflate=False)

    for at in range(len(whole)):
        damaged = whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :]
        office = Office()
        with contextlib.suppress(ExchangeRefused):
            told = (await office.take(damaged)).receipts
            final = [receipt for receipt in told if receipt.status in (1, 4) and receipt.code != "signature"]
            assert {receipt.status for receipt in final} <= {1}, (at, final)
        again = {receipt.seq: int(receipt.status) for receipt in (await office.take(request(sent))).receipts}
        assert again == {1: 1, 2: 1}, at


async def test_a_bomb_is_noticed_before_it_goes_off():
    charge = request(deflate=False)[5:] + b"b" + varint(50_000_000) + b"\x01" + bytes(50_000_000)
    bomb = REQUEST + b"\x01" + zlib.compress(charge, 9)
    tracemalloc.start()

    answer = await Office().take(bomb)

    assert answer.refusal == "size"
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


async def test_a_small_bomb_is_noticed_by_how_much_it_grows():
    charge = request(deflate=False)[5:] + b"b" + varint(900_000) + b"\x01" + bytes(900_000)

    answer = await Office().take(REQUEST + b"\x01" + zlib.compress(charge, 9))

    assert answer.refusal == "size"


async def test_a_long_dull_text_is_no_bomb():
    body = make_body(kind=1, schema=1, wall=5, values=["x" * 4000] * 15)

    answer = await Office().take(request([Submission(DEVICE, 1, body)]))

    assert [receipt.status for receipt in answer.receipts] == [1]


async def test_bytes_after_the_compressed_stream_are_refused():
    office = Office()

    answer = await office.take(request(visits(2)) + b"more")

    assert answer.refusal == "format"
    assert office.done == [1, 2]


def test_an_answer_cannot_name_more_receipts_than_fit():
    rows = varint(1) + varint(10**9) + b"\x01" + varint(1)

    with pytest.raises(Malformed):
        Cursor(rows).receipts(most=500)


async def test_a_million_tiny_frames_cost_little():
    few, many = [await seconds_for(count) for count in (2_000, 1_000_000)]

    assert many < 20 * few


async def seconds_for(frames: int) -> float:
    """At best, so that other work on the machine does not count."""
    flood = request(deflate=False) + frame(b"z", b"") * frames
    took = []
    for _ in range(3):
        started = time.process_time()
        answer = await Office().take(flood, chunk=16_384)
        took.append(time.process_time() - started)
        assert answer.refusal == "size"
    return min(took)


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        (frame(b"a", bytes(64) + varint(1) + varint(501)), "size"),
        (frame(b"q", varint(1) + varint(2**52)), "size"),
        (frame(b"q", varint(0) + varint(1)), "format"),
        (frame(b"b", varint(0) + b"x"), "format"),
        (frame(b"a", bytes(10)), "format"),
        (b"b" + varint(2**40), ""),
        (b"x" + varint(2**20), "size"),
        (b"b" + b"\xff" * 12, "format"),
        (frame(b"a", bytes(64) + varint(1) + varint(1)) * 20, "size"),
        (b"".join(frame(b"b", varint(seq) + b"[]") for seq in range(1, 502)), "size"),
        (frame(b"h", b""), "format"),
        (frame(b"Z", b"of tomorrow"), ""),
    ],
)
async def test_frames_made_to_hurt_end_the_reading_and_no_more(tail, code):
    office = Office()

    answer = await office.take(request([visits(1)[0]], deflate=False) + tail)

    assert answer.refusal == code
    assert (1, 1) in [(row.seq, row.status) for row in office.ledger.rows]


async def test_what_stands_before_the_broken_part_is_answered():
    office = Office()

    answer = await office.take(
        request(visits(3), deflate=False) + b"b\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    )

    assert [receipt.status for receipt in answer.receipts] == [1, 1, 1]


@pytest.mark.parametrize(
    "page", [b"<html>sign in to the hotel", b"", b"GDR\x02", ANSWER, ANSWER + frame(b"w", b"short")]
)
def test_only_a_whole_answer_with_our_nonce_counts(page):
    with pytest.raises(Malformed):
        parcel.read_answer(page, nonce=b"n" * 8)


async def test_an_answer_cut_anywhere_or_of_another_exchange_does_not_count():
    answer = await Office().take(request(visits(3)))
    head = answer.head(incarnation=INCARNATION, server_time=1763815301)

    whole_frames = len(ANSWER + frame(b"w", bytes(32)))
    for cut in {*range(len(head))} - {whole_frames}:
        with pytest.raises(Malformed):
            parcel.read_answer(head[:cut], nonce=answer.hello.nonce)
    with pytest.raises(Malformed):
        parcel.read_answer(head, nonce=answer.hello.nonce, cut=True)
    with pytest.raises(Malformed):
        parcel.read_answer(head, nonce=b"another!")
