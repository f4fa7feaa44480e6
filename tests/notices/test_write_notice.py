"""The office writes a notice, publishes it, replaces it, takes it back; its words do not change under the readers."""

import re
from typing import Any

import pytest

from tests.notices.notices import WORDS, published
from tests.support.world import World
from webapp.notices.models import Notice

SENT = {
    "number": "12/TB-UBND",
    "title": "Gạo cho học sinh bán trú",
    "issuer": "UBND xã",
    "words": WORDS,
    "audience": "with_children",
    "until": "31/12/2099",
    "op": "one",
}


async def test_it_is_a_draft_of_the_office_until_it_is_published(huoi_co: World, browser_of: Any) -> None:
    clerk, dan = await browser_of(huoi_co.clerk), await browser_of(huoi_co.dan)
    for _ in range(2):
        answer = await clerk.send_form("/notices", SENT | {"hamlets": huoi_co.hamlet.id})

    draft = await Notice.get()
    here = f"/notices/{draft.id}"
    assert (draft.words, draft.audience, draft.hamlets) == (WORDS, ["with_children"], [huoi_co.hamlet.id])
    assert answer.headers["location"] == here
    assert (await dan.get(here)).status_code == 404
    await clerk.send_form(f"{here}/edit", SENT | {"title": "Gạo cho học sinh"})
    await clerk.send_form(f"{here}/publication")

    page = (await dan.get(here)).text
    assert "Gạo cho học sinh</h1>" in page and WORDS in page and "hộ có con dưới 16 tuổi" in page
    assert "Gạo cho học sinh" in (await dan.get("/notices")).text
    assert (await clerk.send_form(f"{here}/edit", SENT)).status_code == 404


async def test_mistakes_keep_what_was_typed(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    wrong = {
        "title": "Gạo",
        "words": "x" * 601,
        "until": "1/1/2020",
        "audience": "rich",
        "replaces": "nothing",
    }

    answer = await clerk.send_form("/notices", wrong)

    assert answer.status_code == 422
    found = re.findall(r'<li><a href="#(\w+)">', answer.text)
    assert found == ["number", "issuer", "words", "audience", "until", "replaces"]
    assert 'value="Gạo"' in answer.text and "x" * 601 in answer.text and 'value="1/1/2020"' in answer.text
    assert not await Notice.exists()


async def test_what_is_published_meanwhile_is_not_changed(huoi_co: World, browser_of: Any) -> None:
    old, clerk = await published(huoi_co), await browser_of(huoi_co.clerk)
    await clerk.send_form("/notices", SENT | {"replaces": old.id})
    new = await Notice.get(replaces_id=old.id)

    assert "Gạo cho học sinh bán trú" in (await clerk.get(f"/notices/new?replaces={old.id}")).text
    dan = await browser_of(huoi_co.dan)
    assert f"/notices/{old.id}" in (await dan.get("/notices")).text
    await clerk.send_form(f"/notices/{new.id}/publication")

    listed = (await dan.get("/notices")).text
    assert f"/notices/{new.id}" in listed and f"/notices/{old.id}" not in listed
    assert f'/notices/{new.id}">12/TB-UBND' in (await dan.get(f"/notices/{old.id}")).text
    await clerk.send_form(f"/notices/{new.id}/withdrawal")
    assert f"/notices/{old.id}" in (await dan.get("/notices")).text, "it holds again"
    assert "Đã thu hồi ngày" in (await dan.get(f"/notices/{new.id}")).text


@pytest.mark.parametrize("who", ["dan", "khoa", "viewer"])
async def test_nobody_else_writes_one(huoi_co: World, browser_of: Any, who: str) -> None:
    notice, browser = await published(huoi_co), await browser_of(getattr(huoi_co, who))
    here = f"/notices/{notice.id}"

    answers = [
        await browser.send_form(path, SENT)
        for path in ("/notices", f"{here}/edit", f"{here}/publication", f"{here}/withdrawal")
    ]

    assert [one.status_code for one in answers] == [403] * 4
    assert await Notice.filter(withdrawn_on=None).count() == 1


async def test_the_desk_says_how_far_each_has_come(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    assert "Chưa có thông báo nào." in (await clerk.get("/notices")).text
    await published(huoi_co, hamlets=[huoi_co.hamlet.id])

    assert "<b>0/3</b>" in (await clerk.get("/notices")).text
