"""What was kept but not taken in: the office sees it, decides with a reason, and the phone is told."""

import re
from dataclasses import replace

import pytest

from sync import seal
from sync.envelope import to_text
from sync.ranges import Ranges
from tests.phone.carried_file import saved
from tests.submissions.put_aside import chosen
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.office.carry_out import carry_out_rulings
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.submissions.decide import BATCH
from webapp.submissions.intake import rebuild
from webapp.submissions.intake.reread import reread_held
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.rulings import target_of
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

HOME, ASKED = 1, [1]
NOTE = "Ghi giúp nhà bên <b>"


async def put_aside(world: World, browser_of) -> Phone:
    """A visit to a household that was never this member's."""
    phone = await enrolled(world.dan)
    phone.write(1, world.canh.id, [HOME, ASKED, 0, NOTE])
    await phone.exchange(await browser_of(None))
    assert phone.receipts[1].code == "scope"
    return phone


async def asked(phone: Phone, browser) -> tuple[int, str]:
    hello, body = phone.request([], asked=Ranges.of([1]))
    phone.take(hello, (await post(browser, body)).content)
    return phone.receipts[1].status, phone.receipts[1].code


async def test_what_was_put_aside_is_shown_with_its_reason_and_taken_in_once(
    huoi_co: World, browser_of
) -> None:
    phone, office = await put_aside(huoi_co, browser_of), await browser_of(huoi_co.clerk)
    shown = (await office.get("/put-aside")).text
    sent = await chosen(office) | {"verdict": "admit", "reason": "Én nhờ Dần sang xem hộ"}

    assert "Ghi giúp" not in shown, "a visit's note stays with the branch"
    assert "Lô Văn Dần" in shown and "HC-003" in shown
    assert "/put-aside" in (await office.get("/arrivals")).text
    for _ in range(2):
        assert (await office.send_form("/put-aside", sent)).status_code == 303

    assert await asked(phone, await browser_of(None)) == (1, "")
    visit = await Visit.get(household_id=huoi_co.canh.id)
    assert (visit.by_id, visit.note) == (huoi_co.dan.id, NOTE)
    ruling = await Ruling.get()
    assert (ruling.verdict, ruling.reason, ruling.by_name) == ("admit", "Én nhờ Dần sang xem hộ", "Hà Thị Ơn")
    assert await rebuild.rebuild_from_log(check=True) == 0
    assert "HC-003" not in (await office.get("/put-aside")).text
    assert "Quyết định của xã" in (await office.get("/arrivals")).text


async def test_what_the_office_leaves_out_stays_out_and_the_phone_is_told(huoi_co: World, browser_of) -> None:
    phone, office = await put_aside(huoi_co, browser_of), await browser_of(huoi_co.secretary)

    sent = await chosen(office) | {"verdict": "reject", "reason": "Ghi nhầm nhà"}
    await office.send_form("/put-aside", sent)

    assert await asked(phone, await browser_of(None)) == (4, "rejected")
    late = sent | {"verdict": "admit", "op": "another"}
    assert (await office.send_form("/put-aside", late)).status_code in (303, 422)
    assert await asked(phone, await browser_of(None)) == (4, "rejected")
    assert await Visit.all().count() == 0


async def test_without_a_reason_nothing_is_decided_and_what_was_chosen_stays(
    huoi_co: World, browser_of
) -> None:
    await put_aside(huoi_co, browser_of)
    office = await browser_of(huoi_co.clerk)

    answer = await office.send_form("/put-aside", await chosen(office) | {"verdict": "admit", "reason": " "})

    assert answer.status_code == 422
    assert "checked" in answer.text and await Ruling.all().count() == 0
    assert 'href="#reason"' in answer.text and 'id="reason"' in answer.text, "a way to what is missing"
    answer = await office.send_form(
        "/put-aside", {"verdict": "admit", "reason": "x", "targets": "nothing.1.abc"}
    )
    assert answer.status_code == 422


async def test_only_the_office_decides(huoi_co: World, browser_of) -> None:
    phone = await put_aside(huoi_co, browser_of)
    sent = await chosen(await browser_of(huoi_co.clerk)) | {"verdict": "admit", "reason": "cho em"}

    for person in (huoi_co.dan, huoi_co.khoa, huoi_co.viewer):
        browser = await browser_of(person)
        assert (await browser.get("/put-aside")).status_code == 403
        assert (await browser.send_form("/put-aside", sent)).status_code == 403
    phone.write(90, "", ["admit", "tự cho mình", [sent["targets"]]])
    await phone.exchange(await browser_of(None))

    assert phone.receipts[2].code == "scope"
    assert await Ruling.all().count() == 0


async def test_a_crash_between_ruling_and_doing_is_made_good_later(
    huoi_co: World, browser_of, monkeypatch
) -> None:
    phone, office = await put_aside(huoi_co, browser_of), await browser_of(huoi_co.clerk)

    async def crash(commune: str) -> None: ...

    monkeypatch.setattr("webapp.office.put_aside.carry_out_rulings", crash)
    await office.send_form("/put-aside", await chosen(office) | {"verdict": "admit", "reason": "nhờ xem hộ"})
    assert await Visit.all().count() == 0

    await carry_out_rulings(huoi_co.commune.id)
    await carry_out_rulings(huoi_co.commune.id)

    assert await Visit.all().count() == 1
    assert await asked(phone, await browser_of(None)) == (1, "")


async def test_what_was_newer_than_the_office_is_read_after_its_update(
    huoi_co: World, browser_of, monkeypatch
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    # Never taken out of the list: it would come back at its end, and what points at visits must go before them.
    monkeypatch.setitem(KINDS, VISIT.code, replace(VISIT, fields={}))
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await phone.exchange(browser)
    assert phone.receipts[1].code == "schema"
    await reread_held(huoi_co.commune.id)
    assert (await StoredSubmission.get()).code == "schema"

    monkeypatch.setitem(KINDS, VISIT.code, VISIT)
    await reread_held(huoi_co.commune.id)

    assert await asked(phone, browser) == (1, "")
    assert await Visit.all().count() == 1


async def two_texts(world: World, browser_of) -> tuple[Phone, Phone]:
    """A phone and its copy wrote different things under one number; the copy's came second."""
    phone = await enrolled(world.dan)
    copy = Phone(phone.device, phone.key, phone.office)
    phone.write(1, world.an.id, [HOME, ASKED, 0, "Dần ghi"], wall=1_763_000_000)
    copy.write(1, world.bao.id, [HOME, ASKED, 0, "Cũng Dần ghi"], wall=1_763_100_000)
    await phone.exchange(await browser_of(None))
    await copy.exchange(await browser_of(None))
    assert copy.receipts[1].code == "equivocation"
    return phone, copy


async def test_a_second_text_under_one_number_is_taken_in_as_the_offices_own_record_once(
    huoi_co: World, browser_of
) -> None:
    phone, copy = await two_texts(huoi_co, browser_of)
    office, signal = await browser_of(huoi_co.clerk), await browser_of(None)
    sent = await chosen(office) | {"verdict": "admit", "reason": "Dần dùng hai máy"}

    for _ in range(2):
        assert (await office.send_form("/put-aside", sent)).status_code == 303
    await carry_out_rulings(huoi_co.commune.id)

    visits = {visit.note: visit for visit in await Visit.all()}
    assert set(visits) == {"Dần ghi", "Cũng Dần ghi"} and await Visit.all().count() == 2
    second = visits["Cũng Dần ghi"]
    assert (second.by_id, second.by_name, second.household_id) == (
        huoi_co.dan.id,
        "Lô Văn Dần",
        huoi_co.bao.id,
    )
    assert int(second.recorded_at.timestamp()) == 1_763_100_000
    rival = await StoredSubmission.get(code="moved")
    own = await StoredSubmission.get(device__kind="web", kind=VISIT.code)
    assert rival.digest in bytes(own.body).decode()
    assert (await Ruling.get()).digest == rival.digest
    assert "Cũng Dần ghi" not in (await office.get("/put-aside")).text

    await phone.exchange(signal, phone.outbox)
    assert (phone.receipts[1].status, phone.receipts[1].code) == (1, "")
    await copy.exchange(signal, copy.outbox)
    assert (copy.receipts[1].status, copy.receipts[1].code) == (4, "moved")
    assert await Visit.all().count() == 2
    assert await rebuild.rebuild_from_log(check=True) == 0
    assert await rebuild.rebuild_from_log(check=False) == 0
    assert await Visit.all().count() == 2


async def test_a_second_text_that_is_left_out_stays_out_and_one_that_cannot_be_read_waits(
    huoi_co: World, browser_of
) -> None:
    _, copy = await two_texts(huoi_co, browser_of)
    office = await browser_of(huoi_co.clerk)
    sent = await chosen(office)
    spoilt = Phone(copy.device, copy.key, copy.office)
    spoilt.write(1, huoi_co.an.id, [99, ASKED, 0, "Thiếu"])
    await spoilt.exchange(await browser_of(None))
    waiting = await StoredSubmission.filter(status=3).order_by("id")
    both = [target_of(row) for row in waiting]
    assert sorted(row.code for row in waiting) == ["equivocation", "revoked"]

    await office.send_form("/put-aside", sent | {"targets": both, "verdict": "admit", "reason": "Xem lại"})

    assert await Visit.all().count() == 2
    unread = await StoredSubmission.get(status=3)
    assert "Thiếu" in bytes(unread.body).decode()
    left_out = sent | {
        "targets": [target_of(unread)],
        "verdict": "reject",
        "reason": "Không đọc được",
        "op": "x",
    }
    await office.send_form("/put-aside", left_out)
    assert await Visit.all().count() == 2
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_what_nobody_signed_can_be_left_out_and_its_owner_is_heard_all_the_same(
    huoi_co: World, browser_of
) -> None:
    """Invented by a carrier under the owner's numbers: one the owner writes later, one never."""
    owner, air, office = (
        await enrolled(huoi_co.dan),
        await browser_of(None),
        await browser_of(huoi_co.clerk),
    )
    forger = Phone(owner.device, seal.DeviceKey.generate(), owner.office)
    for note in ("Bịa một", "Bịa hai"):
        forger.write(1, huoi_co.an.id, [HOME, ASKED, 0, note])
    carrier = Carrier(huoi_co.commune.id, "người mang")
    await import_carried_file(carrier, "x", saved(forger)[:-68])
    assert set(await StoredSubmission.all().values_list("code", flat=True)) == {"unsigned"}
    assert (await Device.get(member_id=huoi_co.dan.id)).received == ""

    first, _second = await StoredSubmission.all().order_by("seq")
    sent = {"code": "unsigned", "verdict": "reject", "reason": "không ai ký", "targets": target_of(first)}
    assert (await office.send_form("/put-aside", sent)).status_code == 303
    assert re.findall(r"Lô Văn Dần, Số (\d)", (await office.get("/put-aside")).text) == ["2"]
    for note in ("Thật một", "Thật hai"):
        owner.write(1, huoi_co.an.id, [HOME, ASKED, 0, note])
    await owner.exchange(air)

    assert {visit.note for visit in await Visit.all()} == {"Thật một", "Thật hai"}
    assert await rebuild.rebuild_from_log(check=False) == 0, "the ruling still names what it was about"
    # Of the other, on which nobody ruled, nothing is left.
    assert await StoredSubmission.filter(device_id=first.device_id).count() == 3
    assert "Bịa" not in (await office.get("/put-aside")).text


async def test_one_phone_that_brought_very_many_hides_no_other(huoi_co: World, browser_of) -> None:
    many, one, air = await enrolled(huoi_co.dan), await enrolled(huoi_co.en), await browser_of(None)
    for _ in range(BATCH + 10):
        many.write(1, huoi_co.canh.id, [HOME, ASKED, 0])
    await many.exchange(air)
    one.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await one.exchange(air)

    shown = (await (await browser_of(huoi_co.clerk)).get("/put-aside")).text

    assert len(re.findall(r'name="targets"', shown)) == BATCH
    assert f'value="{target_of(await StoredSubmission.get(seq=1, device_id=to_text(one.device)))}"' in shown
