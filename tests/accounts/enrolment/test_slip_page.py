"""The page of a slip prepares the phone's script, whoever is signed in."""

from tests.support.world import World
from webapp.accounts.enrolment.rules import hand_out_slip


async def test_a_slip_opens_in_a_browser_that_is_signed_in_without_a_phone(
    huoi_co: World, browser_of
) -> None:
    for person in (None, huoi_co.dan, huoi_co.khoa):
        browser = await browser_of(person)
        _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)

        page = (await browser.get(f"/s/{code}")).text

        assert '<script type="application/json" id="words">' in page
