"""An office that starts at once: its server is forked from a process that has everything loaded already.

To load the code, minify the scripts and compile the pages takes longer than most tests of a browser. What is forked
then runs `gandan serve` with an environment, a folder and a database of its own, as any other office does.
"""

import asyncio
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
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Litestar

from tests.support.office import Office
from tests.support.quick import models_built_once, passwords_hashed_quickly, pins_stretched_quickly
from tests.support.world import World, build_world
from webapp.core.database.db import open_database

ROOT = Path(__file__).parents[2]
HANGS = 300
"""Seconds: a command that takes so long never ends; a busy machine needs more than one minute for a migration."""
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
        content, made = _small_world()
        Path(self.url.removeprefix("sqlite://")).write_bytes(content)
        return copy.deepcopy(made)

    def start(self, *arguments: str) -> None:
        self.process = Forked(fork_server(self.environment, arguments, self.folder / "server.log"))  # type: ignore[assignment]
        self.wait()


@cache
def _small_world() -> tuple[bytes, World]:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        made = office.prepare(build_world)
        return Path(office.url.removeprefix("sqlite://")).read_bytes(), made


def fork_server(environment: dict[str, str], arguments: tuple[str, ...], log: Path) -> int:
    """→ its process id"""
    return _fork(environment, ["serve", *arguments], stdout=log, stderr=log)


def run_command(
    environment: dict[str, str], *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """`gandan` with these arguments, as `subprocess.run` with its output as text."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / name for name in ("stdin", "stdout", "stderr", "code")}
        files["stdin"].write_text(typed)
        Forked(_fork(environment, arguments, **files)).wait(HANGS)
        code, out, err = (files[name].read_text() for name in ("code", "stdout", "stderr"))
        return subprocess.CompletedProcess(arguments, int(code), out, err)


def _fork(environment: dict[str, str], arguments: Sequence[str], **files: Path) -> int:
    waiting = _waiting(environment.get("LD_PRELOAD", ""))
    assert waiting.stdin and waiting.stdout
    asked = {"environment": environment, "arguments": arguments}
    asked |= {name: str(path) for name, path in files.items()}
    waiting.stdin.write(json.dumps(asked) + "\n")
    waiting.stdin.flush()
    return int(waiting.stdout.readline())


@cache
def _waiting(preloaded: str) -> subprocess.Popen[str]:
    """One a test process and library to preload; it ends when nobody can ask it any more."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm"],
        cwd=ROOT,
        env={**os.environ, "LD_PRELOAD": preloaded},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def load() -> None:
    """What a server does once, before and while it answers its first requests."""
    import anyio._backends._asyncio  # noqa: F401
    import granian.server.mp  # noqa: F401

    from webapp.core.i18n import LANGUAGES
    from webapp.web import assets
    from webapp.web.pages import templates

    models_built_once()
    passwords_hashed_quickly()
    pins_stretched_quickly()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_open(f"sqlite://{folder}/any.db"))
        os.environ["GANDAN_DATA"] = folder
        routes_registered_once()
    assets.inline_css_hash()
    for name in assets.named().values():
        for coding in ("br", "gzip"):
            assets.squeezed(name, coding)
    for name in templates(LANGUAGES[0]).list_templates():
        templates(LANGUAGES[0]).get_template(name)
    gc.collect()
    gc.freeze()


def routes_registered_once() -> None:
    """An office differs in its keys, its settings and its database: its routes are the same."""
    import webapp.app
    from webapp.core import keys, logs
    from webapp.core.private_files import keep_private
    from webapp.settings import settings

    create, made = webapp.app.create_app, webapp.app.create_app()

    def create_app() -> Litestar:
        if settings().secure or settings().node == "province":
            return create()
        logs.set_up()
        keep_private()
        keys.make_all_keys()
        return made

    webapp.app.create_app = create_app


async def _open(url: str) -> None:
    async with open_database(url):
        pass


def run(asked: dict[str, Any]) -> None:
    """As the console script `gandan` does, in a process of its own."""
    from webapp import cli
    from webapp.core import keys
    from webapp.settings import settings

    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(os.open(asked.get("stdin", os.devnull), os.O_RDONLY), 0)
    for stream, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    settings.cache_clear()
    keys.forget()
    random.seed()
    sys.stdin = os.fdopen(0)  # the one before may hold what its parent is asked next
    Path(asked.get("code", os.devnull)).write_text(str(_code_of(cli.main, asked["arguments"])))


def _code_of(command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """What a shell would see, with the last words on the standard error."""
    try:
        return command(arguments)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1


def main() -> None:
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for these children
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when they end
    for line in sys.stdin:
        if pid := os.fork():
            print(pid, flush=True)
        else:
            run(json.loads(line))
            sys.exit()


if __name__ == "__main__":
    main()
