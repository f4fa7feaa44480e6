"""Sent twice, out of order, by a stranger, by a thief, with poison: each has one fate."""

import asyncio
import random
from dataclasses import replace

import pytest

from sync import parcel, seal
from sync.envelope import Malformed, Submission
from sync.frames import frame
from sync.inbox import ExchangeRefused, Receipt, Status, Trust, Unfit
from sync.ranges import Ranges
from tests.sync.stage import DEVICE, INCARNATION, KEY, Office, hello, request, sealed, visit, visits
from webapp.core.labels import LABELS


def fates(answer):
    return {receipt.seq: (int(receipt.status), receipt.code) for receipt in answer.receipts}


async def test_the_same_request_five_times_has_one_effect():
    office = Office()
    sent = request(visits(10))

    answers = [await office.take(sent) for _ in range(5)]

    assert office.done == list(range(1, 11))
    assert len({answer.receipts for answer in answers}) == 1


async def test_the_same_request_five_times_at_once_has_one_effect():
    office = Office(commit_every=3)
    sent = request(visits(10))

    answers = await asyncio.gather(*(office.take(sent, chunk=150) for _ in range(5)))

    assert office.done == list(range(1, 11))
    assert len({answer.receipts for answer in answers}) == 1


async def test_a_replayed_request_gets_receipts_but_is_not_fresh():
    office = Office()
    sent = request(visits(1))

    answers = [await office.take(sent) for _ in range(2)]

    assert [answer.fresh for answer in answers] == [True, False]


async def test_submissions_in_any_order_all_arrive():
    for seed in range(20):
        office, items = Office(), visits(12)
        random.Random(seed).shuffle(items)

        for at in range(0, 12, 4):
            answer = await office.take(request(items[at : at + 4]))

        assert office.done == list(range(1, 13))
        assert answer.received == Ranges.of(range(1, 13))


async def test_gaps_are_named_exactly():
    office = Office()

    answer = await office.take(
        parcel.request(LABELS, hello(9), KEY, [visit(1), visit(2), visit(5), visit(8)])
    )

    assert (answer.received.high, str(answer.received.above)) == (2, "5 8")
    assert str(answer.missing) == "3-4 6-7 9"
    reply = parcel.read_answer(answer.head(incarnation=INCARNATION, server_time=1), nonce=answer.hello.nonce)
    assert (reply.welcome.high, reply.known) == (2, Ranges.of([5, 8]))


@pytest.mark.parametrize(
    ("kind", "fate"),
    [(99, (3, "form")), (98, (2, "fault")), (97, (2, "schema")), (96, (3, "scope"))],
)
async def test_a_poisoned_one_in_front_delays_no_other(kind, fate):
    office = Office()

    answer = await office.take(request([visit(1, kind=kind), *visits(6)[1:]]))

    assert fates(answer) == {1: fate} | dict.fromkeys(range(2, 7), (1, ""))
    assert office.done == [2, 3, 4, 5, 6]


async def test_a_body_that_cannot_be_read_is_refused_alone():
    office = Office()
    broken = Submission(DEVICE, 1, b'[1,1,2,0,"",["a\\u0000"]]')
    large = Submission(DEVICE, 2, b'[1,1,2,0,"",["' + b"x" * 65530 + b'"]]')

    answer = await office.take(request([broken, large, visit(3)], deflate=False))

    assert fates(answer) == {1: (4, "format"), 2: (4, "size"), 3: (1, "")}


async def test_an_item_too_large_for_a_frame_is_refused_and_the_rest_goes_with_the_next_signature():
    office = Office()
    huge = Submission(DEVICE, 1, b"x" * 70_000)

    answer = await office.take(request([huge, visit(2), visit(3)], deflate=False))
    assert fates(answer) == {1: (4, "size"), 2: (2, "unsigned"), 3: (2, "unsigned")}
    named = [(one.seq, one.digest) for one in (visit(2), visit(3))]
    answer = await office.take(request(named=named))

    assert fates(answer) == {2: (1, ""), 3: (1, "")}


@pytest.mark.parametrize(
    "what", ["an item", "the session's key", "no key", "a key that is no point", "another office"]
)
async def test_sealed_bytes_that_do_not_open_are_not_refused_for_good(what):
    office, items = Office(), sealed(visits(2))
    key = items[0].session
    if what == "an item":
        bent = items[0].sealed[:20] + bytes([items[0].sealed[20] ^ 1]) + items[0].sealed[21:]
        damaged = [replace(items[0], sealed=bent), items[1]]
    elif what == "another office":
        damaged = sealed(visits(2), seal.OfficeKey.generate(LABELS).public)
    else:
        other = {"no key": b"", "a key that is no point": b"\x04" + bytes(64)}
        damaged = [
            replace(one, session=other.get(what, bytes([key[0], key[1] ^ 1]) + key[2:])) for one in items
        ]

    first = await office.take(request(damaged))
    again = await office.take(request(items))

    assert fates(first)[1] == (4, "signature")
    assert fates(again) == {1: (1, ""), 2: (1, "")}


async def test_one_that_does_not_open_spoils_no_signature_but_its_own():
    office, items = Office(), sealed(visits(3))
    bad = replace(items[1], sealed=items[1].sealed[:-1])
    opening = hello(3)

    def vouch(*named):
        return parcel._attest(LABELS.exchange, opening.encode(), KEY, {one.seq: one.digest for one in named})

    parts = [vouch(), *parcel.wrap([items[0], bad, items[2]]), vouch(items[0], items[2]), vouch(bad)]
    answer = await office.take(b"GDX\x01\x00" + frame(b"h", opening.encode()) + b"".join(parts))

    assert fates(answer) == {1: (1, ""), 2: (4, "signature"), 3: (1, "")}


@pytest.mark.parametrize("signed", [True, False])
async def test_an_item_is_too_large_only_when_its_author_says_so(signed):
    office = Office()
    whole = request([Submission(DEVICE, 1, b"x" * 70_000)], deflate=False)

    answer = await office.take(whole if signed else whole.replace(b"xx", b"xy", 1))

    assert fates(answer) == {1: (4, "size" if signed else "signature")}


async def test_receipt_numbers_follow_the_order_of_writing():
    office = Office()

    answer = await office.take(request([visit(3), visit(1), visit(2, kind=99), visit(4)]))

    assert [(r.seq, r.number) for r in answer.receipts] == [(1, 1), (2, None), (3, 2), (4, 3)]


async def test_another_body_under_the_same_number_is_kept_and_put_aside():
    office = Office()
    await office.take(request([visit(1)]))

    answer = await office.take(request([visit(1, note="another"), visit(2)]))

    assert fates(answer) == {1: (3, "equivocation"), 2: (1, "")}
    assert answer.equivocal == (1,)
    assert len(office.ledger.rows) == 3
    assert office.done == [1, 2]
    again = await office.take(request([visit(1)]))
    assert fates(again) == {1: (1, "")}


async def test_a_ruling_cannot_apply_a_rival_of_what_was_accepted():
    office = Office()
    await office.take(request([visit(1)]))
    await office.take(request([visit(1, note="another")]))

    assert await office.inbox.apply_again(DEVICE, [1]) == []
    assert office.done == [1]


async def test_a_signature_over_other_bytes_releases_nothing_and_the_true_bytes_still_arrive():
    office = Office(keep_every=2)
    opening = hello(3)
    forged = parcel.request(
        LABELS, opening, KEY, [visit(1, note="altered"), visit(2), visit(3)], deflate=False
    )
    honest = parcel.request(LABELS, opening, KEY, visits(3), deflate=False)
    altered = forged[:-70] + honest[-70:]

    answer = await office.take(altered, chunk=400)
    assert fates(answer) == dict.fromkeys((1, 2, 3), (4, "signature"))
    assert answer.received == Ranges()
    answer = await office.take(request(visits(3)))

    assert fates(answer) == dict.fromkeys((1, 2, 3), (1, ""))
    assert [note for _, _, note in office.ledger.effects][0] == visit(1).body.decode().split('"')[-2]


async def test_a_hello_signed_by_another_key_stores_nothing():
    office = Office()

    with pytest.raises(ExchangeRefused) as refused:
        await office.take(request(visits(3), key=seal.DeviceKey.generate()))

    assert refused.value.code == "signature"
    assert office.ledger.rows == []


async def test_a_revoked_device_is_heard_but_not_believed():
    office = Office()
    office.ledger.revoke(DEVICE)

    answer = await office.take(request(visits(3)))

    assert answer.trust is Trust.REVOKED
    assert fates(answer) == dict.fromkeys((1, 2, 3), (3, "revoked"))
    assert office.done == []


async def test_a_stranger_leaves_a_little_for_a_person_to_look_at_and_no_more():
    office, stranger = Office(), bytes(8)
    items = [visit(seq, device=stranger) for seq in range(1, 31)]

    answer = await office.take(request(items, device=stranger, key=seal.DeviceKey.generate()))

    kept = len(office.ledger.rows)
    assert answer.trust is Trust.UNKNOWN
    assert answer.full
    assert 0 < kept < 30
    assert fates(answer) == dict.fromkeys(range(1, kept + 1), (3, "device-unknown"))
    assert office.done == []


async def test_asking_tells_what_became_of_a_submission_since():
    office = Office()
    await office.take(request([visit(1, kind=96), visit(2)]))

    office.allows = True
    assert await office.inbox.apply_again(DEVICE, [1, 2]) == [Receipt(1, Status.ACCEPTED, "", 2)]
    answer = await office.take(request(asked=Ranges.of([1, 2, 3])))

    assert [(r.seq, r.status, r.number) for r in answer.receipts] == [(1, 1, 2), (2, 1, 1)]


async def test_a_signature_naming_what_never_came_spoils_nothing():
    office = Office()

    answer = await office.take(request([visit(1)], named=[(2, visit(2).digest)]))

    assert fates(answer) == {1: (2, "unsigned")}
    answer = await office.take(request([visit(2)], named=[(1, visit(1).digest)]))
    assert fates(answer) == {1: (1, ""), 2: (1, "")}


async def test_sealed_and_open_are_the_same_submission():
    office = Office()
    await office.take(request(sealed(visits(5))))

    answer = await office.take(request(visits(5)))

    assert office.done == [1, 2, 3, 4, 5]
    assert fates(answer) == dict.fromkeys(range(1, 6), (1, ""))


async def test_a_plain_form_is_entered_without_a_signature():
    office = Office()

    async with office.ledger.transaction(DEVICE):
        receipt = await office.inbox.enter(visit(1))

    assert receipt == Receipt(1, Status.ACCEPTED, "", 1)
    assert office.done == [1]


@pytest.mark.parametrize(("body", "error"), [(visit(1, kind=99).body, Unfit), (b"{}", Malformed)])
async def test_a_plain_form_that_does_not_fit_leaves_nothing(body, error):
    office = Office()

    with pytest.raises(error):
        async with office.ledger.transaction(DEVICE):
            await office.inbox.enter(Submission(DEVICE, 1, body))

    assert office.ledger.rows == []
    assert office.done == []


async def test_when_the_ledger_cannot_write_nothing_is_promised():
    office = Office()

    async def full(entries):
        raise OSError("no space left")

    office.ledger.settle_many = full
    with pytest.raises(OSError, match="no space"):
        await office.take(request(visits(3)))

    assert office.ledger.rows == []
    assert office.done == []


async def test_a_number_that_was_only_named_beside_one_that_never_came_is_told_of_no_body():
    """It may be the other body of a copied phone: nobody can know which was meant."""
    office = Office()
    await office.take(request([visit(1), visit(2)]))
    others = [(seq, visit(seq, note="another").digest) for seq in (1, 2, 3)]

    assert fates(await office.take(request(named=others))) == {}
    asked = {1: visit(1).digest, 2: visit(2, note="another").digest}
    assert fates(await office.take(request(named=others, asked=asked))) == {1: (1, "")}


async def test_a_number_with_several_bodies_is_told_of_none_until_one_is_meant():
    """A request cut between `q` and `c` must not tell a copied phone of the other one's words."""
    office = Office()
    await office.take(request([visit(1), visit(2)]))
    await office.take(request([visit(1, note="another")]))

    assert fates(await office.take(request(asked=Ranges.of([1, 2])))) == {2: (1, "")}
    meant = {1: visit(1, note="another").digest, 2: visit(2).digest}
    assert fates(await office.take(request(asked=meant))) == {1: (3, "equivocation"), 2: (1, "")}


async def test_what_failed_before_is_signed_apart_and_spoils_no_other():
    """A phone that was told `signature` for a number it cannot send again yet, with another that is sound."""
    office = Office()
    await office.take(request([visit(1)]))
    other = visit(1, note="another")

    answer = await office.take(request([visit(2)], named=[(1, other.digest)], failed={1}))

    assert fates(answer) == {1: (4, "signature"), 2: (1, "")}
    together = await office.take(request([visit(3)], named=[(1, other.digest)]))
    assert fates(together) == {1: (4, "signature"), 3: (4, "signature")}
