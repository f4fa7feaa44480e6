"""A file on a stick or in somebody else's phone: the same submissions by another way."""

import pytest

from sync import frames, parcel, seal
from sync.frames import FILE, Origin, frame
from sync.inbox import ExchangeRefused, Trust
from sync.ranges import Ranges
from tests.sync.stage import (
    DEVICE,
    KEY,
    OFFICE,
    Office,
    Phone,
    carried,
    hello,
    in_chunks,
    request,
    sealed,
    visit,
    visits,
)
from webapp.core.labels import LABELS

ITEMS = sealed(visits(20))
WHOLE = carried(ITEMS)


async def imported(office, whole):
    return await office.inbox.import_file(in_chunks(whole, 333))


async def test_a_carried_file_counts_like_an_exchange():
    office = Office()

    report = await imported(office, WHOLE)

    assert (report.trust, report.count, report.truncated, report.damaged) == (Trust.PROVEN, 20, False, ())
    assert report.missing == Ranges()
    assert office.done == list(range(1, 21))


async def test_a_file_brought_three_times_and_sent_as_well_has_one_effect():
    office = Office()
    await imported(office, WHOLE)
    await office.take(request(visits(20)))

    report = await imported(office, WHOLE)

    assert office.done == list(range(1, 21))
    assert {receipt.status for receipt in report.receipts} == {1}


async def test_a_file_cut_at_any_byte_keeps_its_whole_items_until_the_phone_signs():
    for cut in range(0, len(WHOLE), 11):
        office = Office()
        try:
            report = await imported(office, WHOLE[:cut])
        except ExchangeRefused as refused:
            assert refused.code in ("cut", "format")
            continue

        assert report.truncated
        assert len(report.missing) == 20 - len(office.ledger.rows)
        assert office.done == []
        phone = Phone(visits(20))
        await phone.recover(office)
        assert office.done == list(range(1, 21))


async def test_a_damaged_item_is_named_and_the_others_wait_for_a_signature():
    office = Office()
    at = WHOLE.index(ITEMS[4].sealed)
    damaged = WHOLE[: at + 9] + b"\x00\x00" + WHOLE[at + 11 :]

    report = await imported(office, damaged)

    assert report.damaged == (5,)
    assert str(report.missing) == "5"
    phone = Phone(visits(20))
    await phone.recover(office)
    assert office.done == list(range(1, 21))


async def test_a_file_for_another_office_is_refused_whole():
    office = Office()

    with pytest.raises(ExchangeRefused) as refused:
        await imported(office, carried(ITEMS, office=b"elsewher"))

    assert refused.value.code == "wrong-node"
    assert office.ledger.rows == []


async def test_a_forged_file_does_not_touch_what_the_phone_sent_itself():
    office = Office()
    sent = request(visits(20), deflate=False)
    await office.take(sent[:-68])
    forger = seal.DeviceKey.generate()

    report = await imported(office, carried(ITEMS, key=forger))

    assert report.trust is Trust.UNPROVEN
    assert office.done == []
    named = [(one.seq, one.digest) for one in visits(20)]
    await office.take(request(named=named))

    assert office.done == list(range(1, 21))


async def test_a_forged_file_that_only_names_what_waits_changes_nothing():
    office = Office()
    await office.take(request(visits(20), deflate=False)[:-68])
    before = office.ledger.rows
    origin = Origin(DEVICE, OFFICE.fingerprint, made=20, created=5)
    named = frame(b"a", bytes(64) + frames.ranges(Ranges.of(range(1, 21))))

    await imported(office, FILE + frame(b"o", origin.encode()) + named)

    assert office.ledger.rows == before


async def test_a_file_of_a_revoked_phone_waits_for_a_person():
    office = Office()
    office.ledger.revoke(DEVICE)

    report = await imported(office, WHOLE)

    assert report.trust is Trust.REVOKED
    assert {receipt.code for receipt in report.receipts} == {"revoked"}


async def test_any_other_bytes_are_not_a_file():
    for junk in (b"", b"PK\x03\x04", b"GDF\x02", request(visits(1)), b"GDF\x01" + b"s\x01\x01"):
        with pytest.raises(ExchangeRefused):
            await imported(Office(), junk)


async def test_signatures_between_items_limit_what_damage_delays():
    office = Office()
    halves = carried(ITEMS[:10]), carried(ITEMS[10:])
    origin_end = 4 + 2 + halves[0][5]
    both = halves[0] + halves[1][origin_end:]
    at = both.index(ITEMS[14].sealed)

    await imported(office, both[: at + 9] + b"\x00\x00" + both[at + 11 :])

    assert office.done == list(range(1, 11))


async def test_what_a_carrier_invents_hides_no_gap_and_is_gone_when_the_phone_has_spoken():
    """I11: items that nobody signed say nothing of the phone they name."""
    office, owner = Office(), visits(3)
    await office.take(parcel.request(LABELS, hello(made=3), KEY))
    invented = sealed(visit(seq, "Bịa") for seq in range(1, 6))

    await imported(office, without_signature(carried(invented)))

    state = await office.ledger.device_state(DEVICE)
    assert (str(state.received.missing(state.issued)), state.received.high) == ("1-3", 0)
    answer = await office.take(request(owner))
    assert {receipt.status for receipt in answer.receipts} == {1}
    assert {(row.seq, row.status) for row in office.ledger.rows} == {(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)}

    await imported(office, without_signature(carried(invented)))

    assert len(office.ledger.rows) == 5, "beside the proven ones nothing is kept that nobody signed"
    await office.take(request([visit(4), visit(5)]))
    assert office.done == [1, 2, 3, 4, 5]
    assert len(office.ledger.rows) == 5


async def test_what_a_cut_file_brought_is_released_without_being_sent_again():
    office, items = Office(), visits(20)
    report = await imported(office, without_signature(WHOLE))
    assert (len(office.ledger.rows), office.done, str(report.missing)) == (20, [], "")

    answer = await office.take(request(named=[(one.seq, one.digest) for one in items]))

    assert office.done == list(range(1, 21))
    assert answer.received.high == 20


async def test_a_person_may_leave_out_what_nobody_signed_and_the_phone_is_heard_all_the_same():
    office = Office()
    await imported(office, without_signature(carried(ITEMS[:2])))
    digests = {row.digest for row in office.ledger.rows}

    assert await office.inbox.refuse(DEVICE, [1, 2], digests=digests, code="rejected") == []
    assert {row.receipt.code for row in office.ledger.rows} == {"signature"}
    answer = await office.take(request(visits(2)))

    assert {receipt.status for receipt in answer.receipts} == {1}
    assert office.done == [1, 2]


async def test_unsigned_a_file_leaves_no_more_than_its_room_and_signed_all_of_it():
    office = Office()
    office.ledger.room = 3000

    cut = await imported(office, without_signature(WHOLE))
    kept = len(office.ledger.rows)
    assert cut.full and 0 < kept < 20
    again = await imported(office, without_signature(carried(sealed(visit(seq) for seq in range(21, 30)))))
    assert again.full and len(office.ledger.rows) == kept

    whole = await imported(office, WHOLE)
    assert not whole.full and office.done == list(range(1, 21))


def without_signature(whole):
    """As it is when its end is lost: the last frame is the signature."""
    return whole[: -len(frame(b"a", bytes(64) + frames.ranges(Ranges.of([1]))))]
