"""Pictures are drawn in a process with limits, one at a time: many hostile ones cost the office neither memory nor time."""

import asyncio
import io
import resource
import threading
import time
from typing import Any

import pytest
from PIL import Image

from webapp.attachments import images, lifecycle
from webapp.core import limited_process


def flat(width: int, height: int, form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height)).save(made, form)
    return made.getvalue()


async def test_pictures_are_drawn_one_after_another_and_not_in_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once, most = 0, 0
    plain = limited_process.run

    def run(*given: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            return plain(*given)
        finally:
            at_once -= 1

    monkeypatch.setattr(limited_process, "run", run)
    picture = flat(2000, 2000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = await asyncio.gather(*(lifecycle._in_line(lifecycle.checked, picture) for _ in range(6)))

    assert most == 1
    assert {type_ for _, type_ in made} == {"image/jpeg"}
    assert Image.open(io.BytesIO(made[0][0])).size == (1280, 1280)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 12_000  # kB; one picture is as much


async def test_other_work_beside_the_loop_does_not_wait_for_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()
    monkeypatch.setattr(limited_process, "run", lambda *_: (held.wait(20), (3, b""))[1])
    waiting = [asyncio.create_task(lifecycle._in_line(images.drawn_again, b"x")) for _ in range(40)]  # type: ignore[arg-type]
    await asyncio.sleep(0)

    began = time.monotonic()
    assert await asyncio.wait_for(asyncio.to_thread(lambda: 1), 5) == 1
    assert time.monotonic() - began < 5
    held.set()
    assert {type(error) for error in await asyncio.gather(*waiting, return_exceptions=True)} == {
        images.UnfitFile
    }


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_beyond_four_million_points_it_is_refused_by_its_head(form: str) -> None:
    images.drawn_again(flat(2000, 2000, form))
    with pytest.raises(images.UnfitFile, match="pixels"):
        images.drawn_again(flat(2001, 2000, form))


def test_a_child_that_meets_its_limits_refuses_the_picture_and_harms_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    script = tmp_path / "greedy.py"
    script.write_text("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass\n")
    monkeypatch.setattr(images, "DRAWING", script)
    with pytest.raises(images.UnfitFile, match="pixels"):
        images.drawn_again(b"x")
