"""A household goes to other hands while phones are away: no work is lost, doubled, or credited to somebody else."""

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import pairwise

import pytest

from sync.envelope import Content
from sync.inbox import Arrival, Status
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.people.models import Position
from webapp.register.charge_models import Assignment
from webapp.submissions.intake.scope import Scope
from webapp.submissions.models import DeviceContact, StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

DAY = 86_400
HOME, ASKED = 1, [1]


async def last_heard(phone: Phone, days_ago: int) -> None:
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    await Device.all().update(seen_at=moment, enrolled_at=moment - timedelta(days=1))
    await DeviceContact.all().update(at=moment)


async def hand_over(world: World) -> None:
    """Dần's group goes to Én from today on."""
    old = await Assignment.get(member_id=world.dan.id)
    old.valid_to = today() - timedelta(days=1)
    await old.save()
    await Assignment.create(
        group_id=old.group_id, member=world.en, valid_from=today(), commune=world.commune.id
    )


@pytest.mark.both
async def test_what_the_former_holder_wrote_before_counts_once_for_them_and_that_day(
    huoi_co: World, browser_of
) -> None:
    """T-35: reassigned while the phone was away."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await last_heard(phone, 4)
    made = int(time.time()) - 2 * DAY
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=made)
    await hand_over(huoi_co)

    await phone.exchange(browser)
    await phone.exchange(browser, phone.outbox)

    assert phone.receipts[1].status == Status.ACCEPTED
    visit = await Visit.get()
    day = local_time(datetime.fromtimestamp(made, UTC)).date()
    assert (visit.by_id, visit.happened_on) == (huoi_co.dan.id, day)
    assert (await StoredSubmission.get()).code == "late"
    assert f"/households/{huoi_co.an.id}" not in phone.pages
    page = await (await browser_of(huoi_co.en)).get(f"/households/{huoi_co.an.id}")
    assert "ghi trước bàn giao" in page.text and "Lô Văn Dần" in page.text


async def test_a_locked_phone_loses_what_is_no_longer_theirs_and_nothing_else(
    huoi_co: World, browser_of
) -> None:
    """T-35, I7: it reads no new pages until it is opened, and that may be where there is no signal."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    before = dict(phone.pages)
    await hand_over(huoi_co)

    phone.wants_pages = False
    reply = await phone.exchange(browser)

    gone = set(before) - set(phone.pages)
    assert gone == {path for path in before if path.startswith("/households/")}
    assert f"/households/{huoi_co.an.id}" in gone
    assert phone.pages == {path: page for path, page in before.items() if path not in gone}
    assert reply.welcome.manifest == reply.manifest, "it would ask again and again"
    assert not (await phone.exchange(browser)).dropped
    phone.wants_pages = True
    assert not (await phone.exchange(browser)).welcome.replace
    assert "/households" in phone.pages


async def test_an_old_request_that_comes_again_does_not_make_work_look_late(
    huoi_co: World, browser_of
) -> None:
    """Somebody on the way sends yesterday's request once more: the phone itself has not been in touch."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    _, old = phone.request([])
    await post(browser, old)
    await last_heard(phone, 4)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=int(time.time()) - 2 * DAY)
    await hand_over(huoi_co)

    await post(browser, old)
    await phone.exchange(browser, phone.outbox)

    assert phone.receipts[1].status == Status.ACCEPTED


async def test_both_hands_are_told_in_plain_words(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await last_heard(phone, 4)
    for _ in range(3):
        phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await hand_over(huoi_co)
    await phone.exchange(browser, [phone.outbox[0]])

    tray = (await (await browser_of(huoi_co.khoa)).get("/handover")).text
    assert "Lô Văn Dần → Vi Thị Én" in tray and "2 hộ" in tray
    assert "1 phiếu về sau, đã tính" in tray and "còn thiếu 2 phiếu" in tray
    assert "Lô Văn Dần → Vi Thị Én" in (await (await browser_of(huoi_co.clerk)).get("/handover")).text
    assert "nay là: Vi Thị Én" in phone.pages["/"].decode()
    for person in (huoi_co.dan, huoi_co.viewer):
        assert (await (await browser_of(person)).get("/handover")).status_code == 403


async def test_a_clock_set_back_gives_no_right_that_ended(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await hand_over(huoi_co)
    await phone.exchange(browser)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=int(time.time()) - 3 * DAY)
    await Device.all().update(enrolled_at=datetime.now(UTC) - timedelta(days=9))

    await phone.exchange(browser)

    assert (phone.receipts[1].status, phone.receipts[1].code) == (Status.QUARANTINED, "scope")
    assert not await Visit.exists()


async def test_a_clock_years_off_loses_no_work_of_the_former_holder(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    await last_heard(phone, 4)
    await hand_over(huoi_co)
    for wall in (12, 4_080_000_000):
        phone.write(1, huoi_co.an.id, [HOME, ASKED, 0], wall=wall)

    await phone.exchange(browser)

    assert [receipt.status for receipt in phone.receipts.values()] == [Status.ACCEPTED] * 2


async def test_old_and_new_holder_write_of_the_same_household_while_both_are_away(
    huoi_co: World, browser_of
) -> None:
    old, new, browser = await enrolled(huoi_co.dan), await enrolled(huoi_co.en), await browser_of(None)
    await old.exchange(browser)
    await last_heard(old, 4)
    await hand_over(huoi_co)
    old.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    new.write(1, huoi_co.an.id, [HOME, ASKED, 0])

    await new.exchange(browser)
    await old.exchange(browser)

    assert sorted(await StoredSubmission.all().values_list("code", flat=True)) == ["", "late"]
    assert {visit.by_id for visit in await Visit.all()} == {huoi_co.dan.id, huoi_co.en.id}


async def test_the_office_sees_how_wrong_a_clock_is(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await phone.exchange(browser)
    office = await browser_of(huoi_co.clerk)
    assert "giờ máy sai" not in (await office.get("/arrivals")).text

    contact = await DeviceContact.get()
    await DeviceContact.all().update(clock=contact.clock + 3 * DAY)

    assert "giờ máy sai khoảng 3 ngày" in (await office.get("/arrivals")).text


async def test_what_a_former_secretary_wrote_in_office_counts(huoi_co: World, browser_of) -> None:
    phone, browser = await enrolled(huoi_co.khoa), await browser_of(None)
    await phone.exchange(browser)
    await last_heard(phone, 4)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await Position.filter(member_id=huoi_co.khoa.id).update(valid_to=today() - timedelta(days=2))

    await phone.exchange(browser)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
    await phone.exchange(browser)

    assert [(row.status, row.code) for row in await StoredSubmission.all().order_by("seq")] == [
        (Status.ACCEPTED, "late"),
        (Status.QUARANTINED, "scope"),
    ]


@pytest.mark.parametrize(("days", "counts"), [(29, True), (32, False)])
async def test_numbers_claimed_in_good_time_are_no_right_for_ever(
    huoi_co: World, browser_of, days: int, counts: bool
) -> None:
    """A phone says it has written numbers that it keeps for later."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    hello = replace(phone.hello(), made=9)
    await post(browser, phone.request([], hello)[1])
    await last_heard(phone, days)
    await hand_over(huoi_co)
    phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])

    await phone.exchange(browser)

    row = await StoredSubmission.get()
    assert (row.status, row.code) == ((Status.ACCEPTED, "late") if counts else (Status.QUARANTINED, "scope"))


@pytest.mark.both
@pytest.mark.parametrize("seed", range(12))
async def test_in_any_order_of_handovers_and_contacts_no_honest_work_is_lost_and_no_right_outlives_its_end(
    huoi_co: World, seed: int
) -> None:
    """Custody over a year of luck: honest phones, right to the day, and whoever never had the household in between."""
    luck, phone = random.Random(seed), await enrolled(huoi_co.dan)  # noqa: S311
    group = (await Assignment.get(member_id=huoi_co.dan.id)).group_id
    await Assignment.all().delete()
    start = today() - timedelta(days=360)
    await Device.all().update(enrolled_at=noon(start))
    device = await Device.get()
    changes = sorted(luck.sample(range(360), luck.randrange(6)))
    held, mine = set(), bool(luck.randrange(2))
    for first, last in pairwise([0, *changes, 361]):
        member = huoi_co.dan if mine else huoi_co.en
        days = {"valid_from": start + timedelta(first), "valid_to": start + timedelta(last - 1)}
        await Assignment.create(group_id=group, member=member, commune=device.commune, **days)
        held |= set(range(first, last)) if mine else set()
        mine = not mine
    spoken, made = sorted(luck.sample(range(360), luck.randrange(1, 9))), 0
    written = {}  # number -> day
    for before, day in pairwise([0, *spoken]):
        for _ in range(luck.randrange(3)):
            made += 1
            written[made] = luck.randrange(before, day + 1)
        await DeviceContact.create(
            device=device, commune=device.commune, at=noon(start + timedelta(day)), clock=0, issued=made
        )
    written[made + 1] = luck.randrange(spoken[-1], 361)
    scope = await Scope.of(device, {huoi_co.an.id})
    for seq, day in written.items():
        submission = phone.write(1, huoi_co.an.id, [HOME, ASKED, 0])
        arrival = Arrival(submission, Content.parse(submission.body))
        arrived = min([contact for contact in spoken if contact >= day], default=360)
        known = max([contact for contact in spoken if contact < day], default=0)
        custody = await scope.custody(
            VISIT, arrival, scope.households[huoi_co.an.id], noon(start + timedelta(arrived))
        )
        if day in held:
            assert custody, (seed, seq, day)
        if not held & set(range(known, 361)):
            assert not custody, (seed, seq, day)


def noon(day: date) -> datetime:
    return datetime.combine(day, clock(12), UTC)
