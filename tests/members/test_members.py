"""The list of members, for who hands out slips."""

import re
from datetime import UTC, date, datetime
from typing import Any

from tests.support.world import LONG_AGO, World
from tests.support.written import phone_of
from webapp.accounts.models import Device
from webapp.people.models import BranchMembership, Member, MemberStatus, PartyOrg

NAMES = re.compile(r'<th scope="row"><a [^>]+>([^<]+)</a></th>')


async def test_the_office_sees_everybody_by_given_name_and_prints_slips(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)

    page = (await clerk.get("/members")).text
    slip = await clerk.send_form(f"/members/{huoi_co.dan.id}/slip")

    assert NAMES.findall(page) == ["Lô Văn Dần", "Vi Thị Én", "Cụt Đình Khoa"]
    assert f'formaction="/members/{huoi_co.dan.id}/slip"' in page
    assert "Giấy mở máy của Lô Văn Dần" in slip.text


async def test_it_says_who_is_away_and_who_has_a_phone(huoi_co: World, browser_of: Any) -> None:
    await MemberStatus.create(
        member=huoi_co.en, status="away_long", valid_from=date(2026, 1, 1), commune=huoi_co.commune.id
    )
    phone = await phone_of(huoi_co.dan)
    await Device.filter(id=phone.id).update(seen_at=datetime(2026, 10, 12, 1, tzinfo=UTC))

    page = (await (await browser_of(huoi_co.clerk)).get("/members")).text

    rows = dict(re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a></th>(.*?)</tr>', page, re.S))
    assert "1 máy, liên lạc 12/10/2026" in rows["Lô Văn Dần"]
    assert "Đi vắng từ 3 tháng" in rows["Vi Thị Én"]
    assert "chưa có" in rows["Vi Thị Én"]


async def test_a_branch_secretary_sees_the_own_branch_only(huoi_co: World, browser_of: Any) -> None:
    other = await PartyOrg.create(
        unit=huoi_co.other_hamlet,
        kind="branch",
        branch_kind="hamlet",
        name="Chi bộ Bản Xàn",
        commune=huoi_co.commune.id,
    )
    far = await Member.create(full_name="Mạc Văn Ưng", commune=huoi_co.commune.id)
    await BranchMembership.create(member=far, branch=other, valid_from=LONG_AGO, commune=huoi_co.commune.id)
    secretary, clerk = await browser_of(huoi_co.khoa), await browser_of(huoi_co.clerk)

    assert "Mạc Văn Ưng" not in (await secretary.get("/members")).text
    assert (await secretary.send_form(f"/members/{far.id}/slip")).status_code == 404
    assert NAMES.findall((await clerk.get(f"/members?branch={other.id}")).text) == ["Mạc Văn Ưng"]


async def test_the_commune_secretary_reads_but_hands_out_no_slip(huoi_co: World, browser_of: Any) -> None:
    page = (await (await browser_of(huoi_co.secretary)).get("/members")).text

    assert "Lô Văn Dần" in page
    assert "/slip" not in page


async def test_members_do_not_see_the_roster(huoi_co: World, browser_of: Any) -> None:
    for person in (huoi_co.dan, huoi_co.viewer):
        assert (await (await browser_of(person)).get("/members")).status_code == 403
