"""Putting a visit right: the writer's last word is shown for 30 days, and nothing that was said is lost."""

import re
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.core.calendar import today
from webapp.people.models import Member
from webapp.register.models import Consent, Household
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.kinds import Unreadable
from webapp.submissions.models import StoredSubmission
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.corrections import erase_correction
from webapp.visits.kinds import VISIT, VISIT_CORRECTION
from webapp.visits.models import Met, Occasion, Visit

SHOWN = ("met", "did", "has_need", "note")
FULL = {"met": "1", "did": ["1"], "need": "1", "note": "Mái dột"}


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


async def a_visit(world: World, days: float = 2, seq: int = 1, by: Member | None = None) -> Visit:
    written = await arrive(VISIT, by or world.dan, world.an, seq=seq, made=ago(days), **FULL)
    return await Visit.get(id=written.id)


@pytest.mark.both
async def test_what_is_chosen_replaces_and_the_old_stays_visible(huoi_co: World, browser_of: Any) -> None:
    visit = await a_visit(huoi_co)
    browser = await browser_of(huoi_co.dan)
    where = f"/households/{huoi_co.an.id}/visits"
    asked = (await browser.get(f"{where}/{visit.id}/correction")).text
    assert f'name="base" value="{visit.id}"' in asked

    answer = await browser.send_form(
        f"{where}/corrections", {"base": visit.id, "met": "2", "note": "Mái bếp dột"}
    )

    await visit.refresh_from_db()
    assert columns(visit, *SHOWN) == (Met.ELSEWHERE, [1], True, "Mái bếp dột")
    page = (await browser.get(answer.headers["location"])).text
    assert "Gặp nơi khác: hỏi thăm" in page
    assert "lúc đầu ghi: Gặp tại nhà, hỏi thăm, cần giúp “Mái dột”" in page


async def test_without_signal_each_visit_of_the_last_30_days_can_be_chosen(
    huoi_co: World, browser_of: Any
) -> None:
    long_ago, old, new = [await a_visit(huoi_co, days, seq) for seq, days in enumerate((31, 9, 2), start=1)]
    others = await a_visit(huoi_co, 5, 1, by=huoi_co.khoa)
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await phone.exchange(browser)
    here = f"/households/{huoi_co.an.id}"
    page = phone.pages[f"{here}/changes/new"].decode()
    online = (await (await browser_of(huoi_co.dan)).get(f"{here}/changes/new")).text

    phone.write(13, huoi_co.an.id, [old.id, 4])
    await phone.exchange(browser)

    for shown in (page, online):
        offered = shown.partition('<select id="base"')[2].partition("</select>")[0]
        assert re.findall(r'value="(.*?)"', offered) == ["", old.id]
    assert '<select id="base"' not in phone.pages[f"/households/{huoi_co.bao.id}/changes/new"].decode()
    listed = phone.pages[here].decode()
    assert f"{here}/visits/{long_ago.id}/correction" in listed
    assert not [one.id for one in (old, new, others) if f"{one.id}/correction" in listed]
    for visit, met in ((long_ago, 1), (old, 4), (new, 1), (others, 1)):
        await visit.refresh_from_db()
        assert visit.met == met


async def test_made_without_signal_it_is_about_the_newest_visit_of_its_writer(
    huoi_co: World, browser_of: Any
) -> None:
    """The phone need not know what the office calls the visit, nor whether it arrived."""
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, [1, [1], 1, "cũ"], wall=int(ago(3).timestamp()))
    phone.write(1, huoi_co.an.id, [1, [1], 1, "mới"], wall=int(ago(2).timestamp()))
    phone.write(13, huoi_co.an.id, [None, 4], wall=int(ago(1).timestamp()))

    await phone.exchange(await browser_of(None))

    assert [receipt.status for receipt in phone.receipts.values()] == [1, 1, 1]
    old, new = await Visit.all().order_by("recorded_at")
    assert columns(old, "met", "origin") == (Met.AT_HOME, None)
    assert columns(new, *SHOWN) == (Met.NOBODY_HOME, [], False, "mới")
    assert new.origin and new.origin["met"] == 1
    assert await rebuild_from_log(check=True) == 0


async def test_any_order_ends_the_same(huoi_co: World) -> None:
    """The visit, a first correction and a second one of another field, in all six orders."""
    ends = []
    for order in permutations(range(3)):
        await VisitCorrection.all().delete()
        await Visit.all().delete()
        for which in order:
            if which == 0:
                await arrive(VISIT, huoi_co.dan, huoi_co.an, seq=1, made=ago(3), **FULL)
            else:
                said: dict[str, Any] = {"met": "2"} if which == 1 else {"note": "Mái bếp", "met": "3"}
                await arrive(
                    VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=1 + which, made=ago(3 - which), **said
                )
        ends.append(columns(await Visit.get(), *SHOWN))

    assert set(map(str, ends)) == {str((Met.BY_PHONE, [1], True, "Mái bếp"))}


async def test_after_thirty_days_it_is_only_added(huoi_co: World, browser_of: Any) -> None:
    visit = await a_visit(huoi_co, days=40)

    await arrive(VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=2, note="Đã lợp lại mái", met="2")

    await visit.refresh_from_db()
    assert columns(visit, *SHOWN, "origin") == (Met.AT_HOME, [1], True, "Mái dột", None)
    page = (await (await browser_of(huoi_co.dan)).get(f"/households/{huoi_co.an.id}")).text
    assert f"Lô Văn Dần, {today():%d/%m/%Y}: Gặp nơi khác “Đã lợp lại mái”" in page


async def test_what_somebody_else_says_of_it_is_shown_beside_it(huoi_co: World, browser_of: Any) -> None:
    visit = await a_visit(huoi_co)
    secretary = await browser_of(huoi_co.khoa)

    await secretary.send_form(
        f"/households/{huoi_co.an.id}/visits/corrections", {"base": visit.id, "met": "4"}
    )

    await visit.refresh_from_db()
    assert visit.met is Met.AT_HOME
    page = (await secretary.get(f"/households/{huoi_co.an.id}")).text
    assert f"Cụt Đình Khoa, {today():%d/%m/%Y}: Không ai ở nhà" in page


@pytest.mark.both
async def test_an_erased_correction_leaves_the_visit_as_it_was(huoi_co: World) -> None:
    visit = await a_visit(huoi_co)
    written = await arrive(VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=2, note="Tên người khác")

    await erase_correction(written.device_id, written.seq)

    await visit.refresh_from_db()
    assert columns(visit, "note", "origin") == ("Mái dột", None)
    assert not await VisitCorrection.exists()


@pytest.mark.parametrize("base", ["", "own"])
async def test_another_member_cannot_tell_that_the_visit_exists(
    huoi_co: World, browser_of: Any, base: str
) -> None:
    visit = await a_visit(huoi_co)
    stranger = await browser_of(huoi_co.en)

    seen = await stranger.get(f"/households/{huoi_co.an.id}/visits/{visit.id}/correction")
    elsewhere = await stranger.get(f"/households/{huoi_co.canh.id}/visits/{visit.id}/correction")
    written = await stranger.send_form(
        f"/households/{huoi_co.an.id}/visits/corrections", {"base": visit.id if base else "", "met": "2"}
    )

    assert (seen.status_code, elsewhere.status_code, written.status_code) == (404, 404, 404)


async def test_the_office_does_not_put_visits_right(huoi_co: World, browser_of: Any) -> None:
    visit = await a_visit(huoi_co)
    clerk = await browser_of(huoi_co.clerk)

    answer = await clerk.send_form(
        f"/households/{huoi_co.an.id}/visits/corrections", {"base": visit.id, "met": "2"}
    )

    assert answer.status_code == 403
    assert not await VisitCorrection.exists()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, "met"),
        ({"note": "số 040123456789"}, "note"),
        ({"met": "1", "on": "2020-01-01", "note": "Mái bếp"}, "on"),
    ],
)
async def test_what_cannot_be_used_is_said_and_every_word_is_kept(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: str
) -> None:
    visit = await a_visit(huoi_co)
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(
        f"/households/{huoi_co.an.id}/visits/corrections", {"base": visit.id, "op": "abcv", **sent}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert f"{sent.get('note', '')}</textarea>" in answer.text
    assert re.search(r'name="op" value="[\w-]{11}v"', answer.text)
    assert not await VisitCorrection.exists()


async def test_a_visit_of_another_house_is_not_put_right_here(huoi_co: World, browser_of: Any) -> None:
    written = await arrive(VISIT, huoi_co.dan, huoi_co.bao, **FULL)
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(
        f"/households/{huoi_co.an.id}/visits/corrections", {"base": written.id, "met": "2"}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["met"]
    assert not await VisitCorrection.exists()


async def test_sent_twice_it_is_once(huoi_co: World, browser_of: Any) -> None:
    await a_visit(huoi_co)
    browser = await browser_of(huoi_co.dan)
    form = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    op = re.findall(r'name="op" value="([^"]{12})"', form)[0]

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/visits/corrections", {"met": "2", "op": op})

    assert await VisitCorrection.all().count() == 1
    assert await StoredSubmission.filter(kind=VISIT_CORRECTION.code).count() == 1


async def test_what_cannot_be_read_is_put_aside(huoi_co: World) -> None:
    await a_visit(huoi_co)

    with pytest.raises(Unreadable) as put_aside:
        await arrive(VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=2, base="?", met="2")

    assert put_aside.value.errors.keys() == {"base"}


async def test_of_a_family_that_did_not_agree_only_whether_it_was_met_is_put_right(huoi_co: World) -> None:
    visit = await a_visit(huoi_co)
    await Consent.create(
        household=await Household.get(id=huoi_co.an.id),
        answer="withdrawn",
        asked_on=today(),
        commune=huoi_co.commune.id,
    )

    await arrive(VISIT_CORRECTION, huoi_co.dan, huoi_co.an, seq=2, met="2", note="Mái bếp")

    await visit.refresh_from_db()
    assert columns(visit, "met", "note") == (Met.ELSEWHERE, "Mái dột")
    assert (await VisitCorrection.get()).said == {"met": 2}


async def test_when_a_visit_is_erased_its_correction_waits_for_its_own_erasure(
    huoi_co: World, browser_of: Any
) -> None:
    """Something stands on the visit: everything is made again without it, and nothing of it is left."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1, [1], 1, "Mái dột"])
    phone.write(13, huoi_co.an.id, [None, None, None, None, "Mái bếp dột"])
    await phone.exchange(await browser_of(None))
    assert (await Visit.get()).note == "Mái bếp dột"
    page = (await clerk.get(f"/households/{huoi_co.an.id}/erasure")).text
    visit = await StoredSubmission.get(kind=VISIT.code)
    chosen = {
        "household": huoi_co.an.id,
        "targets": f"{visit.device_id}.{visit.seq}.{visit.digest[:12]}",
        "which": "some",
        "reason": "Gia đình muốn",
        "op": re.findall(r'name="op"[^>]*? value="([^"]*)"', page)[0],
    }

    sure = await clerk.send_form("/erasures", chosen)
    form = sure.text[sure.text.index('action="/erasures"') :]
    await clerk.send_form("/erasures", dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)))

    assert not await Visit.exists()
    assert columns(await VisitCorrection.get(), "visit_id", "holds") == (None, False)
    assert await rebuild_from_log(check=True) == 0


async def test_why_somebody_came_is_shown_put_right_and_not_kept_of_a_family_that_said_no(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)
    here = f"/households/{huoi_co.an.id}"
    await browser.send_form(f"{here}/visits", {"met": "1", "occasion": "2"})
    visit = await Visit.get()
    assert "Gia đình mời đến</span>" in (await browser.get(here)).text

    await browser.send_form(f"{here}/visits/corrections", {"base": visit.id, "occasion": "5"})

    await visit.refresh_from_db()
    assert visit.occasion is Occasion.EMERGENCY
    page = (await browser.get(here)).text
    assert "Lũ, cháy, nhà có tang</span>" in page and "gia đình mời đến" in page
    assert await rebuild_from_log(check=True) == 0
    refused = {"answer": "refused", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.bao, **refused)
    await arrive(VISIT, huoi_co.dan, huoi_co.bao, seq=9, met="1", occasion="2")
    assert (await Visit.get(household_id=huoi_co.bao.id)).occasion is None


async def test_of_a_family_that_said_no_later_no_word_of_any_correction_is_shown(
    huoi_co: World, browser_of: Any
) -> None:
    writer, leader = await browser_of(huoi_co.dan), await browser_of(huoi_co.khoa)
    here = f"/households/{huoi_co.an.id}"
    await writer.send_form(f"{here}/visits", {"met": "1", "occasion": "2", "note": "Mái bếp dột"})
    visit = await Visit.get()
    for browser, note in ((writer, "Mái bếp dột nặng"), (leader, "Bí thư thấy khác")):
        await browser.send_form(f"{here}/visits/corrections", {"base": visit.id, "note": note})
    assert "Bí thư thấy khác" in (await leader.get(here)).text
    no = {"answer": "withdrawn", "asked_on": today(), "commune": huoi_co.commune.id}
    await Consent.create(household=huoi_co.an, **no)

    for browser in (writer, leader):
        for path in (here, f"{here}/visits/{visit.id}/correction", f"{here}/changes/new"):
            page = (await browser.get(path)).text
            assert not [words for words in ("Mái bếp", "thấy khác", "mời đến") if words in page], path
