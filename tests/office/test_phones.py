"""The office's list of phones, and closing one: at once, for good, with who and why, and nothing lost."""

import re

import pytest

from sync import parcel, seal
from sync.frames import Origin
from tests.accounts.enrolment.enrol import new_point, redeem
from tests.support.browsing import wrong_fields
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.accounts.models import Device, Revocation, StoredSession
from webapp.accounts.revocation import replay_revocations
from webapp.core import journal
from webapp.core.keys import office_key
from webapp.core.labels import LABELS
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

HOME, ASKED = 1, [1]
ALERT = '<div class="box bad" role="alert">'
LOST = {"reason": "lost", "note": "Rơi xuống suối"}


async def dans_phone(world: World, browser_of) -> Phone:
    """Wrote three visits; the second never came."""
    phone = await enrolled(world.dan)
    for _ in range(3):
        phone.write(1, world.an.id, [HOME, ASKED, 0])
    await phone.exchange(await browser_of(None), [phone.outbox[0], phone.outbox[2]])
    return phone


async def path_of(world: World) -> str:
    return f"/phones/{(await Device.get(member_id=world.dan.id)).id}"


async def test_the_list_says_whose_each_phone_is_and_what_is_still_out(huoi_co: World, browser_of) -> None:
    await dans_phone(huoi_co, browser_of)
    await enrolled(huoi_co.en)

    shown = (await (await browser_of(huoi_co.clerk)).get("/phones")).text

    assert "Lô Văn Dần" in shown and "Vi Thị Én" in shown
    assert "Đã ghi 3 phiếu, đã về 2" in shown and "còn thiếu 1 phiếu" in shown
    assert await path_of(huoi_co) in shown


async def test_the_branch_secretary_sees_and_closes_those_of_the_branch_only(
    huoi_co: World, browser_of
) -> None:
    await enrolled(huoi_co.dan)
    path, khoa = await path_of(huoi_co), await browser_of(huoi_co.khoa)
    assert "Lô Văn Dần" in (await khoa.get("/phones")).text

    await huoi_co.dan.fetch_related("memberships")
    for membership in huoi_co.dan.memberships:
        membership.valid_to = membership.valid_from
        await membership.save()

    assert "Lô Văn Dần" not in (await khoa.get("/phones")).text
    assert (await khoa.get(path)).status_code == 404
    assert (await khoa.send_form(f"{path}/closing", LOST)).status_code == 404
    assert await Revocation.all().count() == 0


async def test_only_those_who_lead_close_a_phone(huoi_co: World, browser_of) -> None:
    await enrolled(huoi_co.dan)
    path = await path_of(huoi_co)

    for person in (huoi_co.dan, huoi_co.viewer):
        browser = await browser_of(person)
        assert (await browser.get(path)).status_code == 403
        assert (await browser.send_form(f"{path}/closing", LOST)).status_code == 403
    clerk = await browser_of(huoi_co.clerk)
    assert (await clerk.get("/phones/AAAAAAAAAAA")).status_code == 404
    assert (await clerk.send_form("/phones/AAAAAAAAAAA/closing", LOST)).status_code == 404
    assert (await Device.get(member_id=huoi_co.dan.id)).revoked_at is None


@pytest.mark.parametrize("sent", [{"note": "Rơi <b>"}, {"reason": "stolen", "note": "Rơi <b>"}])
async def test_without_a_reason_nothing_is_closed_and_what_was_typed_stays(
    huoi_co: World, browser_of, sent: dict[str, str]
) -> None:
    await enrolled(huoi_co.dan)
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(f"{await path_of(huoi_co)}/closing", sent)

    assert answer.status_code == 422
    assert "Rơi &lt;b&gt;" in answer.text and wrong_fields(answer) == ["reason"]
    assert await Revocation.all().count() == 0
    long = await clerk.send_form(f"{await path_of(huoi_co)}/closing", LOST | {"note": "đ" * 301})
    assert long.status_code == 422 and "đ" * 301 in long.text


async def test_a_phone_is_closed_once_and_who_when_and_why_is_kept(huoi_co: World, browser_of) -> None:
    await enrolled(huoi_co.dan)
    path, clerk = await path_of(huoi_co), await browser_of(huoi_co.clerk)

    for reason in ("lost", "left"):
        answer = await clerk.send_form(f"{path}/closing", LOST | {"reason": reason})
        assert (answer.status_code, answer.headers["location"]) == (303, path)

    row = await Revocation.get()
    assert (row.reason, row.note, row.by, row.by_name) == (
        "lost",
        "Rơi xuống suối",
        huoi_co.clerk.id,
        "Hà Thị Ơn",
    )
    device = await Device.get(member_id=huoi_co.dan.id)
    assert (device.revoked_for, device.revoked_at) == ("lost", row.made_at)
    shown = (await clerk.get(path)).text
    assert "Máy bị mất" in shown and "Rơi xuống suối" in shown and "Hà Thị Ơn" in shown
    assert f"/members/{huoi_co.dan.id}/slip" in shown
    assert "Đã khoá, máy chưa xoá" in (await clerk.get("/phones")).text


async def test_closing_ends_the_sessions_of_that_phone_and_leaves_another_of_the_same_person(
    huoi_co: World, browser_of
) -> None:
    browsers = []
    for _ in range(2):
        _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
        browsers.append(await browser_of(None))
        given = (await redeem(browsers[-1], code, new_point())).json()
    unnamed = await browser_of(huoi_co.dan)

    await (await browser_of(huoi_co.clerk)).send_form(f"/phones/{given['device']}/closing", LOST)

    assert (await browsers[0].get("/households")).status_code == 200
    for closed in (browsers[1], unnamed):
        assert (await closed.get("/households")).headers["location"].startswith("/sign-in")
    assert await StoredSession.filter(owner=huoi_co.dan.id).count() == 1


async def test_t60_what_a_closed_phone_still_brings_is_put_aside_and_settled_by_the_office(
    huoi_co: World, browser_of
) -> None:
    """T-60: a revoked device pushes: quarantine, and it is told to erase within one exchange."""
    phone, clerk, signal = (
        await dans_phone(huoi_co, browser_of),
        await browser_of(huoi_co.clerk),
        await browser_of(None),
    )
    path = await path_of(huoi_co)
    await clerk.send_form(f"{path}/closing", LOST)

    reply = await phone.exchange(signal, phone.sealed([phone.outbox[1]]))

    assert reply.welcome.wipe and not reply.pages
    assert [(r.seq, r.code) for r in reply.receipts] == [(2, "revoked")]
    assert await Visit.all().count() == 2
    shown = (await clerk.get("/put-aside")).text
    sent = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', shown)[1]
        for name in ("targets", "op", "code")
    }
    await clerk.send_form("/put-aside", sent | {"verdict": "admit", "reason": "Ghi trước khi mất máy"})
    assert await Visit.all().count() == 3
    assert (await StoredSubmission.get(seq=2)).status == 1


async def test_the_phones_own_word_that_it_erased_everything_is_noted_once(
    huoi_co: World, browser_of
) -> None:
    phone, clerk, signal = (
        await enrolled(huoi_co.dan),
        await browser_of(huoi_co.clerk),
        await browser_of(None),
    )
    path = await path_of(huoi_co)
    phone.extras = {"wiped": 1}
    await phone.exchange(signal)
    assert (await Device.get(member_id=huoi_co.dan.id)).wiped_at is None, "nobody asked it to"
    await clerk.send_form(f"{path}/closing", LOST)
    phone.extras = {}
    await phone.exchange(signal)
    assert (await Device.get(member_id=huoi_co.dan.id)).wiped_at is None, "it may not have heard"

    phone.extras = {"wiped": 1}
    await phone.exchange(signal)
    first = (await Device.get(member_id=huoi_co.dan.id)).wiped_at
    await phone.exchange(signal)

    assert first and (await Device.get(member_id=huoi_co.dan.id)).wiped_at == first
    assert "máy báo đã xoá hết" in (await clerk.get(path)).text
    assert "Đã khoá, máy đã xoá" in (await clerk.get("/phones")).text


async def test_a_restored_office_still_knows_which_phones_were_closed(huoi_co: World, browser_of) -> None:
    await enrolled(huoi_co.dan)
    await (await browser_of(huoi_co.clerk)).send_form(f"{await path_of(huoi_co)}/closing", LOST)
    await Revocation.all().delete()
    await Device.all().update(revoked_at=None, revoked_for=None)

    for _ in range(2):
        await replay_revocations(huoi_co.commune.id)

    assert [fact["what"] for fact in journal.facts()] == ["closed"]
    row = await Revocation.get()
    assert (row.reason, row.by_name) == ("lost", "Hà Thị Ơn")
    assert (await Device.get(member_id=huoi_co.dan.id)).revoked_at == row.made_at


async def copied(world: World, browser_of) -> tuple[Phone, Phone]:
    """Dần's phone and its copy; both wrote a first visit, the copy's came second."""
    phone = await enrolled(world.dan)
    copy = Phone(phone.device, phone.key, phone.office)
    phone.write(1, world.an.id, [HOME, ASKED, 0, "Dần ghi"])
    copy.write(1, world.an.id, [HOME, ASKED, 0, "Ai đó ghi"])
    copy.write(1, world.bao.id, [HOME, ASKED, 0])
    await phone.exchange(await browser_of(None))
    return phone, copy


async def test_t11_two_bodies_under_one_number_lock_the_phone_and_nothing_is_lost(
    huoi_co: World, browser_of
) -> None:
    """T-11: same number, other bytes: both kept, the device locked until it enrols anew, the office alerted."""
    phone, copy = await copied(huoi_co, browser_of)
    signal, clerk = await browser_of(None), await browser_of(huoi_co.clerk)
    assert ALERT not in (await clerk.get("/arrivals")).text

    heard = await copy.exchange(signal)

    assert heard.welcome.wipe and heard.welcome.copied and not heard.pages
    assert copy.receipts[1].code == "equivocation"
    bodies = [bytes(row.body).decode() for row in await StoredSubmission.filter(seq=1)]
    assert sorted("Dần ghi" in body for body in bodies) == [False, True]
    device, row = await Device.get(member_id=huoi_co.dan.id), await Revocation.get()
    assert (device.revoked_for, row.reason, row.by, row.by_name) == ("cloned", "cloned", None, "")

    phone.write(1, huoi_co.bao.id, [HOME, ASKED, 0, "Sau khi khoá"])
    told = await phone.exchange(signal)
    assert told.welcome.wipe and told.welcome.copied
    assert phone.receipts[2].code in ("revoked", "equivocation")
    assert await StoredSubmission.filter(seq=2).count() == 2

    for page in ("/arrivals", "/phones", f"/phones/{device.id}"):
        shown = (await clerk.get(page)).text
        assert ALERT in shown and "bị sao chép" in shown, page
    assert 'name="code" value="equivocation"' in (await clerk.get("/put-aside")).text
    assert [fact["reason"] for fact in journal.facts()] == ["cloned"]


async def test_the_alert_goes_when_the_person_has_a_new_phone(huoi_co: World, browser_of) -> None:
    _, copy = await copied(huoi_co, browser_of)
    clerk = await browser_of(huoi_co.clerk)
    await copy.exchange(await browser_of(None))
    assert "Bị sao chép" in (await clerk.get("/phones")).text

    again = await enrolled(huoi_co.dan)

    assert ALERT not in (await clerk.get("/arrivals")).text
    assert "Bị sao chép" not in (await clerk.get("/phones")).text
    again.write(1, huoi_co.an.id, [HOME, ASKED, 0, "Máy mới"])
    reply = await again.exchange(await browser_of(None))
    assert (reply.receipts[0].status, reply.welcome.wipe) == (1, False)


async def test_a_copy_that_comes_as_a_file_locks_the_phone_too(huoi_co: World, browser_of) -> None:
    _, copy = await copied(huoi_co, browser_of)
    origin = Origin(copy.device, office_key().fingerprint, made=2, created=1763815200)
    content = parcel.carried_file(LABELS, origin, copy.key, copy.sealed(copy.outbox))

    await import_carried_file(Carrier(huoi_co.commune.id, "Hà Thị Ơn"), "a.gandan", content)

    assert (await Device.get(member_id=huoi_co.dan.id)).revoked_for == "cloned"
    assert (await StoredSubmission.get(seq=1, code="equivocation")).status == 3


async def test_the_same_bytes_again_are_no_copy(huoi_co: World, browser_of) -> None:
    phone, signal = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    for _ in range(3):
        await phone.exchange(signal, phone.outbox)

    assert await Revocation.all().count() == 0


async def test_the_share_is_given_again_to_a_proven_phone_that_asks_and_to_nobody_else(
    huoi_co: World, browser_of
) -> None:
    phone, signal = await enrolled(huoi_co.dan), await browser_of(None)
    share = b"\x07" * 32
    await Device.filter(member_id=huoi_co.dan.id).update(share=share)
    assert (await phone.exchange(signal)).share == b""

    for phone.wants_pages in (True, False):
        phone.extras = {"share": 1}
        hello, body = phone.request([])
        first, again = [(await post(signal, body)).content for _ in range(2)]
        assert phone.take(hello, first).share == share
        assert phone.take(hello, again).share == b"", "the same bytes again are not the phone"
    stranger = Phone(b"stranger", seal.DeviceKey.generate(), phone.office, extras={"share": 1})
    assert (await stranger.exchange(signal)).share == b""

    await (await browser_of(huoi_co.clerk)).send_form(f"{await path_of(huoi_co)}/closing", LOST)

    reply = await phone.exchange(signal)
    assert (reply.share, reply.welcome.wipe) == (b"", True)
