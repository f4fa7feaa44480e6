"""A disk that returns other bytes than were written to it is found out before the office opens."""

import asyncio
import os
import random
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.office import Office, free_port
from tests.support.warm import run_command
from tests.support.world import build_world
from webapp.core.database.db import open_database
from webapp.core.database.migrating import DamagedDatabase, check_whole, migrate_database
from webapp.register.models import Household

PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    Office(folder).prepare(build_world)
    with closing(sqlite3.connect(folder / "gandan.db")) as connection:
        connection.execute("VACUUM")  # what lies in no table is not missed when it is spoilt
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "gandan.db"


def pages_in_use(path: Path) -> Iterator[int]:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    assert free == 0 and count > 50
    return iter(range(count))


def spoil(path: Path, page: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(content)


def test_any_page_of_the_file_that_is_spoilt_is_found(whole: Path, tmp_path: Path) -> None:
    """T-22: every page in turn, with noise and with zeros; the file itself is left as it is."""
    check_whole(whole)
    sound, path, draw = whole.read_bytes(), tmp_path / "spoilt.db", random.Random(22)
    for page in pages_in_use(whole):
        for noise in (draw.randbytes(PAGE), bytes(PAGE)):
            path.write_bytes(sound)
            spoil(path, page, noise)
            before = path.read_bytes()
            with pytest.raises(DamagedDatabase, match="gandan restore"):
                check_whole(path)
            assert path.read_bytes() == before, page


def test_a_damaged_office_does_not_open_and_says_what_to_do_in_both_languages(
    whole: Path, tmp_path: Path
) -> None:
    """T-22: `gandan serve`, `backup` and `migrate` all stop; after the restore it opens again."""
    path = tmp_path / "gandan.db"
    path.write_bytes(whole.read_bytes())
    paper = tmp_path / "paper"
    paper.write_text(told(tmp_path, "recovery-key").stdout.split("\n\n")[1])
    assert told(tmp_path, "backup").returncode == 0
    (backup,) = (tmp_path / "backups").glob("gandan-*.backup")
    spoil(path, 20, random.Random(1).randbytes(PAGE))
    before = path.read_bytes()

    for command in ("serve", "backup", "migrate"):
        answer = told(tmp_path, command)
        assert answer.returncode == 1
        for sentence in ("bị hỏng", "Hãy khôi phục", "is damaged", f"gandan restore {backup}"):
            assert sentence in answer.stderr
        assert "Traceback" not in answer.stderr
    assert path.read_bytes() == before and len(list((tmp_path / "backups").iterdir())) == 1

    assert told(tmp_path, "restore", str(backup), "--key-file", str(paper)).returncode == 0
    assert asyncio.run(households(path)) == 4
    (aside,) = (tmp_path / "backups").glob("before-*")
    assert aside.name.endswith(".sealed") and before[:4096] not in aside.read_bytes()
    out = told(tmp_path, "restore", str(aside), "--key-file", str(paper), "--unpack", str(tmp_path / "out"))
    assert Path(out.stdout.split()[0]).read_bytes() == before


async def households(path: Path) -> int:
    await migrate_database(f"sqlite://{path}")
    async with open_database(f"sqlite://{path}"):
        return await Household.all().count()


def told(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "GANDAN_DATA": str(folder),
        "GANDAN_DATABASE_URL": f"sqlite://{folder / 'gandan.db'}",
        "GANDAN_PORT": str(free_port()),
        "GANDAN_DEMO": "",
    }
    return run_command(environment, *command)
