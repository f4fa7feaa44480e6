"""An office that starts at once: its server is forked from a process that has everything loaded already.

To load the code, minify the scripts and compile the pages takes longer than most tests of a browser. What is forked
then runs `gandan serve` with an environment, a folder and a database of its own, as any other office does.
"""

import copy
import ctypes
import gc
import json
import os
import random
import select
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.office import Office
from tests.support.world import World, build_world

ROOT = Path(__file__).parents[2]
PR_SET_PDEATHSIG = 1
"""From linux/prctl.h: no server outlives the tests, however they end."""


class Forked:
    """As much of a `Popen` as an office needs, for a process that is not our own child."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self.handle = os.pidfd_open(pid)
        except ProcessLookupError:
            self.handle = -1

    def ended(self, seconds: float | None) -> bool:
        if self.handle >= 0:
            poll = select.poll()
            poll.register(self.handle, select.POLLIN)
            if not poll.poll(None if seconds is None else seconds * 1000):
                return False
            os.close(self.handle)
            self.handle = -1
        return True

    def poll(self) -> int | None:
        return 0 if self.ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        if not self.ended(timeout):
            raise subprocess.TimeoutExpired(["gandan", "serve"], timeout or 0)
        return 0

    def send_signal(self, how: int) -> None:
        if self.handle >= 0:
            signal.pidfd_send_signal(self.handle, how)


class WarmOffice(Office):
    def prepare_small_world(self) -> World:
        """As `prepare(build_world)`, on SQLite: written once a process, and copied."""
        path = Path(self.url.removeprefix("sqlite://"))
        if not _small_world:
            made = self.prepare(build_world)
            _small_world.append((path.read_bytes(), made))
        [(content, made)] = _small_world
        path.write_bytes(content)
        return copy.deepcopy(made)

    def start(self, *arguments: str) -> None:
        self.process = Forked(fork_server(self.environment, arguments, self.folder / "server.log"))  # type: ignore[assignment]
        self.wait()


_small_world: list[tuple[bytes, World]] = []


def fork_server(environment: dict[str, str], arguments: tuple[str, ...], log: Path) -> int:
    """→ the number of the new process."""
    waiting = _waiting()
    assert waiting.stdin and waiting.stdout
    asked = {"environment": environment, "arguments": ["serve", *arguments], "log": str(log)}
    waiting.stdin.write(json.dumps(asked) + "\n")
    waiting.stdin.flush()
    return int(waiting.stdout.readline())


@cache
def _waiting() -> subprocess.Popen[str]:
    """One a test process; it ends when nobody can ask it any more."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def load() -> None:
    """What a server does once, before and while it answers its first requests."""
    import granian.server.mp  # noqa: F401

    import webapp.app  # noqa: F401
    from webapp.core.i18n import LANGUAGES
    from webapp.web import assets
    from webapp.web.pages import templates

    assets.inline_css_hash()
    for name in assets.named().values():
        for coding in ("br", "gzip"):
            assets.squeezed(name, coding)
    for language in LANGUAGES:
        for name in templates(language).list_templates():
            templates(language).get_template(name)
    gc.collect()
    gc.freeze()


def serve(asked: dict[str, Any]) -> None:
    from webapp import cli
    from webapp.core import keys
    from webapp.settings import settings

    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(asked["environment"])
    settings.cache_clear()
    keys.forget()
    random.seed()
    sys.exit(cli.main(asked["arguments"]))


def main() -> None:
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for these children
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when they end
    for line in sys.stdin:
        if pid := os.fork():
            print(pid, flush=True)
        else:
            serve(json.loads(line))


if __name__ == "__main__":
    main()
