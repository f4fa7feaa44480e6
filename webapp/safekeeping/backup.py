"""Backup: one encrypted file with tables, keys and files."""

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webapp.core import chain_heads, journal
from webapp.core.database.migrating import migrations
from webapp.core.database.models import Node
from webapp.core.keys import signer
from webapp.core.private_files import make_folder
from webapp.households.imports.imports import forget_old_lists as forget_old_households
from webapp.members.imports.imports import forget_old_lists as forget_old_members
from webapp.people.models import OrgUnit
from webapp.safekeeping import dump
from webapp.safekeeping.recovery_key import Sealing, recovery_point
from webapp.safekeeping.signing import Signing, next_number
from webapp.settings import settings

SUFFIX = ".backup"
STAMP = "%Y%m%dT%H%M%S"
PIECE = 48_000
NOT_KEPT = ("backups", "restoring")


class NoRecoveryKey(Exception):
    pass


def backups_folder() -> Path:
    return settings().data / "backups"


async def write_backup(target: Path | None = None, *, keep: int = 0) -> Path:
    """Atomic. `keep`: backups to keep; default folder only."""
    point = recovery_point()
    if point is None:
        raise NoRecoveryKey("There is no recovery key yet. Run: gandan recovery-key")
    path = target or backups_folder() / f"gandan-{datetime.now(UTC):{STAMP}}{SUFFIX}"
    make_folder(path.parent)
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("wb") as file:
            sealing = Sealing(file, point)
            await _write(sealing)
            sealing.close()
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    journal.copy_to(path.parent)
    if keep and target is None:
        _take_away_older(keep)
    return path


def newest_backup() -> datetime | None:
    """Of the default folder, by its name."""
    found = sorted(backups_folder().glob(f"gandan-*{SUFFIX}"))
    if not found:
        return None
    return datetime.strptime(found[-1].name.removesuffix(SUFFIX), f"gandan-{STAMP}").replace(tzinfo=UTC)


def _take_away_older(keep: int) -> None:
    """Also databases replaced by a restore, if older than every backup kept."""
    there = sorted(backups_folder().glob(f"gandan-*{SUFFIX}"))
    oldest = there[-keep:][0].name.removeprefix("gandan-")
    replaced = [path for path in backups_folder().glob("before-*") if _stamp_in(path.name) < oldest]
    for path in (*there[:-keep], *replaced):
        path.unlink()


def _stamp_in(name: str) -> str:
    return name.rpartition("before-")[2].partition("-")[2]


async def _write(sealing: Sealing) -> None:
    count, signing = 0, Signing(sealing)
    for node in await Node.all():
        await forget_old_households(node.commune)
        await forget_old_members(node.commune)
    async with dump.snapshot():
        signing.line(json.dumps(await _head(), ensure_ascii=False))
        for model in dump.tables():
            signing.line(json.dumps({"table": model._meta.db_table, "columns": dump.columns(model)}))
            async for row in dump.rows(model):
                signing.line(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
                count += 1
    for line in _files():
        signing.line(line)
    sealing.line(json.dumps({"end": count, "signature": signing.signature(count)}))


async def _head() -> dict[str, Any]:
    node = await Node.first()
    unit = await OrgUnit.get_or_none(id=node.commune) if node else None
    return {
        "gandan": "backup 1",
        "made_at": datetime.now(UTC).isoformat(),
        "migration": migrations()[-1],
        "commune": node.commune if node else "",
        "office": unit.full_name if unit else "",
        "sign": signer().public.hex(),
        "number": next_number(),
    }


def _files() -> Iterator[str]:
    for path in sorted(settings().secrets.glob("*")):
        if path.is_file() and path.name != chain_heads.NAME:
            yield from file_pieces(f"secrets/{path.name}", path)
    secrets = settings().secrets.resolve()
    for inner in sorted(settings().data.glob("*/")):
        if inner.name not in NOT_KEPT and inner.resolve() != secrets:
            for path in sorted(inner.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    with suppress(FileNotFoundError):  # erased meanwhile
                        yield from file_pieces(f"data/{path.relative_to(settings().data)}", path)


def file_pieces(name: str, path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        piece = file.read(PIECE)
        while True:
            yield json.dumps({"file": name, "data": b64encode(piece).decode()})
            piece = file.read(PIECE)
            if not piece:
                return
