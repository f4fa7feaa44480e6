"""A concern goes up and its answer comes down; what leaves is what the office saw before it left (contract 2.14)."""

from typing import Any

from tests.support.upper import Province
from tests.support.world import World
from tests.upstream.send_up import reported, send_up
from webapp.concerns.models import Concern
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.upstream.models import ProvinceLink
from webapp.upstream.sending import contact_province


async def test_the_answer_of_the_province_shows_on_the_concern(
    joined: ProvinceLink, province: Province, official: Any, huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    concern = await reported(huoi_co, await browser_of(None))

    assert (await send_up(clerk, concern, "Xin kinh phí thay đường ống", "1")).status_code == 303
    assert await contact_province(joined) == 1
    [raised] = await province.rows("SELECT * FROM raised_concern")
    listed = (await official.get("/concerns")).text
    assert "Nước, điện, sóng" in listed
    page = (await official.get(f"/concerns/{raised['id']}")).text
    assert "Xin kinh phí thay đường ống" in page
    await official.send_form(f"/concerns/{raised['id']}", {"answer": "Tỉnh cấp ống trong tháng 12."})
    await contact_province(joined)
    await contact_province(joined)

    shown = (await clerk.get(f"/concerns/{concern.id}")).text
    assert shown.count("Tỉnh cấp ống trong tháng 12.") == 1
    assert "Hoàng Văn Tỉnh, Tỉnh Nghệ An" in shown
    assert (await Concern.get(id=concern.id)).status == "answered"
    assert await rebuild_from_log(check=True) == 0
    phone = (await (await browser_of(huoi_co.dan)).get(f"/concerns/{concern.id}")).text
    assert "Tỉnh cấp ống trong tháng 12." in phone


async def test_sending_it_up_does_not_open_what_was_said_in_the_home_to_the_office(
    huoi_co: World, browser_of: Any
) -> None:
    """Domain 7.4: the branch has not sent it up; the office only passes on that there is something."""
    clerk = await browser_of(huoi_co.clerk)
    concern = await reported(huoi_co, await browser_of(None))
    way = f"/concerns/{concern.id}/send-up"
    page = (await clerk.get(f"/concerns/{concern.id}")).text
    assert f'href="{way}"' in page and "Lời riêng trong nhà" not in page

    await send_up(clerk, concern)

    page = (await clerk.get(f"/concerns/{concern.id}")).text
    assert "Lời riêng trong nhà" not in page
    assert "Hà Thị Ơn đã gửi lên tỉnh" in page
    assert way not in page
    again = await clerk.get(way)
    assert again.status_code == 200 and 'name="text"' not in again.text


async def test_a_concern_without_words_and_place_goes_up_and_is_shown(
    joined: ProvinceLink, province: Province, huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    concern = await reported(huoi_co, await browser_of(None))

    await send_up(clerk, concern)
    await contact_province(joined)

    [raised] = await province.rows("SELECT category, severity, hamlet, text FROM raised_concern")
    assert raised == {"category": 1, "severity": 3, "hamlet": "", "text": ""}
    page = await clerk.get("/upstream")
    assert page.status_code == 200
    assert concern.receipt_code in page.text
