"""What is handed to a family says nothing of its matter but the number, the day and whom to call."""

from typing import Any

from tests.residents.answered import reported, step, telephones
from tests.support.world import World


async def test_the_office_prints_a_slip_and_copies_a_message(huoi_co: World, browser_of: Any) -> None:
    concern, clerk = await reported(huoi_co), await browser_of(huoi_co.clerk)
    await telephones(huoi_co)
    path = f"/concerns/{concern.id}/slip"
    assert path in (await clerk.get(f"/concerns/{concern.id}")).text

    waiting = (await clerk.get(path)).text
    await step(huoi_co, concern, 2, text="Thứ năm thợ lên.")
    answered = (await clerk.get(path)).text

    assert f"Xã đã nhận việc số {concern.receipt_code}. Hẹn trả lời trước" in waiting
    assert f"Có trả lời cho việc số {concern.receipt_code}." in answered
    for page in (waiting, answered):
        assert f"/v/{concern.receipt_code}" in page and "<svg" in page
        assert "02383999111" in page and "02383999222" in page
        for secret in ("Ống nước", "trên khe", "thợ lên", huoi_co.an.head_name, huoi_co.an.code):
            assert secret not in page


async def test_it_is_the_offices_and_of_what_the_office_may_see(huoi_co: World, browser_of: Any) -> None:
    concern = await reported(huoi_co, category="14")
    path = f"/concerns/{concern.id}/slip"

    answers = [
        (await (await browser_of(who)).get(path)).status_code
        for who in (huoi_co.secretary, huoi_co.clerk, huoi_co.dan, huoi_co.en)
    ]

    assert answers == [200, 404, 403, 403]


async def test_the_slip_of_each_family_prints_both_telephones(huoi_co: World, browser_of: Any) -> None:
    khoa, path = (
        await browser_of(huoi_co.khoa),
        f"/paper/branches/{huoi_co.branch.id}/slips?member={huoi_co.dan.id}",
    )
    blank = (await khoa.get(path)).text
    await telephones(huoi_co)

    printed = (await khoa.get(path)).text

    assert "02383999111" not in blank
    assert "<b>02383999111</b>" in printed and "<b>02383999222</b>" in printed
