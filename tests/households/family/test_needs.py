"""Needs that a family names and that are met: several in one go, with or without signal."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import wrong_fields
from tests.support.phone import enrolled
from tests.support.world import LONG_AGO, World
from tests.support.written import arrive, columns, name_need
from webapp.core.calendar import today
from webapp.households.family.kinds import CONSENT, NEED
from webapp.households.family.models import NeedChange
from webapp.households.family.needs import CODES, NamedNeed, needs_of, still_open
from webapp.submissions.intake import rebuild
from webapp.submissions.kinds import Unreadable
from webapp.submissions.models import StoredSubmission

WATER, TOILET = "2", "3"


async def named_by(world: World) -> list[NamedNeed]:
    return (await needs_of([world.an.id]))[world.an.id]


async def test_one_form_opens_several_and_closes_others(huoi_co: World, browser_of: Any) -> None:
    await name_need(huoi_co.an, "electricity", LONG_AGO)
    browser = await browser_of(huoi_co.dan)
    place = str(CODES.index("electricity") + 1)

    form = (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
    answer = await browser.send_form(
        f"/households/{huoi_co.an.id}/needs", {"opens": [WATER, TOILET], "closes": place}
    )

    assert f'name="closes" id="closes" value="{place}"' in form
    assert await named_by(huoi_co) == [
        NamedNeed("electricity", LONG_AGO, today()),
        NamedNeed("clean_water", today()),
        NamedNeed("toilet", today()),
    ]
    page = (await browser.get(answer.headers["location"])).text
    assert "Nước sạch" in page and "Nhà vệ sinh" in page
    assert "Điện" not in page.split("Cần:")[1].split("</p>")[0]


async def test_a_stranger_names_no_needs(huoi_co: World, browser_of: Any) -> None:
    stranger = await browser_of(huoi_co.en)

    answer = await stranger.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": WATER})

    assert answer.status_code == 404
    assert not await NeedChange.exists()


@pytest.mark.parametrize(("who", "status"), [("clerk", 303), ("secretary", 403), ("viewer", 403)])
async def test_of_the_office_only_the_clerk_writes_needs(
    huoi_co: World, browser_of: Any, who: str, status: int
) -> None:
    browser = await browser_of(getattr(huoi_co, who))

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": WATER})

    assert answer.status_code == status
    assert await NeedChange.exists() == (status == 303)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, "opens"),
        ({"opens": ["2", "99"]}, "opens"),
        ({"opens": "2", "closes": "2"}, "closes"),
        ({"opens": "2", "need_on": "2999-01-01"}, "need_on"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_chosen_is_kept(
    huoi_co: World, browser_of: Any, sent: dict[str, Any], wrong: str
) -> None:
    browser = await browser_of(huoi_co.dan)

    answer = await browser.send_form(f"/households/{huoi_co.an.id}/needs", sent)

    assert answer.status_code == 422
    assert wrong_fields(answer) == [wrong]
    assert ('value="2" checked' in answer.text) == ("2" in sent.get("opens", ""))
    assert not await NeedChange.exists()


async def test_the_same_form_posted_twice_is_one(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    for _ in range(2):
        await browser.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": WATER, "op": "op5n"})

    assert await NeedChange.all().count() == 1


async def test_made_without_signal_they_become_the_same_rows_and_again_from_the_log(
    huoi_co: World, browser_of: Any
) -> None:
    phone, browser = await enrolled(huoi_co.dan), await browser_of(huoi_co.dan)
    await browser.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": [WATER, TOILET]})
    phone.write(10, huoi_co.bao.id, [[2, 3]])

    await phone.exchange(browser)

    same = ("code", "opened", "happened_on", "by_id", "by_name", "commune")
    rows = {home: [] for home in (huoi_co.an.id, huoi_co.bao.id)}  # type: ignore[var-annotated]
    for row in await NeedChange.all().order_by("code"):
        rows[row.household_id].append(columns(row, *same))
    assert rows[huoi_co.an.id] == rows[huoi_co.bao.id] != []
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_what_is_erased_leaves_what_others_said(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": [WATER, TOILET]})
    await clerk.send_form(f"/households/{huoi_co.an.id}/needs", {"closes": WATER})
    row = await StoredSubmission.filter(kind=NEED.code).order_by("-seq").first()
    assert row
    form = {"household": huoi_co.an.id, "targets": f"{row.device_id}.{row.seq}.{row.digest[:12]}"}

    await clerk.send_form("/erasures", {**form, "reason": "Ghi nhầm nhà", "sure": "1", "op": "op5"})

    assert {one.code for one in still_open(await named_by(huoi_co))} == {"clean_water", "toilet"}
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_whatever_order_they_arrive_in_the_days_decide(huoi_co: World) -> None:
    def ago(days: int) -> str:
        return str(today() - timedelta(days=days))

    await arrive(NEED, huoi_co.dan, huoi_co.an, closes=WATER, need_on=ago(2))
    await arrive(NEED, huoi_co.en, huoi_co.an, opens=WATER, need_on=ago(9))
    await arrive(NEED, huoi_co.dan, huoi_co.an, seq=2, opens=WATER, need_on=ago(1))

    assert await named_by(huoi_co) == [
        NamedNeed("clean_water", date.fromisoformat(ago(9)), date.fromisoformat(ago(2))),
        NamedNeed("clean_water", date.fromisoformat(ago(1))),
    ]


async def test_a_family_that_did_not_agree_has_no_needs_written_down(huoi_co: World, browser_of: Any) -> None:
    await arrive(CONSENT, huoi_co.dan, huoi_co.an, answer="1", purpose="1")
    browser = await browser_of(huoi_co.dan)

    online = await browser.send_form(f"/households/{huoi_co.an.id}/needs", {"opens": WATER})
    with pytest.raises(Unreadable):
        await arrive(NEED, huoi_co.dan, huoi_co.an, seq=2, opens=WATER)

    assert online.status_code == 409
    assert 'id="needs"' not in (await browser.get(f"/households/{huoi_co.an.id}/changes/new")).text
