"""Run a script in a child process: a hostile file crashes only that."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 30
LINE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
"""One file at a time; leaves other threads free."""


class Ended(Exception):
    """Killed by a resource limit or the timeout."""


def run(script: Path, content: bytes) -> tuple[int, bytes]:
    """Return code and output. Blocking."""
    try:
        done = subprocess.run(  # noqa: S603 - our own script, with nothing of the file on its command line
            [sys.executable, "-I", str(script)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Ended from late
    if done.returncode < 0:
        raise Ended
    return done.returncode, done.stdout
