"""The office keeps what it often answers, begins an answer with it, and goes on to the next matter."""

import re
from typing import Any

from tests.concerns.steps import ANSWERED, TAKE, said, take
from tests.support.world import World
from webapp.concerns.models import Concern, ConcernStep, ReadyPhrase

READY = "Xã đang làm, khi xong sẽ báo."


async def kept(world: World, browser_of: Any, category: str = "", text: str = READY) -> Any:
    clerk = await browser_of(world.clerk)
    return await clerk.send_form("/concerns/phrases", {"category": category, "text": text})


async def test_a_phrase_stands_in_the_answer_of_its_kind_and_can_be_changed(
    huoi_co: World, browser_of: Any
) -> None:
    concern, clerk = await said(huoi_co, 1), await browser_of(huoi_co.clerk)
    for category, text in (("", READY), ("1", "Xã đã cấp ống."), ("9", "Mời tổ hòa giải.")):
        assert (await kept(huoi_co, browser_of, category, text)).status_code == 303
    await take(clerk, concern, TAKE)

    page = (await clerk.get(f"/concerns/{concern.id}")).text

    assert re.findall(r'data-text="([^"]*)"', page) == ["Xã đã cấp ống.", READY]
    filled = re.search(r'href="(\?phrase=[^"]*)"', page)
    assert filled
    page = (await clerk.get(f"/concerns/{concern.id}{filled[1]}")).text
    assert " autofocus>Xã đã cấp ống.</textarea>" in page
    assert (await take(clerk, concern, ANSWERED, "Xã đã cấp ống cho bản.")).status_code == 303


async def test_the_next_matter_is_the_next_of_what_the_desk_showed(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    first, other, second = [
        await said(huoi_co, n, days=9 - n, category=kind) for n, kind in ((1, "1"), (2, "9"), (3, "1"))
    ]

    desk = (await clerk.get("/concerns?category=1")).text
    page = (await clerk.get(f"/concerns/{first.id}?category=1")).text
    everything = (await clerk.get(f"/concerns/{first.id}")).text

    assert f'href="/concerns/{first.id}?category=1" data-row' in desk
    assert "Việc 1 trên 2" in page and f'href="/concerns/{second.id}?category=1" data-key="n"' in page
    assert f'href="/concerns/{other.id}" data-key="n"' in everything
    sent = await clerk.send_form(f"/concerns/{first.id}/steps?category=1", {"action": str(TAKE), "op": "x"})
    assert sent.headers["location"].startswith(f"/concerns/{first.id}?category=1&saved=")


async def test_what_is_left_out_is_offered_no_more(huoi_co: World, browser_of: Any) -> None:
    concern, clerk = await said(huoi_co, 1), await browser_of(huoi_co.clerk)
    await kept(huoi_co, browser_of)
    await kept(huoi_co, browser_of)
    await take(clerk, concern, TAKE)
    phrase = await ReadyPhrase.get()

    for _ in range(2):
        assert (await clerk.send_form(f"/concerns/phrases/{phrase.id}/end", {})).status_code == 303

    assert READY not in (await clerk.get(f"/concerns/{concern.id}")).text
    assert READY not in (await clerk.get("/concerns/phrases")).text
    assert (await ReadyPhrase.get()).ended_by_name == huoi_co.clerk.name


async def test_only_the_office_keeps_phrases_and_only_with_words(huoi_co: World, browser_of: Any) -> None:
    found = {
        name: (await (await browser_of(getattr(huoi_co, name))).get("/concerns/phrases")).status_code
        for name in ("dan", "khoa", "viewer", "secretary")
    }
    empty = await kept(huoi_co, browser_of, text="")
    number = await kept(huoi_co, browser_of, text="Số 038201001234")

    assert found == {"dan": 403, "khoa": 403, "viewer": 403, "secretary": 200}
    assert empty.status_code == number.status_code == 422 and "Số 038201001234" in number.text
    assert not await ReadyPhrase.exists() and not await ConcernStep.exists()


async def test_a_phrase_that_is_not_there_is_not_found(huoi_co: World, browser_of: Any) -> None:
    concern: Concern = await said(huoi_co, 1)
    clerk = await browser_of(huoi_co.clerk)

    answers = [
        await clerk.get(f"/concerns/{concern.id}?phrase=x"),
        await clerk.send_form("/concerns/phrases/x/end", {}),
    ]

    assert [one.status_code for one in answers] == [404, 404]
