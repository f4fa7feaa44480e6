"""A family is told of a notice at its door, with or without signal; of one that was replaced, once more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from tests.notices.notices import ASKED, DECLINED, NOT_HOME, TOLD, published, tell
from tests.support.counting import counted
from tests.support.phone import enrolled
from tests.support.world import World, more_households
from webapp.accounts.sign_in.signed_in import member_person
from webapp.core.calendar import today
from webapp.households.viewer import Viewer
from webapp.notices.models import Notice, NoticeAnswer, NoticeOutcome, NoticeTold
from webapp.notices.pages import AT_FIRST, notice_pages, notices_page
from webapp.register.models import Consent
from webapp.submissions.intake.rebuild import rebuild_from_log

NOTICE_TOLD = 21
AGAIN = "Nói lại: đã thay"


async def test_a_form_online_and_one_kept_without_signal_make_the_same_row(
    huoi_co: World, browser_of: Any
) -> None:
    notice, air, dan = await published(huoi_co), await browser_of(None), await browser_of(huoi_co.dan)
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(air)
    page = phone.pages[f"/households/{huoi_co.an.id}/notices"].decode()
    assert f'name="notice" value="{notice.id}"' in page and 'data-kind="21"' in page
    assert huoi_co.an.head_name in phone.pages["/telling"].decode()

    phone.write(NOTICE_TOLD, huoi_co.an.id, [notice.id, TOLD])
    await phone.exchange(air)
    answer = await tell(dan, huoi_co.bao, notice, TOLD)
    await tell(dan, huoi_co.bao, notice, TOLD)

    assert answer.status_code == 303
    rows = {row.household_id: row for row in await NoticeTold.all()}
    assert set(rows) == {huoi_co.an.id, huoi_co.bao.id}
    assert {(row.notice_id, row.outcome, row.told_on, row.by_id) for row in rows.values()} == {
        (notice.id, NoticeOutcome.TOLD, today(), huoi_co.dan.id)
    }
    assert "Gia đình này đã được nghe đủ." in phone.pages[f"/households/{huoi_co.an.id}/notices"].decode()
    assert "đều đã được nghe" in (await dan.get("/notices")).text
    assert await rebuild_from_log(check=True) == 0


async def test_the_first_exchange_brings_two_notices_and_the_next_one_the_rest(
    huoi_co: World, browser_of: Any
) -> None:
    notices = [await published(huoi_co, f"{n}/TB", on=today() - timedelta(days=9 - n)) for n in range(3)]
    phone, air = await enrolled(huoi_co.dan), await browser_of(None)

    phone.extras = {"first": 1}
    await phone.exchange(air)
    first, phone.extras = set(phone.pages), {}
    await phone.exchange(air)

    held = [f"/notices/{one.id}" for one in reversed(notices)]
    assert [path for path in held if path in first] == held[:AT_FIRST]
    assert set(held) <= set(phone.pages) and first < set(phone.pages)
    assert f"/households/{huoi_co.an.id}/notices" in phone.pages.keys() - first


async def test_who_was_told_of_what_was_replaced_is_told_again(huoi_co: World, browser_of: Any) -> None:
    old, dan = await published(huoi_co), await browser_of(huoi_co.dan)
    await tell(dan, huoi_co.an, old, TOLD)
    new = await published(huoi_co, "15/TB", replaces_id=old.id, title="Gạo, từ tháng sau")

    pages = [(await dan.get(f"/households/{home.id}/notices")).text for home in (huoi_co.an, huoi_co.bao)]

    assert [AGAIN in page for page in pages] == [True, False]
    assert all("Gạo, từ tháng sau" in page and old.id not in page for page in pages)
    await tell(dan, huoi_co.an, new, TOLD, op="once more")
    assert AGAIN not in (await dan.get(f"/households/{huoi_co.an.id}/notices")).text


@pytest.mark.parametrize(
    ("outcome", "still"), [(TOLD, False), (NOT_HOME, True), (ASKED, False), (DECLINED, False)]
)
async def test_only_a_family_that_was_not_met_is_still_to_be_told(
    huoi_co: World, browser_of: Any, outcome: int, still: bool
) -> None:
    notice, dan = await published(huoi_co), await browser_of(huoi_co.dan)
    await tell(dan, huoi_co.an, notice, outcome, "Nộp đơn ở đâu?")

    listed = (await dan.get("/telling")).text
    assert (f"/households/{huoi_co.an.id}/notices" in listed) is still


async def test_mistakes_keep_the_question_and_write_nothing(huoi_co: World, browser_of: Any) -> None:
    notice, dan = await published(huoi_co), await browser_of(huoi_co.dan)

    nothing = await tell(dan, huoi_co.an, notice, 9, "Nộp đơn ở đâu?")
    empty = await tell(dan, huoi_co.an, notice, ASKED)
    number = await tell(dan, huoi_co.an, notice, ASKED, "Số 038201001234", op="again")

    assert [one.status_code for one in (nothing, empty, number)] == [422] * 3
    assert 'value="Nộp đơn ở đâu?"' in nothing.text and 'href="#outcome"' in nothing.text
    assert 'href="#question"' in empty.text and "038201001234" in number.text
    assert not await NoticeTold.exists()


async def test_a_stranger_finds_nothing_and_a_wrong_role_may_not(huoi_co: World, browser_of: Any) -> None:
    notice = await published(huoi_co)
    draft = await published(huoi_co, "draft")
    await Notice.filter(id=draft.id).update(published_on=None)

    found = {
        name: (await tell(await browser_of(getattr(huoi_co, name)), huoi_co.an, notice, TOLD)).status_code
        for name in ("en", "clerk", "viewer")
    }

    assert found == {"en": 404, "clerk": 403, "viewer": 403}
    assert (await tell(await browser_of(huoi_co.dan), huoi_co.an, draft, TOLD)).status_code == 404
    assert not await NoticeTold.exists()


async def test_a_family_that_refused_records_is_told_everything_and_asks_without_a_trace(
    huoi_co: World, browser_of: Any
) -> None:
    notice, dan = await published(huoi_co, audience=["poor"]), await browser_of(huoi_co.dan)
    no = {"answer": "refused", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, **no)

    page = (await dan.get(f"/households/{huoi_co.an.id}/notices")).text
    other = (await dan.get(f"/households/{huoi_co.bao.id}/notices")).text
    await tell(dan, huoi_co.an, notice, ASKED, "Nộp đơn ở đâu?")

    assert notice.title in page and 'name="question"' not in page
    assert notice.title not in other, "it is not known to be poor"
    row = await NoticeTold.get()
    assert (row.outcome, row.question) == (NoticeOutcome.ASKED, "")


async def test_a_phone_that_does_not_know_yet_that_it_was_replaced_loses_nothing(
    huoi_co: World, browser_of: Any
) -> None:
    old, air, phone = await published(huoi_co), await browser_of(None), await enrolled(huoi_co.dan)
    new = await published(huoi_co, "15/TB", replaces_id=old.id)
    a_year_ahead = int((datetime.now(UTC) + timedelta(days=365)).timestamp())
    phone.write(NOTICE_TOLD, huoi_co.an.id, [old.id, TOLD], wall=a_year_ahead)
    phone.write(NOTICE_TOLD, huoi_co.an.id, ["AAAAAAAAAAA", TOLD])
    await phone.exchange(air)

    row = await NoticeTold.get()
    assert (row.notice_id, row.told_on) == (old.id, today())
    page = phone.pages[f"/households/{huoi_co.an.id}/notices"].decode()
    assert AGAIN in page and new.id in page


async def test_a_notice_with_answers_goes_to_a_phone_in_two_kilobytes(
    huoi_co: World, browser_of: Any
) -> None:
    words = " ".join(f"Mục {n}: hộ số {n * 37 % 101} làm đơn, nộp ngày {n}." for n in range(1, 30))[:600]
    notice = await published(
        huoi_co, title="Ơ" * 100, issuer="Ủy ban" * 13, words=words, until=date(2099, 1, 1)
    )
    for n in range(9):
        told = {"commune": notice.commune, "notice": notice, "by_name": "-", "at": datetime.now(UTC)}
        answer = " ".join(f"Ý {n}.{part} ở bàn {part * 7 % 11}" for part in range(20))[:300]
        await NoticeAnswer.create(
            question=f"Câu {n}: nộp ở đâu, ngày nào?", answer=answer, form=str(n), **told
        )
    phone = await enrolled(huoi_co.dan)
    await phone.exchange(await browser_of(None))

    assert len(brotli.compress(phone.pages[f"/notices/{notice.id}"], quality=5)) <= 2_000


async def test_more_notices_and_families_ask_no_more(huoi_co: World) -> None:
    asked = []
    for number in range(2):
        await published(huoi_co, f"{number}/TB")
        await more_households(huoi_co, 2, group=30 + 10 * number)
        viewer = Viewer(await member_person(huoi_co.khoa))
        await viewer.lines()
        with counted() as said:
            await notices_page(viewer)
            await notice_pages(viewer)
        asked.append(len(said))

    assert asked[0] == asked[1]
