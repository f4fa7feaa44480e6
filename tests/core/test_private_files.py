"""Files of the office are readable by the service alone, and none of them signs anybody in or tells a family's words."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.support.office import Office, migrated
from tests.support.world import World, build_world
from webapp.accounts.models import StoredSession
from webapp.accounts.sessions import tidy_sessions
from webapp.safekeeping.recovery_key import make_recovery_key


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)} {stat.filemode(path.stat().st_mode)}"
        for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o077
    ]


@pytest.fixture
def careless(tmp_path: Path) -> Any:
    """A computer whose defaults let everybody read, and an office whose files were made so."""
    before = os.umask(0o022)
    data = tmp_path / "data"
    for folder in ("backups", "blobs/inner", "secrets"):
        (data / folder).mkdir(parents=True)
    (data / "gandan.db").write_bytes(migrated())
    (data / "backups" / "journal.jsonl").write_text("")
    (data / "gandan.db.before-migration-20260101T000000").write_text("MOONG THỊ AN")
    (data / "gandan.db.before-restore-20260101T000000").write_text("MOONG THỊ AN")
    (data / "blobs" / "inner" / "x.kept").write_text("x")
    assert open_to_others(data)
    yield data
    os.umask(before)


def test_a_started_office_has_no_file_that_others_may_read(careless: Path) -> None:
    office = Office(careless)
    office.prepare(build_world)
    office.ask(lambda: _key_for_backups(careless))
    log = careless / "server.log"  # the test's own
    office.start()
    try:
        log.chmod(0o600)
        assert open_to_others(careless) == []
        assert not [
            path
            for path in careless.rglob("*")
            if path.is_file() and "MOONG THỊ AN".encode() in path.read_bytes()
        ]
        assert [path.name for path in (careless / "backups").glob("before-*")] == [
            "before-restore-20260101T000000.sealed"
        ]
    finally:
        office.stop()
    log.chmod(0o600)
    assert open_to_others(careless) == []


async def _key_for_backups(data: Path) -> None:
    from webapp import settings as settings_module

    os.environ["GANDAN_DATA"] = str(data)
    settings_module.settings.cache_clear()
    try:
        make_recovery_key()
    finally:
        del os.environ["GANDAN_DATA"]
        settings_module.settings.cache_clear()


async def test_the_database_does_not_hold_what_a_cookie_holds(
    huoi_co: World, browser_of: Any, tmp_path: Path
) -> None:
    clerk = await browser_of(None)
    from webapp.accounts.passwords.passwords import hashed_password

    huoi_co.clerk.password_hash = await hashed_password("thuyen-ve-ban-ve")
    await huoi_co.clerk.save()
    await clerk.send_form("/sign-in", {"username": "vanphong", "password": "thuyen-ve-ban-ve"})
    assert (await clerk.get("/arrivals")).status_code == 200

    key = clerk.cookies["s"]
    kept = await StoredSession.all().values_list("key", flat=True)
    assert len(kept) == 1 and all(str(one).startswith("h:") for one in kept)
    assert key not in kept
    for stolen in kept:  # whoever has read the file
        thief = await browser_of(None)
        thief.cookies.set("s", str(stolen))
        assert (await thief.get("/arrivals")).status_code == 303
    for file in tmp_path.glob("gandan.db*"):
        assert key.encode() not in file.read_bytes()


async def test_sessions_that_ran_out_are_deleted(huoi_co: World, browser_of: Any) -> None:
    from datetime import UTC, datetime, timedelta

    gone = datetime.now(UTC) - timedelta(seconds=1)
    for number in range(3):
        await StoredSession.create(key=f"h:{number}", value=b"{}", expires_at=gone)
    await StoredSession.create(key="h:stays", value=b"{}", expires_at=gone + timedelta(hours=1))

    await (await browser_of(None)).get("/demo/none")
    await tidy_sessions()

    assert await StoredSession.all().values_list("key", flat=True) == ["h:stays"]
