"""A form's key answers only for its own words: sent twice is once, changed after a lost answer is written too."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.support.world import World
from webapp.assignments.charge.models import PairMark
from webapp.attachments.models import Attachment
from webapp.concerns.models import Concern
from webapp.households.details.models import PopulationEvent
from webapp.register.models import Cluster
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

KEY = "abcdefghijk"
CONCERN = {"category": "1", "severity": "2", "summary": "Giếng cạn", "agreed": "1", "checked": "1"}
BIRTH = {"moved": "1", "moved_when": "1", "persons": "1"}
KIN = {"suits": "0", "reason": "kinship", "member": "{dan}"}
FORMS: dict[str, tuple[str, str, dict[str, str], dict[str, str], Any]] = {
    "visit": ("dan", "/households/{an}/visits", {"met": "1", "note": "Mái nhà dột."}, {"note": "Con sốt."}, Visit),
    "concern": ("dan", "/households/{an}/concerns", CONCERN, {"summary": "Giếng cạn hai tuần"}, Concern),
    "population": ("dan", "/households/{an}/population", BIRTH, {"persons": "2"}, PopulationEvent),
    "cluster": ("khoa", "/hamlets/{hamlet}/clusters", {"name": "Ven hồ"}, {"name": "Qua suối"}, Cluster),
    "pair": ("khoa", "/households/{an}/pairs", KIN, {"suits": "1", "reason": "language"}, PairMark),
}  # fmt: skip


def of(world: World, text: str) -> str:
    named = {name: one.id for name in ("an", "bao", "dan", "hamlet") if (one := getattr(world, name))}
    return text.format(**named)


@pytest.mark.parametrize("form", FORMS)
async def test_the_same_words_are_once_and_other_words_are_written_too(
    huoi_co: World, browser_of: Any, form: str
) -> None:
    who, path, first, changed, model = FORMS[form]
    browser, before = await browser_of(getattr(huoi_co, who)), await model.all().count()
    sent = {name: of(huoi_co, value) for name, value in first.items()} | {"op": KEY}

    answers = [
        await browser.send_form(of(huoi_co, path), sent | more) for more in ({}, {}, changed, changed, {})
    ]

    assert [one.status_code for one in answers] == [303] * 5, [one.text for one in answers]
    assert await model.all().count() == before + 2


async def test_the_receipt_is_that_of_the_words_that_were_posted(huoi_co: World, browser_of: Any) -> None:
    browser, path = await browser_of(huoi_co.dan), f"/households/{huoi_co.an.id}/visits"

    first = await browser.send_form(path, {"met": "1", "note": "Mái nhà dột.", "op": KEY})
    changed = await browser.send_form(
        path, {"met": "1", "note": "Mái nhà dột. Cần thuyền ra trạm xá.", "op": KEY}
    )
    again = await browser.send_form(path, {"met": "1", "note": "Mái nhà dột.", "op": KEY})

    numbers = [one.headers["location"].partition("&")[0] for one in (first, changed, again)]
    assert numbers[0] == numbers[2] != numbers[1]
    page = (await browser.get(f"/households/{huoi_co.an.id}")).text
    assert "Cần thuyền ra trạm xá." in page


async def test_the_same_key_and_words_for_another_household_are_written_there(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await browser_of(huoi_co.dan)

    for household in (huoi_co.an, huoi_co.bao):
        await browser.send_form(f"/households/{household.id}/visits", {"met": "1", "op": KEY})

    assert set(await Visit.all().values_list("household_id", flat=True)) == {huoi_co.an.id, huoi_co.bao.id}


async def test_a_photo_that_was_added_after_a_lost_answer_is_kept(huoi_co: World, browser_of: Any) -> None:
    browser, path = await browser_of(huoi_co.dan), f"/households/{huoi_co.an.id}/visits"
    await browser.send_form(f"/households/{huoi_co.an.id}/consent", {"answer": "1", "photos": "1"})
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(picture, "JPEG")
    sent = {"met": "1", "op": KEY}

    await browser.send_form(path, sent)
    for _ in range(2):
        await browser.send_form(path, sent, files={"photo": ("nhà.jpg", picture.getvalue(), "image/jpeg")})

    assert await Visit.all().count() == 2
    assert await Attachment.all().count() == 1


async def test_what_was_refused_may_be_put_right_under_the_same_key(huoi_co: World, browser_of: Any) -> None:
    browser, path = await browser_of(huoi_co.dan), f"/households/{huoi_co.an.id}/visits"

    wrong = await browser.send_form(path, {"met": "", "op": KEY})
    right = await browser.send_form(path, {"met": "1", "op": KEY})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert await StoredSubmission.filter(kind=VISIT.code).count() == await Visit.all().count() == 1
