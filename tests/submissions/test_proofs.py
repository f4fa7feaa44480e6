"""Who wrote what can be shown to anybody: the signature is kept with the words it was given over."""

from hashlib import sha256
from typing import Any

import pytest

from sync import seal
from sync.ranges import Ranges
from tests.support.phone import enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.intake.signatures import unsigned_submissions
from webapp.submissions.models import Attestation, StoredSubmission


async def checks(proof: Attestation) -> bool:
    """What an inspector does who has only the database's rows and the device's public key."""
    device = await Device.get(id=proof.device_id)
    rows = await StoredSubmission.filter(
        device_id=device.id, seq__in=list(Ranges.parse(proof.named))
    ).order_by("seq")
    digests = [(row.seq, bytes.fromhex(row.digest)) for row in rows]
    message = seal.attest_message(bytes(proof.prefix), bytes(proof.opening), digests)
    return seal.verify_signature(bytes(device.sign_key), message, bytes(proof.signature))


async def test_every_accepted_submission_is_named_by_a_signature_that_still_fits(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    for _ in range(3):
        phone.write(1, huoi_co.an.id, [1, [1], 0, "Ghi chú"])
    await phone.exchange(browser, phone.outbox[:2])
    await phone.exchange(browser)

    proofs = await Attestation.all()

    assert set().union(*(Ranges.parse(proof.named) for proof in proofs)) == {1, 2, 3}
    assert [await checks(proof) for proof in proofs] == [True] * len(proofs)


async def test_a_row_that_was_altered_no_longer_fits_its_signature(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "Ghi chú"])
    await phone.exchange(browser)
    proof = await Attestation.get()

    await StoredSubmission.all().update(digest="00" * 32)

    assert not await checks(proof)


async def test_a_repeated_request_keeps_its_signature_once(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1])
    _, body = phone.request(phone.outbox)

    for _ in range(3):
        await post(browser, body)

    assert await Attestation.all().count() == 1


async def test_what_was_posted_at_a_desk_is_signed_by_the_office(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1", "did": "1", "need": "0"})

    proof = await Attestation.get()

    assert await checks(proof)
    assert await unsigned_submissions(huoi_co.commune.id) == {}


@pytest.mark.parametrize("column", ["body", "digest"])
async def test_whoever_alters_a_row_in_the_database_is_found_out(
    huoi_co: World, browser_of: Any, column: str
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    for _ in range(3):
        phone.write(1, huoi_co.an.id, [1])
    await phone.exchange(browser)
    row = await StoredSubmission.get(seq=2)

    other = bytes(row.body) + b" "
    changed = {"body": other} | ({"digest": sha256(other).hexdigest()} if column == "digest" else {})
    await StoredSubmission.filter(id=row.id).update(**changed)

    found = await unsigned_submissions(huoi_co.commune.id)
    # A changed digest breaks the one signature over all three; a changed body alone is its own.
    assert found == {row.device_id: Ranges.of([2] if column == "body" else [1, 2, 3])}
    assert await rebuild_from_log(check=True) == 1
