"""The link breaks anywhere: nothing is lost, nothing is doubled, hardly anything is sent twice."""

import contextlib

import pytest

from sync.frames import REQUEST
from sync.inbox import ExchangeRefused
from sync.reader import EXCHANGE, Reader
from tests.sync.stage import Office, Phone, in_chunks, visits

VARIANTS = [(wrap, deflate) for wrap in (False, True) for deflate in (False, True)]
TEN = visits(10)


def whole_before(request: bytes, cut: int) -> int:
    """How many envelopes had come whole, by an independent count."""
    reader = Reader(REQUEST, EXCHANGE)
    return sum(frame.kind in (b"b", b"s") for frame in reader.feed(request[:cut]))


@pytest.mark.parametrize(("wrap_sealed", "deflate"), VARIANTS)
async def test_a_request_cut_at_any_byte_keeps_what_came_whole(wrap_sealed, deflate):
    phone = Phone(TEN, wrap_sealed=wrap_sealed, deflate=deflate)
    opening, request = phone.next_request()

    for cut in range(len(request)):
        office = Office(keep_every=3)
        try:
            answer = await office.inbox.exchange(in_chunks(request[:cut], 97, breaks=True))
        except ExchangeRefused as refused:
            assert (refused.code, office.ledger.rows) == ("cut", [])
            continue

        assert len(office.ledger.rows) == whole_before(request, cut)
        assert answer.hello.nonce == opening.nonce
        assert answer.cut or not office.ledger.rows
        assert answer.received.high == len(office.ledger.rows)


@pytest.mark.parametrize(("wrap_sealed", "deflate"), VARIANTS)
async def test_after_a_cut_at_any_byte_everything_arrives_once(wrap_sealed, deflate):
    first = Phone(TEN, wrap_sealed=wrap_sealed, deflate=deflate)
    _, request = first.next_request()
    opening_bytes = len(Phone([]).next_request()[1])
    longest = max(len(getattr(item, "sealed", None) or item.body) for item in first.at_rest.values())

    for cut in range(len(request)):
        office = Office(keep_every=3)
        phone = Phone(TEN, wrap_sealed=wrap_sealed, deflate=deflate)
        phone.at_rest = first.at_rest
        with contextlib.suppress(ExchangeRefused):
            await office.inbox.exchange(in_chunks(request[:cut], 97, breaks=True))
        await phone.recover(office)

        assert office.done == list(range(1, 11))
        assert all(receipt.status == 1 for receipt in phone.receipts.values())
        assert len(phone.receipts) == 10
        # One exchange to ask, one to send: two openings, two signatures, one envelope.
        assert cut + phone.sent_bytes <= len(request) + longest + 2 * opening_bytes + 3 * 70 + 60


async def test_an_answer_lost_after_the_commit_costs_one_question():
    office, phone = Office(), Phone(TEN)
    _, request = phone.next_request()
    await office.take(request)

    opening, question = phone.next_request(ask=True)
    phone.read(await office.take(question), opening)

    assert all(phone.settled(seq) for seq in phone.outbox)
    assert office.done == list(range(1, 11))
    assert len(question) < 160


async def test_what_came_unsigned_is_released_by_the_next_signature():
    office, phone = Office(), Phone(TEN, deflate=False)
    _, request = phone.next_request()
    await office.take(request[:-80])
    assert {(row.status, row.code) for row in office.ledger.rows} == {(2, "unsigned")}
    assert office.done == []

    await phone.recover(office)

    assert office.done == list(range(1, 11))


async def test_a_stream_of_single_bytes_is_read_like_one_piece():
    for wrap_sealed, deflate in VARIANTS:
        office, phone = Office(), Phone(TEN, wrap_sealed=wrap_sealed, deflate=deflate)
        opening, request = phone.next_request()

        phone.read(await office.take(request, chunk=1), opening)

        assert office.done == list(range(1, 11))
        assert all(phone.settled(seq) for seq in phone.outbox)
