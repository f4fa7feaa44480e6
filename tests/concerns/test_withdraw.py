"""At the door a family takes back what it asked: nobody reads it from then on, and another person lets it go."""

from typing import Any

import pytest

from tests.submissions.two_accounts import CONDUCT, DETAILS, second, status
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.kinds import CONCERN
from webapp.concerns.models import Concern
from webapp.kinds import kind_attributes
from webapp.office.carry_out import carry_out_rulings
from webapp.submissions.intake import rebuild
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.submissions.rulings import target_of

PLAIN = 1


async def withdrawn(world: World, browser_of: Any, category: int) -> tuple[Phone, str]:
    """Reported and taken back on the phone, as its page says; and how a form names the record."""
    phone, air = await enrolled(world.dan), await browser_of(None)
    phone.write(2, world.an.id, [category, 2, CONDUCT, DETAILS, None, 1])
    await phone.exchange(air)
    concern = await Concern.get()
    page = phone.pages[f"/households/{world.an.id}"].decode()
    assert kind_attributes("concern_withdrawn") in page and f'name="concern" value="{concern.id}"' in page
    phone.write(19, world.an.id, [concern.id])
    await phone.exchange(air)
    assert phone.receipts[2].status == 1
    return phone, target_of(await StoredSubmission.get(kind=CONCERN.code))


@pytest.mark.parametrize("category", [PLAIN, 14])
async def test_nobody_reads_it_at_once_and_a_second_person_lets_it_go(
    huoi_co: World, browser_of: Any, category: int
) -> None:
    phone, target = await withdrawn(huoi_co, browser_of, category)
    concern = await Concern.get()
    assert (concern.status, concern.hidden, concern.summary, concern.body) == ("withdrawn", True, "", "")
    assert CONDUCT not in phone.pages[f"/households/{huoi_co.an.id}"].decode()
    for person in (huoi_co.dan, huoi_co.khoa, huoi_co.secretary, huoi_co.clerk):
        browser = await browser_of(person)
        for path in (f"/concerns/{concern.id}", f"/households/{huoi_co.an.id}", "/put-aside"):
            assert CONDUCT not in (page := (await browser.get(path)).text) and DETAILS not in page
    await carry_out_rulings(huoi_co.commune.id)
    assert await status(target) == 1 and await rebuild.rebuild_from_log(check=True) == 0

    clerk = await browser_of(huoi_co.clerk)
    assert "Lô Văn Dần đề nghị" in (await clerk.get("/erasures")).text
    assert (await second(clerk, target)).status_code == 303

    assert await status(target) == 5 and not await Concern.exists()
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_it_may_stay_after_all(huoi_co: World, browser_of: Any) -> None:
    _phone, target = await withdrawn(huoi_co, browser_of, PLAIN)

    await second(await browser_of(huoi_co.khoa), target, "keep", "Gia đình nói không rút")

    concern = await Concern.get()
    assert (concern.status, concern.hidden, concern.summary) == ("at_branch", False, CONDUCT)
    assert await rebuild.rebuild_from_log(check=True) == 0


@pytest.mark.both
async def test_only_whoever_wrote_it_down_takes_it_back(huoi_co: World, browser_of: Any) -> None:
    writer, air = await enrolled(huoi_co.dan), await browser_of(None)
    writer.write(2, huoi_co.an.id, [PLAIN, 2, CONDUCT, None, None, 1])
    await writer.exchange(air)
    concern = await Concern.get()
    leader = await enrolled(huoi_co.khoa)
    leader.write(19, huoi_co.an.id, [concern.id])
    await leader.exchange(air)
    answer = await (await browser_of(huoi_co.khoa)).send_form(
        f"/concerns/{concern.id}/withdrawal", {"op": "x"}
    )

    assert answer.status_code == 404 and not await Ruling.exists()
    assert (await Concern.get()).summary == CONDUCT
    own = await (await browser_of(huoi_co.dan)).send_form(f"/concerns/{concern.id}/withdrawal", {"op": "y"})
    assert own.status_code == 303 and (await Concern.get()).hidden
