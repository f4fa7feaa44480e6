"""No page that a person meets is left out when screens are looked at."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.browser.screens import (
    AT_THE_OFFICE,
    AT_THE_PROVINCE,
    NO_SCREENS,
    OFFICE,
    PHONE,
    SMALL,
    SMALL_OFFICE,
    shape,
)
from webapp.app import PROVINCE_ROUTES, ROUTES


def pages(handlers: Iterable[Any]) -> set[str]:
    """Whatever a browser can be sent to, with a star for each key."""
    return {shape(path) for one in handlers if "GET" in one.http_methods for path in one.paths}


SEEN = {shape(one.at or one.path) for one in (*PHONE, *OFFICE, *SMALL, *SMALL_OFFICE)}
COMMUNE = SEEN | {shape(path) for path in AT_THE_OFFICE}
PROVINCE = {shape(path) for path in AT_THE_PROVINCE} | {"/sign-in"}


@pytest.mark.parametrize(("handlers", "seen"), [(ROUTES, COMMUNE), (PROVINCE_ROUTES, PROVINCE)])
async def test_every_page_is_among_the_screens_or_named_with_the_reason(
    handlers: list[Any], seen: set[str]
) -> None:
    assert pages(handlers) - seen - set(NO_SCREENS) == set()


async def test_no_reason_outlives_its_page() -> None:
    assert set(NO_SCREENS) <= pages(ROUTES) - COMMUNE
