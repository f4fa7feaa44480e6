"""Bytes on the wire for the pages of a phone's first day: `python -m tests.bench.pages`."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from tests.bench.secure import SecureOffice
from tests.browser.conftest import CHROMIUM, SWITCHES
from tests.browser.weighing import Weight, weight_of_styles, weights_of
from tests.support.office import Office
from webapp.demo.commune import seed_once


async def measure(office: Office, *, trusted: str = "") -> tuple[dict[str, Weight], int]:
    trust = [f"--ignore-certificate-errors-spki-list={trusted}"] if trusted else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES + trust)
        try:
            return await weights_of(browser, office), await weight_of_styles(office)
        finally:
            await browser.close()


@contextmanager
def running(office: Office) -> Iterator[Office]:
    office.prepare(seed_once)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def main() -> None:
    with tempfile.TemporaryDirectory() as one, running(Office(Path(one), GANDAN_DEMO="1")) as office:
        plain, styles = asyncio.run(measure(office))
    with tempfile.TemporaryDirectory() as one, running(SecureOffice(Path(one), GANDAN_DEMO="1")) as office:
        secure, _ = asyncio.run(measure(office, trusted=office.pin))  # type: ignore[attr-defined]
    print(f"{'bytes both ways':38} {'requests':>8} {'bodies':>8} {'HTTP/1.1':>9} {'HTTP/2, TLS':>12}")
    for step, weight in plain.items():
        line = f"{step:38} {weight.requests:8} {weight.bodies:8} {weight.together:9}"
        print(line, f"{secure[step].together:12}" if step in secure else "  in the whole")
    print(
        f"Of the first page, styles: {styles}. TLS: the first page and the kit open one or two connections."
    )


if __name__ == "__main__":
    main()
