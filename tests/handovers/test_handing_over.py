"""Households go to other hands: both say that it is done, or fourteen days pass; the former holder reads for thirty."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.inbox import Status
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from tests.support.written import arrive
from webapp.assignments.charge.handovers import handing_over
from webapp.assignments.charge.kinds import HANDOVER_CONFIRMED
from webapp.assignments.charge.models import ChargeChange, Handover, HandoverConfirmed
from webapp.assignments.charge.take_charge import take_charge
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.households.family.kinds import NEED
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission

LAND, WATER = "9", "1"


async def hand_over(world: World, days_ago: int = 0, *houses: Any) -> Handover:
    """Dần's households go to Én."""
    day = today() - timedelta(days=days_ago)
    wanted = {one.id: world.en.id for one in houses or (world.an, world.bao)}
    await take_charge(world.branch, wanted, day, by="Cụt Đình Khoa", reason="Gần nhà")
    return await Handover.get()


async def open_items(world: World) -> None:
    """With An a leaking pipe (of Dần's) and a boundary that Khoa was told of; a need with each."""
    long_ago = datetime.now(UTC) - timedelta(days=60)
    common = {"severity": "2", "agreed": "1", "own": "1"}
    await arrive(
        CONCERN, world.dan, world.an, seq=701, made=long_ago, received=long_ago,
        category=WATER, summary="Ống nước vỡ", **common,
    )  # fmt: skip
    await arrive(
        CONCERN, world.khoa, world.an, seq=702, made=long_ago, received=long_ago,
        category=LAND, summary="Ranh giới nương", **common,
    )  # fmt: skip
    for seq, house in ((704, world.an), (707, world.canh)):
        await arrive(NEED, world.dan, house, seq=seq, made=long_ago, received=long_ago, opens="2")


async def state(row: Handover) -> Any:
    [found] = await handing_over(Handover.filter(id=row.id))
    return found


async def synced(world: World, browser_of: Any, member: Any, phone: Phone | None = None) -> Phone:
    phone = phone or await enrolled(member)
    await phone.exchange(await browser_of(None))
    return phone


async def test_one_row_for_the_two_and_the_day_and_none_for_who_had_nobody(huoi_co: World) -> None:
    await take_charge(huoi_co.branch, {huoi_co.canh.id: None}, today(), by="x", reason="y")
    assert not await Handover.exists()

    row = await hand_over(huoi_co)

    assert (row.before_id, row.after_id, row.since) == (huoi_co.dan.id, huoi_co.en.id, today())
    found = await state(row)
    assert set(found.homes) == {huoi_co.an.id, huoi_co.bao.id}
    assert (found.done, found.days_left) == (False, 14)


async def test_what_is_given_on_the_same_day_goes_straight_to_who_has_it_in_the_evening(
    huoi_co: World,
) -> None:
    await take_charge(huoi_co.branch, {huoi_co.an.id: huoi_co.khoa.id}, today(), by="x", reason="y")
    await take_charge(huoi_co.branch, {huoi_co.an.id: huoi_co.en.id}, today(), by="x", reason="z")

    found = await handing_over(Handover.all())
    assert [(one.row.before_id, one.row.after_id) for one in found] == [(huoi_co.dan.id, huoi_co.en.id)]

    await take_charge(huoi_co.branch, {huoi_co.an.id: huoi_co.dan.id}, today(), by="x", reason="z")
    assert await handing_over(Handover.all()) == []


async def test_both_confirm_from_their_phones_and_then_it_is_handed_over(
    huoi_co: World, browser_of: Any
) -> None:
    row = await hand_over(huoi_co)
    old, new = await synced(huoi_co, browser_of, huoi_co.dan), await synced(huoi_co, browser_of, huoi_co.en)
    assert 'href="/handover/mine"' in old.pages["/"].decode()
    assert "Tôi đã bàn giao" in old.pages["/handover/mine"].decode()
    assert "Tôi đã nhận" in new.pages["/handover/mine"].decode()
    assert f"/households/{huoi_co.an.id}" not in old.pages

    old.write(9, "", [row.id])
    await synced(huoi_co, browser_of, huoi_co.dan, old)
    assert (await state(row)).gave and not (await state(row)).done
    new.write(9, "", [row.id])
    await synced(huoi_co, browser_of, huoi_co.en, new)
    await new.exchange(await browser_of(None), new.outbox)

    assert (await state(row)).both
    assert await HandoverConfirmed.all().count() == 2
    assert "/handover/mine" not in new.pages
    assert await rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_online_it_is_the_same_row_and_twice_is_once(huoi_co: World, browser_of: Any) -> None:
    row = await hand_over(huoi_co)
    dan = await browser_of(huoi_co.dan)

    for _ in range(2):
        answer = await dan.send_form(f"/handover/{row.id}/confirmations", {"op": "same"})
        assert answer.status_code == 303

    found = await HandoverConfirmed.get()
    assert (found.handover_id, found.member_id, found.on) == (row.id, huoi_co.dan.id, today())
    assert await StoredSubmission.filter(kind=HANDOVER_CONFIRMED.code).count() == 1


@pytest.mark.parametrize(("days", "done"), [(0, False), (13, False), (14, True), (29, True)])
async def test_after_fourteen_days_it_counts_by_the_clock_alone(
    huoi_co: World, browser_of: Any, days: int, done: bool
) -> None:
    row = await hand_over(huoi_co, days)

    assert (await state(row)).done is done
    page = (await (await browser_of(huoi_co.khoa)).get("/handover")).text
    assert ("coi như đã bàn giao" in page) is done
    assert (f"còn {14 - days} ngày để xác nhận" in page) is not done


async def test_a_late_confirmation_is_kept(huoi_co: World, browser_of: Any) -> None:
    row = await hand_over(huoi_co, 20)
    phone = await enrolled(huoi_co.en)
    phone.write(9, "", [row.id])

    await synced(huoi_co, browser_of, huoi_co.en, phone)

    assert phone.receipts[1].status == Status.ACCEPTED
    assert await HandoverConfirmed.exists()


async def test_the_former_holder_reads_what_was_open_and_nothing_else(
    huoi_co: World, browser_of: Any
) -> None:
    await open_items(huoi_co)
    await hand_over(huoi_co, 5)
    await arrive(
        CONCERN, huoi_co.en, huoi_co.an, seq=703, category=WATER, summary="Mới ghi hôm nay",
        severity="2", agreed="1", own="1",
    )  # fmt: skip

    await arrive(NEED, huoi_co.en, huoi_co.an, seq=705, opens="3")
    earlier = str(today() - timedelta(days=20))
    await arrive(NEED, huoi_co.en, huoi_co.an, seq=706, opens="4", need_on=earlier)
    dan = await browser_of(huoi_co.dan)
    mine = (await dan.get("/handover/mine")).text

    assert "Ống nước vỡ" in mine and "Nước sạch" in mine and "HC-001" in mine
    for hidden in (
        "Ranh giới nương",
        "Mới ghi hôm nay",
        "HC-003",
        "Tổng số người",
        "Nhà vệ sinh",
        "Chuồng trại",
    ):
        assert hidden not in mine
    for end in ("", "/visits/new", "/changes/new", "/concerns/new"):
        assert (await dan.get(f"/households/{huoi_co.an.id}{end}")).status_code == 404
    concern = await Concern.get(summary="Ranh giới nương")
    assert (await dan.get(f"/concerns/{concern.id}")).status_code == 404
    assert mine.count("Ống nước vỡ") == 1
    taken = (await (await browser_of(huoi_co.en)).get("/handover/mine")).text
    assert "Ống nước vỡ" in taken and "Mới ghi hôm nay" in taken and "Ranh giới nương" not in taken
    assert "Nhà vệ sinh" in taken and "Chuồng trại" in taken


@pytest.mark.parametrize(("days", "status"), [(29, 200), (30, 404), (31, 404)])
async def test_after_thirty_days_there_is_nothing_left_to_read(
    huoi_co: World, browser_of: Any, days: int, status: int
) -> None:
    await open_items(huoi_co)
    await hand_over(huoi_co, days)

    dan = await browser_of(huoi_co.dan)
    phone = await synced(huoi_co, browser_of, huoi_co.dan)

    assert (await dan.get("/handover/mine")).status_code == status
    assert ("/handover/mine" in phone.pages) is (status == 200)
    assert ("/handover/mine" in (await dan.get("/")).text) is (status == 200)


async def test_a_family_that_said_no_is_named_by_its_code_alone(huoi_co: World, browser_of: Any) -> None:
    from webapp.register.models import Consent

    await open_items(huoi_co)
    await Consent.create(household=huoi_co.an, answer="refused", asked_on=today(), commune=huoi_co.commune.id)
    await hand_over(huoi_co, 1)

    mine = (await (await browser_of(huoi_co.dan)).get("/handover/mine")).text

    assert "HC-001" in mine
    assert "Moong Thị An" not in mine and "Nước sạch" not in mine


async def test_strangers_and_other_roles(huoi_co: World, browser_of: Any) -> None:
    row = await hand_over(huoi_co)
    khoa, viewer = await browser_of(huoi_co.khoa), await browser_of(huoi_co.viewer)
    where = f"/handover/{row.id}"

    assert (await khoa.send_form(f"{where}/confirmations")).status_code == 404
    assert (await (await browser_of(huoi_co.clerk)).send_form(f"{where}/confirmations")).status_code == 403
    assert (await (await browser_of(huoi_co.dan)).get(f"{where}/minutes")).status_code == 403
    assert (await viewer.get(f"{where}/minutes")).status_code == 403
    assert (await khoa.get("/handover/AAAAAAAAAAA/minutes")).status_code == 404
    assert (await khoa.get("/handover/mine")).status_code == 404
    phone = await enrolled(huoi_co.khoa)
    phone.write(9, "", [row.id])
    phone.write(9, "", ["AAAAAAAAAAA"])
    await synced(huoi_co, browser_of, huoi_co.khoa, phone)
    assert {one.code for one in phone.receipts.values()} == {"form"}
    assert not await HandoverConfirmed.exists()


@pytest.mark.both
async def test_the_minutes_say_who_gives_what_to_whom_and_how_much_is_open(
    huoi_co: World, browser_of: Any
) -> None:
    await open_items(huoi_co)
    row = await hand_over(huoi_co, 3)

    await arrive(NEED, huoi_co.en, huoi_co.bao, seq=705, opens=["2", "3"])
    await arrive(NEED, huoi_co.en, huoi_co.bao, seq=706, closes="3")
    khoa = await browser_of(huoi_co.khoa)

    page = (await khoa.get(f"/handover/{row.id}/minutes")).text

    counted = re.findall(r'<td>(HC-\d+)[^<]*</td><td class="n">(\d)</td><td class="n">(\d)</td>', page)
    assert counted == [("HC-001", "2", "1"), ("HC-002", "0", "1")]
    assert "2 nhu cầu" in (await khoa.get("/handover")).text
    for said in ("BIÊN BẢN", "ĐẢNG BỘ XÃ HỮU KHUÔNG", "CHI BỘ HUỒI CỌ", "Lô Văn Dần", "Vi Thị Én", "HC-002"):
        assert said in page
    assert "Ống nước vỡ" not in page and "HC-003" not in page
    assert await ChargeChange.all().count() == 2
