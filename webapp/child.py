"""Runs a script of ours in a process of its own, with limits, so that a hostile file can end that process and nothing else."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SECONDS = 30
LINE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
"""Where pictures wait: one at a time, and without taking the threads that everything else uses."""


class Ended(Exception):
    """By one of its limits, or by the time it took."""


def run(script: Path, content: bytes) -> tuple[int, bytes]:
    """What the script made of the content: its return code and what it wrote. Blocking: call it in a thread."""
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
