"""Bytes on the wire for the pages of a phone's first day: `python -m tests.bench.pages`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.weighing import weight_of_styles, weights_of
from tests.office import Office


async def measure(office: Office) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        weights = await weights_of(browser, office)
        await browser.close()
    print(f"{'':38} {'requests':>8} {'bodies':>8} {'heads':>8} {'together':>9}")
    for step, weight in weights.items():
        print(f"{step:38} {weight.requests:8} {weight.bodies:8} {weight.heads:8} {weight.together:9}")
    print(f"of the first page, styles: {await weight_of_styles(office)}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), GANDAN_DEMO="1")
        office.start()
        try:
            asyncio.run(measure(office))
        finally:
            office.stop()


if __name__ == "__main__":
    main()
