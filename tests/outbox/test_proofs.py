"""Who wrote what can be shown to anybody: the signature is kept with the words it was given over."""

from typing import Any

from sync import seal
from sync.ranges import Ranges
from tests.phone import enrolled, post
from tests.world import World
from webapp.accounts.models import Device
from webapp.outbox.models import Attestation, Submission


async def checks(proof: Attestation) -> bool:
    """What an inspector does who has only the database's rows and the device's public key."""
    device = await Device.get(id=proof.device_id)
    rows = await Submission.filter(device_id=device.id, seq__in=list(Ranges.parse(proof.named))).order_by(
        "seq"
    )
    digests = [(row.seq, bytes.fromhex(row.digest)) for row in rows]
    message = seal.attest_message(bytes(proof.prefix), bytes(proof.opening), digests)
    return seal.verify(bytes(device.sign_key), message, bytes(proof.signature))


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

    await Submission.all().update(digest="00" * 32)

    assert not await checks(proof)


async def test_a_repeated_request_keeps_its_signature_once(huoi_co: World, browser_of: Any) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1])
    _, body = phone.request(phone.outbox)

    for _ in range(3):
        await post(browser, body)

    assert await Attestation.all().count() == 1
