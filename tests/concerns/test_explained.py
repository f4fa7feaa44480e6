"""A matter that was explained to the family on the spot is written in one form, also without signal."""

from typing import Any

from tests.support.world import World
from tests.support.written import arrive, columns
from webapp.concerns.kinds import CONCERN, WITHDRAWN
from webapp.concerns.models import Category, Concern
from webapp.concerns.steps import stories_of
from webapp.concerns.workflow import StepAction
from webapp.submissions.intake.rebuild import rebuild_from_log

TOLD = "Thẻ cũ vẫn dùng được đến hết năm."
ASKED = {"category": "4", "severity": "1", "summary": "Hỏi thẻ bảo hiểm", "agreed": "1", "explained": TOLD}
PATH = "/households/{id}/concerns"


async def story(concern: Concern) -> list[tuple[StepAction, str, str]]:
    lines = (await stories_of([concern]))[concern.id].lines
    return [(line.action, line.text, line.by_name) for line in lines]


async def test_it_is_answered_at_once_and_owed_by_nobody(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)

    await browser.send_form(PATH.format(id=huoi_co.an.id), {**ASKED, "checked": "1"})

    concern = await Concern.get()
    assert concern.status == "answered_locally"
    assert await story(concern) == [(StepAction.EXPLAINED, TOLD, huoi_co.dan.full_name)]
    assert TOLD in (await browser.get(f"/concerns/{concern.id}")).text


async def test_what_was_told_is_shown_once_more_before_it_is_written(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.dan)).send_form(PATH.format(id=huoi_co.an.id), ASKED)

    assert f"<dd>{TOLD}</dd>" in answer.text
    assert not await Concern.exists()


async def test_made_without_signal_it_becomes_the_same_row(huoi_co: World, browser_of: Any) -> None:
    await (await browser_of(huoi_co.dan)).send_form(PATH.format(id=huoi_co.an.id), {**ASKED, "checked": "1"})
    await arrive(CONCERN, huoi_co.dan, huoi_co.an, **ASKED)

    first, second = await Concern.all().order_by("received_at")
    same = ("category", "severity", "summary", "explained", "status", "level", "by_id")
    assert columns(first, *same) == columns(second, *same)
    assert await story(first) == await story(second)


async def test_a_family_that_is_not_content_opens_it_again_at_the_branch(
    huoi_co: World, browser_of: Any
) -> None:
    written = await arrive(CONCERN, huoi_co.dan, huoi_co.an, **ASKED)
    browser = await browser_of(huoi_co.dan)

    await browser.send_form(
        f"/concerns/{written.id}/steps",
        {"action": f"{StepAction.NOT_ENOUGH:d}", "text": "Muốn có thẻ mới.", "seen": written.id},
    )

    concern = await Concern.get()
    assert (concern.status, concern.level) == ("reopened", 1)


async def test_how_somebody_behaved_is_not_explained_away(huoi_co: World, browser_of: Any) -> None:
    conduct = {**ASKED, "category": f"{Category.SERVICE_CONDUCT:d}", "checked": "1"}

    answer = await (await browser_of(huoi_co.dan)).send_form(PATH.format(id=huoi_co.an.id), conduct)

    assert answer.status_code == 422
    assert TOLD in answer.text
    assert not await Concern.exists()


async def test_a_matter_taken_back_keeps_none_of_it(huoi_co: World) -> None:
    written = await arrive(CONCERN, huoi_co.dan, huoi_co.an, **ASKED)

    await arrive(WITHDRAWN, huoi_co.dan, huoi_co.an, seq=2, concern=written.id)

    concern = await Concern.get()
    assert (concern.explained, concern.status) == ("", "withdrawn")


async def test_making_everything_again_from_the_log_changes_nothing(huoi_co: World, browser_of: Any) -> None:
    await (await browser_of(huoi_co.dan)).send_form(PATH.format(id=huoi_co.an.id), {**ASKED, "checked": "1"})

    assert await rebuild_from_log(check=True) == 0
