"""A province beside the office of a test: its own process, folder, keys and database; only bytes go between."""

import re
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

from tests.support.warm import WarmOffice, run_command

PASSWORD = "thuyen-ve-ban-ve"


@cache
def _begun() -> tuple[str, dict[Path, tuple[int, bytes]]]:
    """→ the code, and the files of a province that has just begun: to make them takes longer than most tests"""
    with tempfile.TemporaryDirectory() as folder:
        node = Province(Path(folder))
        return node.run_commands(), {
            path.relative_to(folder): (path.stat().st_mode, path.read_bytes())
            for path in Path(folder).rglob("*")
            if path.is_file()
        }


class Province(WarmOffice):
    code = ""

    def __init__(self, folder: Path, url: str = "") -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(
            folder, url, GANDAN_NODE="province", GANDAN_JOURNAL="", GANDAN_SECRETS=str(folder / "keys")
        )
        del self.environment["GANDAN_JOURNAL"]

    def begin(self) -> str:
        """The province, one official, and the code of the first commune."""
        if not self.url.startswith("sqlite://"):
            return self.run_commands()
        code, files = _begun()
        for path, (mode, content) in files.items():
            (self.folder / path).parent.mkdir(exist_ok=True, mode=0o700)
            (self.folder / path).write_bytes(content)
            (self.folder / path).chmod(mode)
        return code

    def run_commands(self) -> str:
        """→ the code"""
        self.gandan("province", "begin", "Nghệ An")
        official = ("canbo", "--name", "Hoàng Văn Tỉnh", "--role", "province_office")
        self.gandan("account", *official, typed=PASSWORD)
        return self.invite("Hữu Khuông")

    def gandan(self, *arguments: str, typed: str = "") -> str:
        """A command, as somebody there would type it."""
        done = run_command(self.environment, *arguments, typed=typed)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def invite(self, name: str, *more: str) -> str:
        """The code that the commune types."""
        said = self.gandan("province", "enrol", name, *more)
        found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", said)
        assert found, said
        return found[0]

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        if self.url.startswith("sqlite://"):
            with sqlite3.connect(self.url.removeprefix("sqlite://")) as connection:
                connection.row_factory = sqlite3.Row
                found = [dict(row) for row in connection.execute(sql)]
            connection.close()
            return found
        connection = await asyncpg.connect(self.url)
        try:
            return [dict(row) for row in await connection.fetch(sql)]
        finally:
            await connection.close()

    async def do(self, sql: str) -> None:
        """What only a disaster does to a database."""
        if self.url.startswith("sqlite://"):
            with sqlite3.connect(self.url.removeprefix("sqlite://")) as connection:
                connection.execute(sql)
            connection.close()
            return
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def everything(self) -> bytes:
        """All that its database holds, as bytes to look for something in."""
        if self.url.startswith("sqlite://"):
            path = Path(self.url.removeprefix("sqlite://"))
            return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
        tables = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        found = b""
        for table in await self.rows(tables):
            for row in await self.rows(f'SELECT * FROM "{table["name"]}"'):
                found += b"\n".join(
                    value if isinstance(value, bytes) else str(value).encode() for value in row.values()
                )
        return found
