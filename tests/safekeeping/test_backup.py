"""The office burns down, or a disk does: a backup and the phones bring everything back, once."""

import asyncio
import json
import sqlite3
from base64 import b64decode
from contextlib import closing
from contextvars import Context
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.safekeeping.backup import offer_again, office, other, same, work
from tests.support.office import free_port
from tests.support.phone import Phone, enrolled
from tests.support.world import World, build_world
from webapp import settings as settings_module
from webapp.audit.chain import RESTORED
from webapp.audit.check import check_readings
from webapp.audit.models import Reading
from webapp.cli import main
from webapp.core import keys
from webapp.core.database.db import open_database
from webapp.core.database.models import Node
from webapp.safekeeping import backup, dump, recovery_key
from webapp.safekeeping.restore import NotRestored, restore_backup, verify_backup
from webapp.submissions.intake import rebuild
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


async def everything() -> dict[str, list[Any]]:
    return {
        model._meta.db_table: [row async for row in dump.rows(model)]
        for model in dump.tables()
        if model is not Node
    }


@pytest.mark.parametrize("target", [same, other])
async def test_what_a_backup_lacks_comes_back_from_the_phones_once(
    database_url: str, tmp_path: Path, target: Any, restore_elsewhere: Any
) -> None:
    """T-21, T-23: restored on the same kind of database and on the other kind."""
    async with office() as browser:
        world = await build_world()
        phone = await enrolled(world.dan)
        await work(phone, world, ["một", "hai"])
        await phone.exchange(browser)
        file = await backup.write_backup(tmp_path / "kept.backup")
        saved = await everything()
        await work(phone, world, ["ba", "bốn"])
        await phone.exchange(browser)
        assert await Visit.all().count() == 4
    before = {seq: receipt.number for seq, receipt in phone.receipts.items()}
    office_key = keys.office_point()

    url = await restore_elsewhere(file, target(database_url))

    async with open_database(url):
        assert (await check_readings()).wrong == []
        # Only this says that a backup was put back, beside the incarnation of the node.
        assert await Reading.filter(page=RESTORED).delete() == 1
        assert await everything() == saved
    assert keys.office_point() == office_key
    async with office() as browser:
        await offer_again(phone, browser)
        await phone.exchange(browser, phone.outbox)

        assert {seq: receipt.status for seq, receipt in phone.receipts.items()} == dict.fromkeys(
            range(1, 5), 1
        )
        assert {visit.note for visit in await Visit.all()} == {"một", "hai", "ba", "bốn"}
        assert await Visit.all().count() == await StoredSubmission.all().count() == 4
        after = {seq: receipt.number for seq, receipt in phone.receipts.items()}
        assert (after[1], after[2]) == (before[1], before[2])
        assert not {after[3], after[4]} & set(before.values())
        assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_backup_is_one_moment_while_phones_go_on_writing(
    huoi_co: World,
    letters: str,
    browser_of: Any,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T-23: what is written while tables are read is in none of them."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    await work(phone, huoi_co, ["trước"])
    await phone.exchange(browser)
    plain, done = dump.rows, []

    async def meanwhile(model: Any) -> Any:
        if not done and model is not dump.tables()[0]:
            done.append(True)
            await written_beside(database_url, phone, huoi_co, browser)
        async for row in plain(model):
            yield row

    monkeypatch.setattr(dump, "rows", meanwhile)
    file = await backup.write_backup(tmp_path / "kept.backup")

    lines = opened(file, letters)
    assert len(of_table(lines, "visit")) == len(of_table(lines, "submission")) == 1
    assert await Visit.all().count() == 2


async def written_beside(url: str, phone: Phone, world: World, browser: httpx.AsyncClient) -> None:
    """As the server does beside the command: over a connection of its own."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite://"), timeout=2) as connection:
            connection.execute("CREATE TEMP TABLE another AS SELECT * FROM visit")
            connection.execute("UPDATE another SET id = 'AAAAAAAAAAA'")
            connection.execute("INSERT INTO visit SELECT * FROM another")
        connection.close()
        return
    await work(phone, world, ["giữa"])
    await asyncio.get_running_loop().create_task(phone.exchange(browser), context=Context())


def opened(file: Path, letters: str) -> list[Any]:
    with file.open("rb") as stream:
        return [
            json.loads(line)
            for line in recovery_key.decrypted_lines(stream, recovery_key.from_letters(letters))
        ]


def of_table(lines: list[Any], name: str) -> list[Any]:
    at = next(
        place for place, line in enumerate(lines) if isinstance(line, dict) and line.get("table") == name
    )
    rows = []
    for line in lines[at + 1 :]:
        if isinstance(line, dict):
            break
        rows.append(line)
    return rows


async def test_every_table_and_key_is_in_it_but_no_word_can_be_read(
    huoi_co: World, letters: str, browser_of: Any, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"\xff" * 100_000)
    phone = await enrolled(huoi_co.dan)
    await work(phone, huoi_co, ["Ống nước vỡ"])
    await phone.exchange(await browser_of(None))

    file = await backup.write_backup()

    raw = file.read_bytes()
    assert b"PRIVATE KEY" not in raw and b"Moong" not in raw
    lines = opened(file, letters)
    named = {line["table"] for line in lines if isinstance(line, dict) and "table" in line}
    assert named == {model._meta.db_table for model in dump.tables()}
    assert "stored_session" not in named
    files: dict[str, bytes] = {}
    for line in lines:
        if isinstance(line, dict) and "file" in line:
            files[line["file"]] = files.get(line["file"], b"") + b64decode(line["data"])
    assert b"PRIVATE KEY" in files["secrets/office.pem"]
    assert files["data/photos/a.jpg"] == b"\xff" * 100_000
    assert file.parent == tmp_path / "backups" and not [name for name in files if "backups" in name]


async def test_a_damaged_or_cut_backup_changes_nothing(letters: str, tmp_path: Path) -> None:
    async with office():
        await build_world()
        file = await backup.write_backup(tmp_path / "kept.backup")
    whole = file.read_bytes()
    key = recovery_key.from_letters(letters)
    assert verify_backup(file, key).rows > 20

    broken = [whole[:end] for end in (0, 3, 60, 69, 71, 400, len(whole) - 1)]
    broken += [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (1, 20, 70, 200, len(whole) - 1)
    ]
    for wrong in broken:
        file.write_bytes(wrong)
        with pytest.raises(recovery_key.NotOpened):
            await restore_backup(file, key)
    file.write_bytes(whole)
    with pytest.raises(recovery_key.NotOpened, match="key"):
        verify_backup(file, recovery_key.from_letters(recovery_key.make_recovery_key()))


async def test_postgresql_in_use_is_not_written_over(letters: str, tmp_path: Path, database_url: str) -> None:
    async with office():
        await build_world()
        file = await backup.write_backup(tmp_path / "kept.backup")
    if database_url.startswith("postgres"):
        with pytest.raises(NotRestored, match="in use"):
            await restore_backup(file, recovery_key.from_letters(letters))


def test_a_restore_leaves_the_old_file_beside_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands, as an office types them."""
    monkeypatch.setenv("GANDAN_DATA", str(tmp_path))
    monkeypatch.setenv("GANDAN_PORT", str(free_port()))
    monkeypatch.delenv("GANDAN_DATABASE_URL", raising=False)
    settings_module.settings.cache_clear()
    keys.forget()
    assert main(["backup"]) == 1
    assert "gandan recovery-key" in capsys.readouterr().err
    assert main(["commune", "Hữu Khuông"]) == 0
    letters = capsys.readouterr().out.split("\n\n")[1].strip()
    (tmp_path / "paper").write_text(letters.lower().replace(" ", "-"))
    for _ in range(3):
        assert main(["backup", "--keep", "1"]) == 0
    (file,) = (tmp_path / "backups").glob("gandan-*.backup")

    assert main(["restore", str(file), "--key-file", str(tmp_path / "paper"), "--check"]) == 0
    assert not list((tmp_path / "backups").glob("before-restore*"))
    assert main(["restore", str(file), "--key-file", str(tmp_path / "paper")]) == 0

    (aside,) = (tmp_path / "backups").glob("before-*")
    assert not [path for path in tmp_path.rglob("*.before-*")]
    old = ["restore", str(aside), "--key-file", str(tmp_path / "paper")]
    assert main(old) == 1 and "--unpack" in capsys.readouterr().err
    assert main([*old, "--unpack", str(tmp_path / "out")]) == 0
    with closing(sqlite3.connect(tmp_path / "out" / Path(capsys.readouterr().out.split()[0]).name)) as before:
        assert before.execute("SELECT name FROM org_unit").fetchall() == [("Hữu Khuông",)]
    aside.rename(aside.with_name("before-restore-20200101T000000.sealed"))
    assert main(["backup", "--keep", "2"]) == 0
    assert not list((tmp_path / "backups").glob("before-*"))
    assert not list(tmp_path.glob("*restoring*"))
    (tmp_path / "paper").write_text("A" + letters[1:] if letters[0] != "A" else "B" + letters[1:])
    assert main(["restore", str(file), "--key-file", str(tmp_path / "paper")]) == 1
    assert "wrong letter" in capsys.readouterr().err
