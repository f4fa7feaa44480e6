"""Restore with a new incarnation: phones resend what was lost."""

import hashlib
import json
import os
import shutil
import socket
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from tortoise.transactions import in_transaction

from webapp.audit.chain import mark_restored
from webapp.core import chain_heads, journal, keys
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database, migrations
from webapp.core.database.models import Node
from webapp.office.erase_records import replay_erasures
from webapp.people.models import OrgUnit
from webapp.people.queries import this_commune
from webapp.safekeeping import dump
from webapp.safekeeping.ask_phones_again import renew_nodes
from webapp.safekeeping.copies import KIND as COPY
from webapp.safekeeping.copies import seal_copies
from webapp.safekeeping.recovery_key import NotOpened, decrypted_lines
from webapp.safekeeping.signing import Signer, who_signed
from webapp.settings import settings

BATCH = 500


class NotRestored(Exception):
    """Nothing was changed; the message says what to do."""


@dataclass
class Contents:
    made_at: datetime
    migration: str
    rows: int = 0
    files: int = 0
    signer: Signer | None = None


def verify_backup(file: Path, private: ec.EllipticCurvePrivateKey, *, not_ours: bool = False) -> Contents:
    """Verifies, without changes."""
    seen, lines = hashlib.sha256(), _lines(file, private)
    head, text = next(lines, (None, ""))
    if isinstance(head, dict) and head.get("gandan") == COPY:
        raise NotOpened("This is a database that a restore replaced. Look into it with --unpack FOLDER.")
    if not isinstance(head, dict) or head.get("gandan") != "backup 1":
        raise NotOpened("This backup was made by a newer Gần Dân. Install that version first.")
    found, names = Contents(datetime.fromisoformat(head["made_at"]), head["migration"]), set[str]()
    end: dict[str, Any] = {}
    seen.update(text.encode() + b"\n")
    for line, text in lines:
        if end:
            raise NotOpened("This backup goes on after its end; nothing was changed. Take another.")
        found.rows += isinstance(line, list)
        if isinstance(line, dict):
            names |= {line["file"]} if "file" in line else set()
            end = line if "end" in line else end
        if not end:
            seen.update(text.encode() + b"\n")
    if end.get("end") != found.rows:
        raise NotOpened("This backup is not complete; nothing was changed. Take the one before it.")
    if found.migration not in migrations():
        raise NotOpened("This backup was made by a newer Gần Dân. Install that version first.")
    found.files = len(names)
    found.signer = who_signed(head, end, seen.digest())
    found.signer.refuse_others(not_ours=not_ours)
    return found


async def restore_backup(
    file: Path, private: ec.EllipticCurvePrivateKey, *, not_ours: bool = False
) -> Contents:
    """Atomic on SQLite. PostgreSQL needs an empty database."""
    _refuse_while_serving()
    found = verify_backup(file, private, not_ours=not_ours)
    url = settings().database_url
    lite = url.startswith("sqlite://")
    place = f"{url}.restoring" if lite else url
    if lite:
        _remove(Path(place.removeprefix("sqlite://")))
    elif await _in_use(url):
        raise NotRestored("This database is in use. Make an empty one and name it in GANDAN_DATABASE_URL.")
    staged = settings().data / "restoring"
    shutil.rmtree(staged, ignore_errors=True)
    await migrate_database(place, target=f"gandan.{found.migration}")
    async with open_database(place), in_transaction():
        await _fill((line for line, _ in _lines(file, private)), staged)
    await migrate_database(place)
    async with open_database(place):
        await renew_nodes()
        journal.take_over(file.parent)
        journal.begin_again()
        chain_heads.note(
            backups=max(found.signer.number if found.signer else 0, chain_heads.noted().get("backups", 0))
        )
        for commune in await _communes():
            await replay_erasures(commune)
    _put_files(staged)
    async with open_database(place):
        await tell_readings()
    if lite:
        _swap(Path(place.removeprefix("sqlite://")), Path(url.removeprefix("sqlite://")))
    return found


async def _communes() -> list[str]:
    """Even with an empty log."""
    return sorted({node.commune for node in await Node.all()} | {await this_commune()} - {""})


async def tell_readings() -> None:
    """Marks the gap in the audit log."""
    for node in await Node.all():
        await mark_restored(node.commune)


def _lines(file: Path, private: ec.EllipticCurvePrivateKey) -> Iterator[tuple[Any, str]]:
    """Parsed line, and its signed text."""
    with file.open("rb") as stream:
        for line in decrypted_lines(stream, private):
            yield json.loads(line), line


async def _fill(lines: Iterator[Any], staged: Path) -> None:
    table, sorts = "", dict[str, str]()
    waiting: list[list[Any]] = []
    for line in lines:
        if isinstance(line, list):
            waiting.append(line)
            if len(waiting) < BATCH:
                continue
        if waiting:
            await dump.put_rows(table, sorts, waiting)
            waiting = []
        if isinstance(line, dict) and "table" in line:
            table, sorts = line["table"], line["columns"]
        elif isinstance(line, dict) and "file" in line:
            _stage(staged, line["file"], b64decode(line["data"]))


def _stage(staged: Path, name: str, piece: bytes) -> None:
    path = (staged / name).resolve()
    if not path.is_relative_to(staged.resolve()):
        raise NotOpened("This backup names a file outside its own folder. Do not use it.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write(piece)


def _put_files(staged: Path) -> None:
    """Renames a different existing file."""
    for root, home in (("secrets", settings().secrets), ("data", settings().data)):
        for path in sorted((staged / root).rglob("*")):
            if path.is_file():
                _put_file(path, home / path.relative_to(staged / root))
    shutil.rmtree(staged, ignore_errors=True)
    keys.forget()


def _put_file(path: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists() and target.read_bytes() != path.read_bytes():
        target.replace(target.with_name(f"{target.name}.before-restore-{_stamp()}"))
    shutil.move(path, target)


def _swap(new: Path, path: Path) -> None:
    """Keeps the old database, encrypted."""
    aside = path.with_name(f"{path.name}.before-restore-{_stamp()}")
    for end in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).replace(aside.with_name(aside.name + end))
    new.replace(path)
    _remove(new)
    seal_copies()


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


async def _in_use(url: str) -> bool:
    await migrate_database(url)
    async with open_database(url):
        return await OrgUnit.exists()


def _refuse_while_serving() -> None:
    """It would keep writing to the old database."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((settings().host, settings().port)) == 0:
            raise NotRestored(f"The server is running on port {settings().port}. Stop it first.")


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
