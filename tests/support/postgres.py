"""A private PostgreSQL cluster for one test run, on a socket of its own, gone with its folder."""

import os
import shutil
import subprocess
from pathlib import Path

VERSIONS = Path("/usr/lib/postgresql")


def programs() -> Path | None:
    """Where initdb and postgres are, or None when PostgreSQL is not installed."""
    found = sorted(VERSIONS.glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """Listens on loopback only, on `port`; runs as `postgres` when the tests run as root."""

    def __init__(self, folder: Path, port: int, *, durable: bool = False) -> None:
        self.folder, self.port, self.durable = folder, port, durable
        self.bin = programs()
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def start(self) -> None:
        if self.bin is None:
            raise RuntimeError(
                "PostgreSQL is missing. Run `make setup` as root, or install the package postgresql."
            )
        self.folder.mkdir(parents=True)
        if self.as_user:
            shutil.chown(self.folder, "postgres", "postgres")
            for parent in self.folder.parents:
                if parent in (Path("/tmp"), Path("/dev/shm")):
                    break
                parent.chmod(parent.stat().st_mode | 0o011)
        place = self.folder / "data"
        self._run(
            "initdb", "-D", str(place), "-U", "gandan", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        # Tests care for speed; durability is tested on SQLite by killing it.
        hasty = "" if self.durable else "-c fsync=off -c full_page_writes=off "
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {hasty}"
            "-c max_connections=120 -c shared_buffers=64MB -c autovacuum=off"
        )
        self._run("pg_ctl", "-D", str(place), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        return f"postgres://gandan@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        assert self.bin is not None
        subprocess.run(
            [*self.as_user, str(self.bin / program), *arguments], check=True, capture_output=True, cwd="/"
        )
