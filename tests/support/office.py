"""A real office for the browser to talk to: the server as `gandan serve` starts it, in its own process."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.world import keep_world
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in a thread of its own: a fixture for the whole run has no event loop to wait in."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@cache
def migrated() -> bytes:
    """An empty database of this release, and the small world for it: to make them takes longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        apart(migrate_database(f"sqlite://{path}"))
        empty = path.read_bytes()
        apart(keep_world(path))
        return empty


class Office:
    """`ask` runs a question against its database from this process, while the server runs or not."""

    def __init__(self, folder: Path, url: str = "", **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self.url = url or f"sqlite://{folder / 'gandan.db'}"
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "GANDAN_DATABASE_URL": self.url,
            "GANDAN_DATA": str(folder),
            "GANDAN_PORT": str(self.port),
            "GANDAN_BASE_URL": self.base,
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self, seed: Callable[[], Awaitable[Any]]) -> Any:
        """Migrate an empty database and fill it."""

        path = Path(self.url.removeprefix("sqlite://"))
        if self.url.startswith("sqlite://") and not path.exists():
            path.write_bytes(migrated())

        async def work() -> Any:
            await migrate_database(self.url)
            async with open_database(self.url):
                return await seed()

        return apart(work())

    def ask(self, question: Callable[[], Awaitable[Any]]) -> Any:
        async def work() -> Any:
            async with open_database(self.url):
                return await question()

        return apart(work())

    def start(self, *arguments: str) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli", "serve", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()

    def wait(self, seconds: float = 400) -> None:
        """On a busy machine the first start, which may invent a commune, takes its time; one that died is told at once."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and (self.process is None or self.process.poll() is None):
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
        raise TimeoutError((self.folder / "server.log").read_text()[-3000:])

    def stop(self, how: int = signal.SIGTERM) -> None:
        """SIGKILL takes the master and its worker at one blow, as a power cut would."""
        if self.process is None:
            return
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.send_signal(how)
        self.process.wait(timeout=20)
        self.process = None
