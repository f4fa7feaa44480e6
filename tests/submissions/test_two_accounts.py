"""What a list of the log says, and to whom; and that a complaint is not erased by one person alone."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.safekeeping.erased import value_of
from tests.submissions.two_accounts import (
    CONDUCT,
    DETAILS,
    LAND,
    NOTE,
    WHY,
    WORDS,
    ask,
    names,
    second,
    status,
    told,
)
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.audit.models import Reading
from webapp.concerns.models import Concern
from webapp.core import journal
from webapp.submissions.intake import rebuild
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.web.person import Role


async def test_whoever_chooses_what_is_erased_reads_kind_day_and_writer(
    huoi_co: World, browser_of: Any
) -> None:
    await told(huoi_co, await browser_of(None))

    for person in (huoi_co.clerk, huoi_co.secretary):
        page = (await (await browser_of(person)).get(f"/households/{huoi_co.an.id}/erasure")).text
        assert page.count("Lô Văn Dần, Số") == 3
        assert not [word for word in WORDS if word in page]


async def test_the_tray_shows_words_only_to_whoever_reads_them_elsewhere(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.canh.id, [1, [1], 0, NOTE])
    phone.write(2, huoi_co.canh.id, [14, 2, CONDUCT, DETAILS, None, 1])
    phone.write(2, huoi_co.canh.id, [None, 2, "Không rõ loại", DETAILS, None, 1])
    phone.write(2, huoi_co.canh.id, [1, 2, "Ống nước vỡ", "Ở khe trên", None, 1])
    phone.write(3, huoi_co.canh.id, [None, None, None, "0987654321", "", ""])
    await phone.exchange(await browser_of(None))

    clerk = (await (await browser_of(huoi_co.clerk)).get("/put-aside")).text
    secretary = (await (await browser_of(huoi_co.secretary)).get("/put-aside")).text

    assert "Ống nước vỡ" in clerk and "0987654321" in clerk
    assert not [w for w in (NOTE, CONDUCT, DETAILS, "Không rõ loại", "Ở khe trên") if w in clerk]
    assert CONDUCT in secretary and DETAILS in secretary and NOTE not in secretary


async def test_only_records_of_the_household_that_is_named_are_touched(
    huoi_co: World, browser_of: Any
) -> None:
    await told(huoi_co, await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)
    other = (await names(huoi_co.bao))[4]
    sent = {"op": "x", "targets": other, "reason": WHY}

    for who in (huoi_co.an.id, ""):
        for sure in ({}, {"sure": "1"}):
            answer = await clerk.send_form("/erasures", sent | {"household": who} | sure)
            assert answer.status_code == 404 and NOTE not in answer.text
    tray = await clerk.send_form("/put-aside", sent | {"verdict": "erase"})

    assert tray.status_code == 422, "the tray's own form erases nothing"
    assert await Ruling.all().count() == 0 and await StoredSubmission.filter(status=5).count() == 0


async def test_every_household_that_is_shown_has_its_own_reading(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    for home in (huoi_co.canh, huoi_co.far):
        phone.write(1, home.id, [1, [1], 0, NOTE])
    await phone.exchange(await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)
    page = (await clerk.get("/put-aside")).text
    chosen = {"targets": re.findall(r'name="targets"[^>]* value="([^"]+)"', page), "op": value_of(page, "op")}
    await clerk.send_form("/erasures", chosen | {"code": "scope", "reason": WHY})

    seen = {(row.page, row.household) for row in await Reading.filter(who=huoi_co.clerk.id)}
    homes = (huoi_co.canh.id, huoi_co.far.id)
    assert {(page, home) for page in ("/put-aside", "POST /erasures") for home in homes} <= seen


async def test_an_ordinary_record_needs_one_person(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, await browser_of(None))
    answer = await ask(await browser_of(huoi_co.clerk), huoi_co.an, target := (await names(huoi_co.an))[1])

    assert answer.status_code == 303 and answer.headers["location"].endswith("?done=1&asked=0")
    assert await status(target) == 5


@pytest.mark.parametrize("seq", [2, 3])
async def test_a_restricted_record_is_closed_at_once_and_erased_by_a_second_account(
    huoi_co: World, browser_of: Any, seq: int
) -> None:
    await told(huoi_co, await browser_of(None))
    clerk, khoa = await browser_of(huoi_co.clerk), await browser_of(huoi_co.khoa)
    target = (await names(huoi_co.an))[seq]
    concern = await Concern.get(category=9 if seq == 2 else 14)

    await ask(clerk, huoi_co.an, target)
    for person in (huoi_co.dan, huoi_co.khoa, huoi_co.secretary):
        reader = await browser_of(person)
        for path in (f"/concerns/{concern.id}", f"/households/{huoi_co.an.id}", "/concerns"):
            page = (await reader.get(path)).text
            assert not [
                word for word in (LAND if seq == 2 else CONDUCT, DETAILS) if seq == 3 and word in page
            ]
            assert (LAND if seq == 2 else CONDUCT) not in page
    assert await rebuild.rebuild_from_log(check=True) == 0
    again = [await ask(clerk, huoi_co.an, target), await second(clerk, target)]

    assert [answer.status_code for answer in again] == [303, 404], "the same account twice is one person"
    assert await status(target) == 1
    page = (await khoa.get("/erasures")).text
    assert "Lô Văn Dần, Số" in page and "Hà Thị Ơn đề nghị" in page
    assert not [word for word in WORDS if word in page]
    assert (await second(khoa, target)).status_code == 303
    assert await status(target) == 5 and not await Concern.exists(id=concern.id)
    [fact] = [one for one in journal.facts() if one["what"] == "erased"]
    assert fact["by"] == "Hà Thị Ơn, Cụt Đình Khoa"
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_what_stays_has_its_words_again(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, await browser_of(None))
    secretary, target = await browser_of(huoi_co.secretary), (await names(huoi_co.an))[3]
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)

    missing = await second(secretary, target, "keep")
    kept = await second(secretary, target, "keep", "Gia đình nói không rút")

    assert missing.status_code == 422 and "vì sao giữ lại" in missing.text and kept.status_code == 303
    concern = await Concern.get(category=14)
    assert (concern.hidden, concern.summary, concern.body) == (False, CONDUCT, DETAILS)
    assert CONDUCT in (await secretary.get(f"/concerns/{concern.id}")).text
    assert DETAILS in (await secretary.get(f"/concerns/{concern.id}")).text, (
        "past the branch, to the secretary"
    )
    assert (await second(secretary, target)).status_code == 404, "nothing waits any more"
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_whom_it_is_about_does_not_confirm_nor_does_another_account_of_the_same_person(
    huoi_co: World, browser_of: Any
) -> None:
    await told(huoi_co, await browser_of(None))
    target = (await names(huoi_co.an))[3]
    await Account.filter(id=huoi_co.clerk.id).update(member_id=huoi_co.khoa.id)
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target, about=huoi_co.secretary.id)
    khoa, secretary = await browser_of(huoi_co.khoa), await browser_of(huoi_co.secretary)

    assert (await second(khoa, target)).status_code == 404
    assert (await second(secretary, target)).status_code == 404
    assert target not in (await secretary.get("/erasures")).text
    await ask(secretary, huoi_co.an, target)

    assert await status(target) == 1


async def test_after_five_working_days_an_account_of_the_province_may(
    huoi_co: World, browser_of: Any
) -> None:
    await told(huoi_co, await browser_of(None))
    target = (await names(huoi_co.an))[3]
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)
    above = await browser_of(
        await Account.create(
            username="tinh2", password_hash="-", name="Hoàng Tỉnh", role=Role.PROVINCE_OFFICE,
            unit=huoi_co.commune, commune=huoi_co.commune.id,
        )
    )  # fmt: skip

    assert (await second(above, target)).status_code == 404
    await Ruling.all().update(received_at=datetime.now(UTC) - timedelta(days=8))
    page = (await above.get("/erasures")).text

    assert "Lô Văn Dần" in page
    assert not [word for word in (*WORDS, WHY, "HC-001", "Moong") if word in page]
    assert (await second(above, target)).status_code == 303
    assert await status(target) == 5
    assert (await (await browser_of(huoi_co.viewer)).get("/erasures")).status_code == 403


async def test_of_what_waits_for_the_second_person_nothing_else_is_decided(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(2, huoi_co.canh.id, [14, 2, CONDUCT, DETAILS, None, 1])
    await phone.exchange(await browser_of(None))
    clerk, secretary = await browser_of(huoi_co.clerk), await browser_of(huoi_co.secretary)
    page = (await clerk.get("/put-aside")).text
    chosen = {name: value_of(page, name) for name in ("targets", "op", "code")} | {"reason": WHY}
    await clerk.send_form("/erasures", chosen | {"sure": "1"})

    answer = await secretary.send_form("/put-aside", chosen | {"verdict": "admit", "op": "z"})

    assert answer.status_code == 422 and CONDUCT not in answer.text and await Concern.all().count() == 0
    assert "chờ người thứ hai" in answer.text
