"""What families ask about a notice is answered for all; nobody reads which family asked."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.notices.notices import ASKED, DECLINED, TOLD, published, tell
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.calendar import today
from webapp.notices.models import NoticeAnswer, NoticeTold
from webapp.notices.rules import HamletReach, reach_of
from webapp.register.models import Consent

QUESTION, ANSWER = "Nộp đơn ở đâu?", "Nộp ở trường, thứ hai hằng tuần."


@pytest.mark.parametrize("who", ["clerk", "khoa"])
async def test_a_question_is_answered_for_all_without_saying_who_asked(
    huoi_co: World, browser_of: Any, who: str
) -> None:
    notice, dan = await published(huoi_co), await browser_of(huoi_co.dan)
    await tell(dan, huoi_co.an, notice, ASKED, "Nhà tôi nộp ở đâu?")
    leader, here = await browser_of(getattr(huoi_co, who)), f"/notices/{notice.id}/questions"

    page = (await leader.get(here)).text
    assert "Nhà tôi nộp ở đâu?" in page and "1 câu hỏi chờ trả lời" in page
    assert not [word for word in (huoi_co.an.head_name, huoi_co.an.code, huoi_co.an.id) if word in page]
    row = await NoticeTold.get()
    for _ in range(2):
        await leader.send_form(here, {"question": QUESTION, "answer": ANSWER, "asked": row.id, "op": "one"})

    assert (await NoticeAnswer.get()).answers == [row.id]
    assert "Không còn câu hỏi nào" in (await leader.get(here)).text
    phone = await enrolled(huoi_co.en)
    await phone.exchange(await browser_of(None))
    assert ANSWER in phone.pages[f"/notices/{notice.id}"].decode()


async def test_mistakes_keep_the_words(huoi_co: World, browser_of: Any) -> None:
    notice, clerk = await published(huoi_co), await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/notices/{notice.id}/questions", {"question": QUESTION, "answer": "x" * 301}
    )

    assert answer.status_code == 422 and QUESTION in answer.text and "x" * 301 in answer.text
    assert not await NoticeAnswer.exists()


async def test_members_and_the_province_do_not_answer(huoi_co: World, browser_of: Any) -> None:
    notice = await published(huoi_co)
    for who in ("dan", "viewer"):
        browser = await browser_of(getattr(huoi_co, who))
        assert (await browser.get(f"/notices/{notice.id}/questions")).status_code == 403
        sent = await browser.send_form(
            f"/notices/{notice.id}/questions", {"question": QUESTION, "answer": ANSWER}
        )
        assert sent.status_code == 403


async def test_a_question_goes_with_the_familys_refusal(huoi_co: World, browser_of: Any) -> None:
    notice, dan = await published(huoi_co), await browser_of(huoi_co.dan)
    await tell(dan, huoi_co.an, notice, ASKED, QUESTION)
    no = {"answer": "withdrawn", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, **no)

    assert (
        QUESTION not in (await (await browser_of(huoi_co.clerk)).get(f"/notices/{notice.id}/questions")).text
    )


async def test_each_hamlet_says_how_far_it_is(huoi_co: World, browser_of: Any) -> None:
    notice, dan = await published(huoi_co), await browser_of(huoi_co.dan)
    await tell(dan, huoi_co.an, notice, TOLD)
    await tell(dan, huoi_co.bao, notice, DECLINED)

    office = (await (await browser_of(huoi_co.clerk)).get(f"/notices/{notice.id}")).text
    branch = (await (await browser_of(huoi_co.khoa)).get(f"/notices/{notice.id}")).text
    member = (await dan.get(f"/notices/{notice.id}")).text

    assert "<b>1/3</b>" in office and "<b>0/1</b>" in office
    assert "<b>1/3</b>" in branch and "<b>0/1</b>" not in branch
    assert "<b>1/3</b>" not in member


def test_nine_in_ten_are_reached_on_the_day_of_the_last_of_them() -> None:
    since, homes = date(2026, 11, 1), [str(n) for n in range(10)]
    told = {str(n): since + timedelta(days=n) for n in range(9)}

    assert reach_of("h", homes, told, since) == HamletReach("h", 10, 9, 8)
    assert reach_of("h", homes, dict(list(told.items())[:8]), since).days is None
    assert reach_of("h", [], {}, since).days is None
    assert reach_of("h", homes[:1], {"0": since - timedelta(days=3)}, since).days == 0
