"""A phone's numbers as the office counts them: a broken counter, a closed phone, and what is given up with a reason."""

import pytest

from sync import parcel
from sync.envelope import Submission, make_body
from sync.frames import Origin
from sync.ledger import JUMP
from sync.ranges import Ranges
from tests.office.numbers import said, send
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device, Reckoning
from webapp.accounts.queries import missing_from
from webapp.accounts.revocation import close_phone
from webapp.core.keys import office_key
from webapp.core.labels import LABELS
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.submissions.models import DeviceContact, StoredSubmission
from webapp.submissions.rulings import target_of
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

HOME, ASKED = 1, [1]
LAST = 2**53 - 1


def visit(phone: Phone, house: str, seq: int) -> Submission:
    body = make_body(kind=VISIT.code, schema=1, wall=phone.clock(), entity=house, values=[HOME, ASKED, 0])
    return Submission(phone.device, seq, body)


@pytest.mark.parametrize("number", [JUMP + 3, 2**40, LAST])
@pytest.mark.parametrize("way", ["said", "used", "both", "file"])
async def test_a_broken_counter_makes_no_gap_and_the_office_is_told(
    huoi_co: World, browser_of, number: int, way: str
) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await send(nobody, phone, [visit(phone, huoi_co.an.id, 1)], made=2)

    if way == "file":
        far = [parcel.sealed(_session(phone), visit(phone, huoi_co.an.id, number))]
        origin = Origin(phone.device, office_key().fingerprint, number, phone.clock())
        report = await import_carried_file(
            Carrier(huoi_co.clerk.commune, "Bình"), "f", parcel.carried_file(LABELS, origin, phone.key, far)
        )
        assert report.missing < 3 and report.aside == 1
    else:
        items = [visit(phone, huoi_co.an.id, number)] if way != "said" else []
        told = await send(nobody, phone, items, made=number if way != "used" else 2)
        assert told == ({number: (3, "number")} if items else {})

    device = await Device.get()
    assert (device.issued, device.received) == (2, "1")
    assert await DeviceContact.filter(issued__gt=2).count() == 0
    shown = await said(clerk, "/arrivals")
    assert "thiếu 1 phiếu" in shown and "không thể đúng" in shown
    assert str(number) not in shown.replace(".", "")
    assert "không thể đúng" in await said(clerk, f"/phones/{device.id}")
    assert await Visit.all().count() == 1


def _session(phone: Phone):
    from sync import seal

    return seal.WritingSession(LABELS, phone.device, phone.office)


async def test_a_counter_that_is_right_again_is_cured_by_itself(huoi_co: World, browser_of) -> None:
    phone, nobody = await enrolled(huoi_co.dan), await browser_of(None)
    await send(nobody, phone, made=LAST)
    await send(nobody, phone, [visit(phone, huoi_co.an.id, 1)], made=1)

    assert "không thể đúng" not in await said(await browser_of(huoi_co.clerk), "/arrivals")


async def test_many_real_numbers_are_believed_as_they_come(huoi_co: World, browser_of) -> None:
    phone, nobody = await enrolled(huoi_co.dan), await browser_of(None)

    assert await send(nobody, phone, [visit(phone, huoi_co.an.id, JUMP)], made=JUMP) == {JUMP: (1, "")}
    assert (await Device.get()).issued == JUMP
    assert await send(nobody, phone, made=2 * JUMP) == {}
    assert (await Device.get()).issued == 2 * JUMP


@pytest.mark.both
async def test_the_largest_number_can_be_decided_on(huoi_co: World, browser_of) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    await send(await browser_of(None), phone, [visit(phone, huoi_co.an.id, LAST)], made=1)
    sent = {"targets": target_of(await StoredSubmission.get(seq=LAST)), "code": "number", "op": "một"}
    sent |= {"verdict": "reject", "reason": "Máy đếm sai"}
    await clerk.get("/put-aside")

    assert (await clerk.send_form("/put-aside", sent)).status_code == 303
    assert (await StoredSubmission.get(seq=LAST)).code == "rejected"


async def test_words_alone_climb_no_stairs(huoi_co: World, browser_of) -> None:
    """Each request may say 5,000 more than is here, and not 5,000 more than the last one said."""
    phone, nobody = await enrolled(huoi_co.dan), await browser_of(None)

    for steps in (1, 2, 3):
        assert await send(nobody, phone, made=steps * JUMP) == {}

    assert (await Device.get()).issued == JUMP


async def test_the_office_can_say_that_the_number_is_right(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await send(nobody, phone, [visit(phone, huoi_co.an.id, 9000)], made=9000)
    path = f"/phones/{(await Device.get()).id}/numbers"

    assert (await clerk.send_form(f"{path}/believed", {"numbers": "9000", "because": " "})).status_code == 422
    await clerk.send_form(f"{path}/believed", {"numbers": "8000", "because": "Đã đếm"})
    assert (await Device.get()).issued == 0
    for _ in range(2):
        await clerk.send_form(f"{path}/believed", {"numbers": "9000", "because": "Máy cũ, đã đếm"})

    device = await Device.get()
    assert (device.issued, device.received) == (9000, "9000")
    assert await Visit.all().count() == 1
    [one] = await Reckoning.all()
    assert (one.verdict, one.numbers, one.note, one.by_name) == (
        "believed",
        "9000",
        "Máy cũ, đã đếm",
        one.by_name,
    )
    assert (await send(nobody, phone, [visit(phone, huoi_co.an.id, 9001)], made=9001)) == {9001: (1, "")}


async def test_what_a_closed_phone_lacks_stays_on_the_first_page_until_it_is_given_up(
    huoi_co: World, browser_of
) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await send(nobody, phone, [visit(phone, huoi_co.an.id, 1)], made=4)
    device = await Device.get()
    await close_phone(device, "lost")

    shown = await said(clerk, "/arrivals")
    assert "thiếu 3 phiếu" in shown and "đã khoá" in shown
    assert "2-4" in await said(clerk, f"/arrivals/{device.id}")

    path = f"/phones/{device.id}/numbers"
    refused = await clerk.send_form(f"{path}/given-up", {"numbers": "2-4", "note": "Rơi <b>suối"})
    assert refused.status_code == 422 and "Rơi &lt;b&gt;suối" in refused.text
    assert "thiếu 3 phiếu" in await said(clerk, "/arrivals")

    for _ in range(2):
        await clerk.send_form(f"{path}/given-up", {"numbers": "2-3", "why": "broken", "note": "Rơi suối"})
    assert "thiếu 1 phiếu" in await said(clerk, "/arrivals")
    assert (await missing_from([device]))[device.id] == Ranges.of([4])
    [one] = await Reckoning.all()
    assert (one.verdict, one.numbers, one.reason, one.note) == ("given-up", "2-3", "broken", "Rơi suối")
    assert "Rơi suối" in await said(clerk, path)


@pytest.mark.both
async def test_what_was_given_up_and_comes_after_all_is_taken_in(huoi_co: World, browser_of) -> None:
    phone, nobody, clerk = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    await send(nobody, phone, made=2)
    await clerk.send_form(
        f"/phones/{(await Device.get()).id}/numbers/given-up", {"numbers": "1-2", "why": "never"}
    )

    assert await send(nobody, phone, [visit(phone, huoi_co.an.id, 2)], made=2) == {2: (1, "")}
    assert "Còn thiếu" not in await said(clerk, "/arrivals")


async def test_only_the_office_gives_numbers_up(huoi_co: World, browser_of) -> None:
    phone = await enrolled(huoi_co.dan)
    await send(await browser_of(None), phone, made=2)
    path = f"/phones/{(await Device.get()).id}/numbers"

    for person, code in ((huoi_co.khoa, 403), (huoi_co.dan, 403), (huoi_co.viewer, 403)):
        browser = await browser_of(person)
        assert (await browser.get(path)).status_code == code
        assert (
            await browser.send_form(f"{path}/given-up", {"numbers": "1", "why": "never"})
        ).status_code == code
    clerk = await browser_of(huoi_co.clerk)
    assert (await clerk.get("/phones/AAAAAAAAAAA/numbers")).status_code == 404
    await clerk.send_form(f"{path}/given-up", {"numbers": "x-; 9", "why": "never"})
    await clerk.send_form(f"{path}/given-up", {"numbers": "", "why": "never"})
    assert await Reckoning.all().count() == 0
    assert await StoredSubmission.all().count() == 0


async def test_nothing_else_is_decided_about_numbers(huoi_co: World, browser_of) -> None:
    await enrolled(huoi_co.dan)
    path = f"/phones/{(await Device.get()).id}/numbers"
    sent = {"numbers": "1", "why": "never", "because": "Đã hỏi"}

    assert (await (await browser_of(huoi_co.clerk)).send_form(f"{path}/forgotten", sent)).status_code == 404
    assert (await (await browser_of(huoi_co.dan)).send_form(f"{path}/believed", sent)).status_code == 403
