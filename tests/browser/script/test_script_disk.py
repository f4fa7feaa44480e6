"""A phone whose disk is really full: a small disk of its own, filled to the last byte."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from tests.browser.conftest import Pocket
from tests.browser.script.between import Between
from tests.browser.script.kept import PIN, Kept, enrolled, fill_slip, slip_for
from tests.browser.script.twice import COPIES, begin, killed, notes
from tests.support.office import Office
from tests.support.world import World

SIZE = "120m"
SAVED = "Đã lưu trên máy này"
NOT_SAVED = "Chưa lưu được: máy đầy"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "ballast").open("ab", buffering=0) as ballast:
        while True:
            ballast.write(bytes(4096))


async def write(kept: Kept, world: World, note: str) -> str:
    """→ what the phone says of it, perhaps on a page instead of the form."""
    page = await kept.open(f"/households/{world.an.id}/visits/new")
    if await page.inner_text("h1") == "Máy đầy":
        return "Máy đầy: "
    page = await begin(kept, world, note)
    await page.click("form[data-kind] button.big")
    said = page.locator("[data-saved] [data-say], [data-notice] p").first
    await said.wait_for()
    return await said.inner_text()


async def test_what_a_full_phone_called_saved_arrives_whatever_the_browser_throws_away(
    playwright: Playwright, disk: Path, office: Office, road: Between, world: World
) -> None:
    pocket = Pocket(playwright, disk / "phone")
    kept = await enrolled(await pocket.switch_on(), office, road, world.dan)
    road.always = "dead"
    said = {"Còn chỗ": await write(kept, world, "Còn chỗ")}
    fill(disk)
    for note in ("Hết chỗ", "Vẫn hết chỗ", "Lần nữa"):
        said[note] = await write(kept, world, note)
    fill(disk)
    for path in ("/", f"/households/{world.an.id}"):
        await kept.page.goto(road.base + path)
        await expect(kept.page.locator("h1")).to_be_visible()

    (disk / "ballast").unlink()
    again = await killed(kept, pocket)
    page = again.page
    await page.goto(road.base + "/unlock")
    await again.settled()
    road.always = ""
    if await page.evaluate("gd.people().then((all) => all.length)"):
        await page.fill("#pin", PIN)
        await page.click("form[data-unlock] button")
        await page.wait_for_url(road.base + "/")
        await again.send()
    else:
        await fill_slip(page, road.base, slip_for(office, world.dan))
        await page.wait_for_url("**/outbox")
    await again.settled()
    await again.until(COPIES + ".then((all) => !all.length)")

    saved = [note for note, words in said.items() if words.startswith(SAVED)]
    assert saved[0] == "Còn chỗ" and set(saved) <= set(notes(office))
    assert not {words for words in said.values() if not words.startswith((SAVED, NOT_SAVED, "Máy đầy:"))}
    await pocket.lose_power()
