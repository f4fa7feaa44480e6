"""What the first day costs on the wire, on the invented commune's own pages, against what we promise."""

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.commune import demo_office
from tests.browser.weighing import Weight, weight_of_styles, weights_of
from tests.support.office import Office
from webapp.phone.routes import LATER
from webapp.web.assets import asset


@pytest.fixture(scope="module")
def office(pytestconfig: pytest.Config) -> Office:
    return demo_office(pytestconfig)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def weights(chromium: Browser, office: Office) -> dict[str, Weight]:
    return await weights_of(chromium, office)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def styles(office: Office) -> int:
    return await weight_of_styles(office)


async def test_the_first_page_is_one_request(weights: dict[str, Weight], styles: int) -> None:
    first = weights["first page"]

    assert first.requests == 1, first.paths
    assert first.together <= 3_000 + styles
    assert styles <= 3_500


@pytest.mark.parametrize(
    ("step", "bodies"),
    [("list of households", 1_300), ("household by network", 1_780), ("visit form by network", 1_800)],
)
async def test_a_page_by_the_network_is_one_light_request(
    weights: dict[str, Weight], step: str, bodies: int
) -> None:
    weight = weights[step]

    assert weight.requests == 1, weight.paths
    assert weight.bodies <= bodies
    assert weight.heads <= 1_500


async def test_from_the_slip_to_my_households_are_two_round_trips(weights: dict[str, Weight]) -> None:
    weight = weights["sign in, my households"]

    assert weight.paths == ["/enrol", "/"]
    assert weight.bodies <= 1_300
    assert weight.heads <= 2_800


async def test_the_whole_kit_with_all_pages_fits_the_budget(weights: dict[str, Weight]) -> None:
    """Nine requests: what only an enrolment needs is a file of its own, which no phone keeps."""
    weight = weights["whole kit and pack"]

    assert weight.requests <= 9, weight.paths
    assert weight.bodies <= 38_000, weight
    assert weight.together <= 46_000, weight
    assert len(set(weight.paths)) == len(weight.paths), "something went twice"


async def test_pages_of_no_use_on_the_first_day_come_with_the_next_exchange(
    weights: dict[str, Weight],
) -> None:
    weight = weights["pages that come later"]

    assert weight.paths == ["/sync/v1/exchange"]
    assert weight.bodies > 400


async def test_everything_that_a_phone_ever_keeps_fits_the_budget(weights: dict[str, Weight]) -> None:
    steps = ("whole kit and pack", "pages that come later", "script for what goes by hand")

    assert sum(weights[step].bodies for step in steps) <= 65_000


async def test_pages_by_the_worker_cost_nothing(weights: dict[str, Weight]) -> None:
    assert weights["three pages by the worker"].together == 0, weights["three pages by the worker"]


async def test_script_for_what_goes_by_hand_comes_once_with_the_first_look_at_the_outbox(
    weights: dict[str, Weight],
) -> None:
    weight = weights["script for what goes by hand"]

    assert sorted(weight.paths) == sorted(asset(name) for name in LATER)
    assert weight.bodies <= 6_500


async def test_nothing_new_is_one_small_exchange(weights: dict[str, Weight]) -> None:
    weight = weights["nothing new"]

    assert weight.paths == ["/sync/v1/exchange"]
    assert weight.bodies <= 400
    assert weight.heads <= 800


async def test_a_visit_is_one_small_exchange(weights: dict[str, Weight]) -> None:
    weight = weights["one visit and the pages it changes"]

    assert weight.paths == ["/sync/v1/exchange"]
    assert weight.bodies <= 2_600
