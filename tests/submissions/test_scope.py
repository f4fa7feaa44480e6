"""An erasure of what is restricted is confirmed by no one whom the record may tell of, though nobody names them."""

from datetime import timedelta
from typing import Any

from tests.submissions.two_accounts import CONDUCT, DETAILS, ask, names, second, status
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.models import Account
from webapp.concerns.kinds import CONCERN
from webapp.core.calendar import today
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.models import StoredSubmission
from webapp.web.person import Person, Role


async def complaint(world: World, browser: Any) -> str:
    """Written by Dần about a household in Dần's charge."""
    phone = await enrolled(world.dan)
    phone.write(2, world.an.id, [14, 2, CONDUCT, DETAILS, None, 1])
    await phone.exchange(browser)
    return (await names(world.an))[1]


async def in_charge(world: World, member: Any, until: Any = None) -> None:
    place = await GroupPlace.get(household_id=world.an.id).prefetch_related("group")
    await Assignment.create(
        group=place.group, member=member, role="cover", valid_from=today() - timedelta(days=40),
        valid_to=until, commune=world.commune.id,
    )  # fmt: skip


async def refused(browser: Any, target: str) -> None:
    assert target not in (await browser.get("/erasures")).text
    assert (await second(browser, target)).status_code == 404
    assert await status(target) == 1


async def test_the_secretary_who_is_in_charge_of_the_household_neither_sees_nor_confirms(
    huoi_co: World, browser_of: Any
) -> None:
    target = await complaint(huoi_co, await browser_of(None))
    await in_charge(huoi_co, huoi_co.khoa)
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)

    await refused(await browser_of(huoi_co.khoa), target)

    assert (await second(await browser_of(huoi_co.secretary), target)).status_code == 303
    assert await status(target) == 5


async def test_whoever_was_in_charge_before_it_was_written_may(huoi_co: World, browser_of: Any) -> None:
    target = await complaint(huoi_co, await browser_of(None))
    await in_charge(huoi_co, huoi_co.khoa, until=today() - timedelta(days=2))
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)

    assert (await second(await browser_of(huoi_co.khoa), target)).status_code == 303
    assert await status(target) == 5


async def test_its_writer_does_not_confirm_under_an_account_either(huoi_co: World, browser_of: Any) -> None:
    target = await complaint(huoi_co, await browser_of(None))
    await Account.filter(id=huoi_co.secretary.id).update(member_id=huoi_co.dan.id)
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)

    await refused(await browser_of(huoi_co.secretary), target)


async def test_whoever_typed_it_in_for_another_does_not_confirm(huoi_co: World, browser_of: Any) -> None:
    person = Person(
        id=huoi_co.secretary.id, name="Bí thư", role=Role.COMMUNE_SECRETARY, commune=huoi_co.commune.id
    )
    fields = {
        "category": "14",
        "severity": "2",
        "summary": CONDUCT,
        "body": DETAILS,
        "agreed": "1",
        "op": "t",
    }
    await submit_form(person, CONCERN, huoi_co.an.id, fields, doer=huoi_co.en)
    target = next(iter((await names(huoi_co.an)).values()))
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)

    await refused(await browser_of(huoi_co.secretary), target)
    await Account.filter(id=huoi_co.secretary.id).update(member_id=huoi_co.en.id)
    await refused(await browser_of(huoi_co.secretary), target)

    assert await StoredSubmission.filter(status=5).count() == 0


async def test_the_asker_does_not_confirm_nor_a_second_account_of_the_same_member(
    huoi_co: World, browser_of: Any
) -> None:
    target = await complaint(huoi_co, await browser_of(None))
    await Account.filter(id__in=[huoi_co.clerk.id, huoi_co.secretary.id]).update(member_id=huoi_co.en.id)
    clerk = await browser_of(huoi_co.clerk)
    await ask(clerk, huoi_co.an, target)

    for one in (clerk, await browser_of(huoi_co.secretary)):
        assert "Đồng chí đã đề nghị" in (await one.get("/erasures")).text
        assert (await second(one, target)).status_code == 404

    await ask(await browser_of(huoi_co.secretary), huoi_co.an, target)
    assert await status(target) == 1, "asked for twice by one person"
