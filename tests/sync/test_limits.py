"""Every limit of the wire, at it and one past it: what came whole before is kept, and the answer says why."""

import json
import zlib

import pytest

from sync import frames, parcel, seal
from sync.envelope import Malformed, Submission, make_body
from sync.frames import REQUEST, Hello, frame, varint
from sync.inbox import ExchangeRefused
from sync.ranges import Ranges
from sync.reader import EXCHANGE, Limits, Reader
from tests.sync.stage import DEVICE, KEY, Office, hello, request, visits
from webapp.core.labels import LABELS


def raw(*parts: bytes, opening: Hello | None = None, deflate: bool = False) -> bytes:
    """A request whose greeting is right and whose rest is as given."""
    greeting = (opening or hello(1)).encode()
    attest = KEY.sign(seal.attest_message(LABELS.exchange, greeting, ()))
    rest = b"".join((frame(b"h", greeting), frame(b"a", attest), *parts))
    return REQUEST + (b"\x01" + zlib.compress(rest, 9) if deflate else b"\x00" + rest)


def bodies(count: int) -> list[bytes]:
    return [frame(b"b", varint(one.seq) + one.body) for one in visits(count)]


@pytest.mark.parametrize(("count", "code"), [(500, ""), (501, "size")])
async def test_five_hundred_submissions_are_the_most_in_one_request(count: int, code: str) -> None:
    office = Office()
    answer = await office.take(request(visits(count)) if not code else raw(*bodies(count)))

    assert answer.refusal == code
    assert len(office.ledger.rows) == 500
    assert len(answer.receipts) == count if not code else answer.receipts


BROKEN = {
    "501 asked for": (frame(b"q", frames.ranges(Ranges.of(range(1, 502)))), "size"),
    "a range of none": (frame(b"q", varint(1) + varint(0)), "format"),
    "half a range": (frame(b"q", varint(1)), "format"),
    "number 0": (frame(b"b", varint(0) + b"[]"), "format"),
    "a number beyond 2^53": (frame(b"b", varint(2**53) + b"[]"), "format"),
    "a second hello": (frame(b"h", hello(1).encode()), "format"),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_request_that_breaks_in_the_middle_says_where_and_why(name: str) -> None:
    broken, code = BROKEN[name]
    answer = await Office().take(raw(*bodies(2), broken, *bodies(1)))

    reply = parcel.read_answer(answer.head(incarnation=bytes(8), server_time=1), nonce=answer.hello.nonce)

    assert reply.broken == (4, code)
    assert reply.known | Ranges.of(range(1, reply.welcome.high + 1)) == Ranges.of([1, 2])


@pytest.mark.parametrize("upto", range(130, 160, 3))
async def test_a_request_that_was_only_cut_is_not_called_broken(upto: int) -> None:
    answer = await Office().take(raw(*bodies(2))[:upto])

    assert answer.broken is None


@pytest.mark.parametrize(("count", "code"), [(500, ""), (501, "size")])
async def test_five_hundred_are_the_most_that_one_frame_names(count: int, code: str) -> None:
    answer = await Office().take(raw(frame(b"q", frames.ranges(Ranges.of(range(1, count + 1))))))

    assert answer.refusal == code


@pytest.mark.parametrize(("more", "code"), [(0, ""), (1, "size")])
async def test_a_request_has_at_most_1024_frames(more: int, code: str) -> None:
    skipped = [frame(b"z", b"")] * (EXCHANGE.frames - 2 + more)
    assert (await Office().take(raw(*skipped))).refusal == code


@pytest.mark.parametrize(("count", "code"), [(16, ""), (17, "size")])
async def test_a_request_is_signed_at_most_sixteen_times(count: int, code: str) -> None:
    nothing = frame(b"a", bytes(64))
    assert (await Office().take(raw(*[nothing] * count))).refusal == code


@pytest.mark.parametrize(("size", "fits"), [(2048, True), (2049, False)])
async def test_what_a_greeting_adds_is_two_kilobytes_at_most(size: int, fits: bool) -> None:
    filler = "x" * (size - len(json.dumps({"x": ""}, separators=(",", ":"))))
    opening = Hello(DEVICE, parcel.new_nonce(), made=0, now=5, build=1, extras={"x": filler})
    if fits:
        assert (await Office().take(raw(opening=opening))).hello.extras == {"x": filler}
    else:
        with pytest.raises(ExchangeRefused, match="format"):
            await Office().take(raw(opening=opening))


@pytest.mark.parametrize(("more", "code"), [(0, ""), (1, "size")])
async def test_a_request_is_one_megabyte_at_most_when_it_is_unpacked(more: int, code: str) -> None:
    room = EXCHANGE.size - (len(raw()) - len(REQUEST) - 1)
    part = 60_000
    fillers = [frame(b"z", bytes(part))] * (room // (part + 4))
    left = room - sum(map(len, fillers))
    fillers.append(frame(b"z", bytes(left - 4 + more)))
    assert len(fillers[-1]) == left + more

    assert (await Office().take(raw(*fillers))).refusal == code


@pytest.mark.parametrize(("more", "raises"), [(0, False), (1, True)])
def test_beyond_64_kb_it_grows_at_most_twenty_times(more: int, raises: bool) -> None:
    limits = Limits(size=1 << 20, seqs=1, frames=1 << 20, free=1000, ratio=20)
    arrived = 100
    inflated = frame(b"z", bytes(20 * arrived - 3 + more))
    reader = Reader(REQUEST, limits)
    reader._started, reader._arrived = True, arrived
    if raises:
        with pytest.raises(Malformed, match="size"):
            reader._count(len(inflated))
    else:
        reader._count(len(inflated))


@pytest.mark.parametrize(("seq", "kept"), [(2**53 - 1, 1), (2**53, 0)])
async def test_the_last_number_a_phone_can_give(seq: int, kept: int) -> None:
    office = Office()
    body = make_body(kind=1, schema=1, wall=5, values=[1])
    answer = await office.take(raw(frame(b"b", varint(seq) + body)))

    assert len(office.ledger.rows) == kept
    assert answer.refusal == ("" if kept else "format")
    assert Submission(DEVICE, 1, body).digest


@pytest.mark.parametrize("step", [1, 50])
def test_one_frame_is_one_however_slowly_it_comes(step: int) -> None:
    body = frame(b"b", b"x" * 60_000)
    reader = Reader(REQUEST, EXCHANGE)
    whole = REQUEST + b"\x00" + body

    found = [one for at in range(0, len(whole), step) for one in reader.feed(whole[at : at + step])]

    assert [len(one.payload) for one in found] == [60_000]
