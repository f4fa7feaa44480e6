"""The notice is read aloud and the answer written down: by whoever is in charge, with or without signal."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import LONG_AGO, World
from tests.support.written import arrive, columns, name_need
from webapp.attachments.models import Attachment
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.households.family.kinds import CONSENT
from webapp.register.consents import HOLDS_FOR, NOTICE_VERSION, ConsentAnswer, answers_of
from webapp.register.models import Consent, Household
from webapp.submissions.intake import rebuild
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

YES = {"answer": "1", "purpose": ["1", "2"], "language": "3", "notice": "1"}
NO = {"answer": "2", "language": "1", "notice": "1"}
WITHDRAWN = {"answer": "3", "language": "1", "notice": "1"}


async def unasked(world: World) -> None:
    await Consent.filter(household_id=world.an.id).delete()


async def holds(world: World, day: date | None = None) -> ConsentAnswer:
    return (await answers_of([world.an.id])).newest(world.an.id, day or today())


async def test_the_notice_is_shown_word_for_word_with_the_members_name(
    huoi_co: World, browser_of: Any
) -> None:
    await unasked(huoi_co)
    browser = await browser_of(huoi_co.dan)

    household = (await browser.get(f"/households/{huoi_co.an.id}")).text
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text

    assert f'href="/households/{huoi_co.an.id}/changes/new#consent"' in household
    assert (
        "Tôi là Lô Văn Dần, được phân công giữ liên lạc với gia đình. Chúng tôi xin ghi: tên chủ hộ, số người, "
        "nhu cầu gia đình nêu và việc cần trả lời, để giúp và báo lại kết quả. Không ghi tôn giáo, dân tộc, quan "
        "điểm, sức khỏe, thu nhập, số căn cước. Người được xem: tôi, bí thư chi bộ, cán bộ xã giải quyết việc đó. "
        "Gia đình có thể từ chối, xem, sửa, xóa, đổi người bất cứ lúc nào; không ảnh hưởng chế độ, chính sách. "
        "Gia đình có đồng ý không?"
    ) in page
    assert "checked" not in page[page.index('id="consent"') :], "nobody's yes is filled in beforehand"


async def test_a_yes_is_kept_with_what_it_is_for_and_in_which_language_it_was_asked(
    huoi_co: World, browser_of: Any
) -> None:
    await unasked(huoi_co)
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/consents", YES)

    row = await Consent.get(household_id=huoi_co.an.id)
    assert columns(row, "answer", "purposes", "language", "asked_on", "read_by_id", "by_name") == (
        "given",
        ["contact", "needs"],
        "khmu",
        today(),
        huoi_co.dan.id,
        "Lô Văn Dần",
    )
    page = (await browser.get(answer.headers["location"])).text
    assert "Xã đã nhận lúc" in page
    assert "4 người" in page


async def test_a_stranger_cannot_answer_for_a_family(huoi_co: World, browser_of: Any) -> None:
    stranger = await browser_of(huoi_co.en)

    assert (await stranger.send_form(f"/households/{huoi_co.an.id}/consents", NO)).status_code == 404
    assert await Consent.filter(household_id=huoi_co.an.id).count() == 1


@pytest.mark.parametrize(("who", "status"), [("clerk", 303), ("secretary", 403), ("viewer", 403)])
async def test_of_the_office_only_the_clerk_writes_an_answer_down(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/consents", NO)

    assert answer.status_code == status
    assert (await holds(huoi_co)).said_no == (status == 303)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, "answer"),
        ({"answer": "9"}, "answer"),
        ({"answer": "1"}, "purpose"),
        ({"answer": "2", "read_on": "mai"}, "read_on"),
        ({"answer": "2", "read_on": "2999-01-01"}, "read_on"),
        ({"answer": "2", "read_on": "1999-01-01"}, "read_on"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_chosen_is_kept(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/consents", {"language": "2", **sent})

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert "<title>Lỗi: " in answer.text
    assert '<option value="2" selected>' in answer.text
    assert f'value="{sent.get("read_on", "")}"' in answer.text
    assert await Consent.filter(household_id=huoi_co.an.id).count() == 1


async def test_the_same_answer_posted_twice_is_one(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/consents", {**NO, "op": "op000000004c"})

    assert await Consent.filter(answer="refused").count() == 1


async def test_the_forms_of_one_page_do_not_pass_for_each_other(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    page = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text

    ops = [part.split('"')[0] for part in page.split('name="op" value="')[1:]]

    assert len(ops) == len(set(ops)) >= 2


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/consents", YES)
    online = await Consent.get(household_id=huoi_co.an.id, language="khmu")

    await arrive(CONSENT, huoi_co.dan, huoi_co.bao, **YES)

    offline = await Consent.get(household_id=huoi_co.bao.id, language="khmu")
    same = ("answer", "asked_on", "read_by_id", "by_name", "purposes", "notice_version", "commune")
    assert columns(offline, *same) == columns(online, *same)


async def test_a_phone_sends_the_answer_and_then_a_visit_with_a_note(huoi_co: World, browser_of: Any) -> None:
    await unasked(huoi_co)
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1, [1], 1, "trước khi hỏi"])
    phone.write(4, huoi_co.an.id, [1, [1, 2], 1, None, 1])
    phone.write(1, huoi_co.an.id, [1, [1], 1, "sau khi hỏi"])

    await phone.exchange(browser)

    assert {receipt.status for receipt in phone.receipts.values()} == {1}
    assert {visit.note for visit in await Visit.all()} == {"", "sau khi hỏi"}
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_made_again_from_the_log_answers_of_lists_stay_and_lost_ones_return(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/consents", NO)
    before = await Consent.all().order_by("id").values()
    await Consent.filter(answer="refused").update(answer="given")
    assert await rebuild.rebuild_from_log(check=True) == 1

    await rebuild.rebuild_from_log(check=False)

    assert await Consent.all().order_by("id").values() == before


@pytest.mark.both
async def test_an_answer_that_is_erased_counts_no_more(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form(f"/households/{huoi_co.an.id}/consents", NO)
    row = await StoredSubmission.get(kind=CONSENT.code)
    form = {"household": huoi_co.an.id, "targets": f"{row.device_id}.{row.seq}.{row.digest[:12]}"}

    await clerk.send_form("/erasures", {**form, "reason": "Ghi nhầm nhà", "sure": "1", "op": "op5"})

    assert (await holds(huoi_co)).agreed
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.parametrize("first", ["yes", "no"])
async def test_where_two_people_wrote_different_answers_on_one_day_the_no_holds(
    huoi_co: World, first: str
) -> None:
    order = [(huoi_co.dan, YES), (huoi_co.en, NO)]
    for member, sent in order if first == "yes" else reversed(order):
        await arrive(CONSENT, member, huoi_co.an, **sent)

    assert (await holds(huoi_co)).answer == "refused"


async def test_who_mistook_the_button_puts_it_right_the_same_day(huoi_co: World) -> None:
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, **NO)
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, seq=2, **YES)

    assert (await holds(huoi_co)).purposes == ("contact", "needs")


async def test_a_family_may_say_yes_again_another_day(huoi_co: World) -> None:
    yesterday = str(today() - timedelta(days=1))
    await arrive(CONSENT, huoi_co.en, huoi_co.an, **WITHDRAWN, read_on=yesterday)
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, **YES)

    assert (await holds(huoi_co)).agreed
    assert (await holds(huoi_co, today() - timedelta(days=1))).said_no


async def test_of_needs_nothing_is_kept_or_shown_when_only_contact_was_agreed_to(
    huoi_co: World, browser_of: Any
) -> None:
    await name_need(huoi_co.an, "clean_water", LONG_AGO)
    await Household.filter(id=huoi_co.an.id).update(head_phone="0987654321")
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, **{**YES, "purpose": "1"})
    await arrive(VISIT, huoi_co.dan, huoi_co.an, seq=2, met="1", did="1", need="1", note="đến chơi")

    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text

    assert columns(await Visit.get(), "note", "has_need") == ("đến chơi", False)
    assert "0987654321" in page
    assert "Nước sạch" not in page


async def test_details_are_neither_shown_nor_put_right_when_only_needs_were_agreed_to(
    huoi_co: World, browser_of: Any
) -> None:
    await Household.filter(id=huoi_co.an.id).update(head_phone="0987654321")
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, **{**YES, "purpose": "2"})
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    change = await browser.send_form(
        f"/households/{huoi_co.an.id}/changes", {"people": "5", "people_was": "4"}
    )

    assert "0987654321" not in page and "4 người" not in page
    assert change.status_code == 409


async def test_withdrawn_nothing_from_before_is_shown_and_all_of_it_is_kept(
    huoi_co: World, browser_of: Any
) -> None:
    await arrive(VISIT, huoi_co.dan, huoi_co.an, met="1", did="3", need="1", note="sửa máng nước")
    await arrive(
        CONCERN, huoi_co.dan, huoi_co.an, seq=2, category="1", severity="2", summary="Giếng cạn", agreed="1"
    )
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, seq=3, **WITHDRAWN)
    concern = await Concern.get()

    for person in (huoi_co.dan, huoi_co.clerk):
        browser = await browser_of(person)
        for path in (f"/households/{huoi_co.an.id}", "/concerns", f"/concerns/{concern.id}"):
            page = (await browser.get(path)).text
            for hidden in ("máng nước", "Giếng cạn", "Moong", "Cần giúp"):
                assert hidden not in page, (path, hidden)
    assert (concern.summary, (await Visit.get()).note) == ("Giếng cạn", "sửa máng nước")
    clerks = (await (await browser_of(huoi_co.clerk)).get(f"/households/{huoi_co.an.id}")).text
    assert f'href="/households/{huoi_co.an.id}/erasure"' in clerks
    assert not await Attachment.exists()


async def test_lists_of_records_call_a_family_that_said_no_by_its_code(
    huoi_co: World, browser_of: Any
) -> None:
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    lists = (f"/households/{huoi_co.an.id}/erasure", "/arrivals")
    await dan.send_form(f"/households/{huoi_co.an.id}/visits", {"met": "1", "did": "1", "need": "0"})
    assert all(["Moong Thị An" in (await clerk.get(path)).text for path in lists[:1]])

    await dan.send_form(f"/households/{huoi_co.an.id}/consents", WITHDRAWN)

    for path in lists:
        page = (await clerk.get(path)).text
        assert "HC-001" in page and "Moong" not in page, path


@pytest.mark.parametrize(
    ("on", "version", "again"),
    [
        (today() - HOLDS_FOR, NOTICE_VERSION, False),
        (today() - HOLDS_FOR - timedelta(days=1), NOTICE_VERSION, True),
        (today(), NOTICE_VERSION + 1, True),
    ],
)
async def test_it_is_said_softly_when_the_notice_is_to_be_read_again(
    huoi_co: World, browser_of: Any, on: date, version: int, again: bool
) -> None:
    await unasked(huoi_co)
    await Consent.create(
        household=huoi_co.an, answer="given", asked_on=on, notice_version=version, commune=huoi_co.commune.id
    )
    await Consent.filter(household_id=huoi_co.bao.id).update(asked_on=today())
    browser = await browser_of(huoi_co.dan)

    page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    due = (await browser.get("/")).text

    assert ("Xin đọc lại thông báo" in page) == again
    assert ("cần đọc lại thông báo" in due) == again
    assert "4 người" in page, "the old yes still holds"
