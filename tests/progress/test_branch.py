"""The secretary's view of the branch, and who was met to be helped: two taps, with or without signal."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World, _member
from tests.support.written import arrive, columns
from tests.visits.today import visited
from webapp.accounts.models import Device
from webapp.core.calendar import today
from webapp.households.family.kinds import NEED
from webapp.people.models import Member, PartyOrg, Position
from webapp.progress.buttons import Selectable, with_buttons
from webapp.progress.kinds import SUPPORT_CONTACT
from webapp.progress.models import SupportContact, Topic
from webapp.register.models import Household
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission


def names(page: str) -> list[str]:
    return re.findall(r"<span><b>([^<]+)</b><small>nhóm", page)


async def met(world: World, member: Member, days_ago: int) -> None:
    then = datetime.now(UTC) - timedelta(days=days_ago)
    await SupportContact.create(
        member=member,
        by=world.khoa,
        by_name=world.khoa.full_name,
        topic=Topic.PHONE,
        happened_on=today() - timedelta(days=days_ago),
        recorded_at=then,
        received_at=then,
        commune=world.commune.id,
    )


async def test_the_secretary_sees_loads_needs_and_who_was_not_met_for_weeks_first(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(NEED, huoi_co.dan, huoi_co.bao, seq=901, opens="3")
    await visited(huoi_co.an, huoi_co.dan, 3)
    await met(huoi_co, huoi_co.dan, 5)
    await met(huoi_co, huoi_co.en, 40)

    page = (await (await browser_of(huoi_co.khoa)).get("/branch")).text

    assert names(page) == ["Vi Thị Én", "Lô Văn Dần"]
    assert "nhóm 1: 2/14 hộ, 1 nhu cầu, 0 kiến nghị chờ, 1 hộ đến lịch" in page
    assert f"gặp giúp {today() - timedelta(days=5):%d/%m}" in page
    assert "chưa đọc thẻ" in page


async def test_needs_count_as_long_as_they_are_open_wherever_the_family_is_counted_now(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=901, opens=["2", "3"])
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=902, closes="2")
    await arrive(NEED, huoi_co.dan, huoi_co.bao, seq=903, opens="4")
    await Household.filter(id=huoi_co.bao.id).update(closed_on=today(), merged_into_id=huoi_co.an.id)

    page = (await (await browser_of(huoi_co.khoa)).get("/branch")).text

    assert "nhóm 1: 1/14 hộ, 2 nhu cầu" in page


async def test_households_without_news_for_long_are_named_with_their_member(
    huoi_co: World, browser_of: Any
) -> None:
    await visited(huoi_co.an, huoi_co.dan, 3)
    await visited(huoi_co.bao, huoi_co.dan, 200)
    await visited(huoi_co.canh, huoi_co.en, 100)

    page = (await (await browser_of(huoi_co.khoa)).get("/branch")).text

    assert "Lâu chưa gặp được (1)" in page
    listed = page.partition("Lâu chưa gặp được")[2]
    assert "HC-002" in listed and "Dần" in listed
    assert "HC-001" not in listed and "HC-003" not in listed


async def test_a_support_contact_is_a_name_and_a_button(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.khoa)
    asked = (await secretary.get("/branch")).text
    assert 'name="topic" id="topic" value="1" checked' in asked
    op = re.findall(r'name="op" value="([^"]+)"', asked)[0]

    for _ in range(2):
        answer = await secretary.send_form(
            "/branch/contacts", {"member": huoi_co.dan.id, "topic": "1", "op": op}
        )

    row = await SupportContact.get()
    assert columns(row, "member_id", "by_id", "topic", "happened_on") == (
        huoi_co.dan.id,
        huoi_co.khoa.id,
        Topic.HOUSEHOLDS,
        today(),
    )
    assert await StoredSubmission.filter(kind=SUPPORT_CONTACT.code).count() == 1
    page = (await secretary.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page
    assert names(page) == ["Vi Thị Én", "Lô Văn Dần"]


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    secretary, phone = await browser_of(huoi_co.khoa), await enrolled(huoi_co.khoa)
    await secretary.send_form("/branch/contacts", {"member": huoi_co.en.id, "topic": "3"})
    online = await SupportContact.get()
    phone.write(14, "", [huoi_co.en.id, 3])

    await phone.exchange(await browser_of(None))

    assert phone.receipts[1].status == 1
    offline = await SupportContact.exclude(id=online.id).get()
    same = ("member_id", "by_id", "by_name", "topic", "happened_on", "commune")
    assert columns(offline, *same) == columns(online, *same)
    assert "Chi bộ hôm nay" in phone.pages["/branch"].decode()
    assert await rebuild_from_log(check=True) == 0


async def test_a_member_without_a_branch_to_lead_cannot_claim_it(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(14, "", [huoi_co.en.id, 1])

    await phone.exchange(await browser_of(None))

    assert phone.receipts[1].code == "form"
    assert "/branch" not in phone.pages
    assert not await SupportContact.exists()


async def test_what_a_former_secretary_did_before_still_counts(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.khoa)
    made = int((datetime.now(UTC) - timedelta(days=3)).timestamp())
    await Device.all().update(enrolled_at=datetime.now(UTC) - timedelta(days=9))
    await Position.filter(member_id=huoi_co.khoa.id).update(valid_to=today() - timedelta(days=1))
    phone.write(14, "", [huoi_co.dan.id, 2], wall=made)

    await phone.exchange(await browser_of(None))

    assert (await SupportContact.get()).happened_on == today() - timedelta(days=3)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [({"topic": "1"}, "member"), ({"member": "dan", "topic": "9"}, "topic")],
)
async def test_what_is_missing_is_said(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    chosen = {name: huoi_co.dan.id if value == "dan" else value for name, value in sent.items()}

    answer = await secretary.send_form("/branch/contacts", chosen | {"op": "abc"})

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert re.search(r'name="op" value="[\w-]{11}"', answer.text)
    assert answer.text.count(f'value="{huoi_co.dan.id}" checked') == ("member" in sent)
    assert not await SupportContact.exists()


@pytest.mark.both
async def test_a_member_of_another_branch_is_not_there(huoi_co: World, browser_of: Any) -> None:
    other = await PartyOrg.create(
        unit=huoi_co.other_hamlet,
        kind="branch",
        branch_kind="hamlet",
        name="Chi bộ Bản Xàn",
        commune=huoi_co.commune.id,
    )
    stranger = await _member(other, "Ốc Văn Ơn")
    secretary = await browser_of(huoi_co.khoa)

    answers = [
        await secretary.send_form("/branch/contacts", {"member": id_, "topic": "1"})
        for id_ in (stranger.id, huoi_co.khoa.id)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Ốc Văn Ơn" not in (await secretary.get("/branch")).text


async def test_the_office_reads_any_branch_and_a_member_none(huoi_co: World, browser_of: Any) -> None:
    clerk, member = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)

    page = (await clerk.get(f"/branch?branch={huoi_co.branch.id}")).text

    assert names(page) == ["Lô Văn Dần", "Vi Thị Én"]
    assert "Lưu lần gặp giúp" not in page
    assert (await clerk.get("/branch?branch=AAAAAAAAAAA")).status_code == 404
    assert (await clerk.send_form("/branch/contacts", {})).status_code == 403
    assert (await member.get("/branch")).status_code == 403
    assert (await member.send_form("/branch/contacts", {})).status_code == 403


async def test_who_read_which_card_when_is_told_to_the_secretary_and_the_office(
    huoi_co: World, browser_of: Any
) -> None:
    member = await browser_of(huoi_co.dan)
    card = (await member.get("/duty")).text
    await member.send_form("/duty", dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', card)))

    for who in (huoi_co.khoa, huoi_co.clerk):
        page = (await (await browser_of(who)).get("/branch")).text
        assert f"thẻ bản 1 đọc {today():%d/%m}, 2 hộ" in page
        assert page.count("chưa đọc thẻ") == 1


@dataclass(frozen=True)
class Line(Selectable):
    name: str


def test_the_first_button_has_the_id_of_the_field_where_messages_lead() -> None:
    lines = with_buttons([Line(name) for name in "abcd"], "member", lambda line: line.name != "a")

    assert [line.button for line in lines] == ["", "member", "m2", "m3"]
