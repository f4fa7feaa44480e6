"""Sealed attachment files on disk."""

import os
import shutil
from pathlib import Path

from webapp.settings import settings

RESERVE = 200_000_000
"""Bytes of disk kept free for submissions."""
KEPT = ".kept"


def folder() -> Path:
    return settings().data / "blobs"


def there_is_room_for(size: int) -> bool:
    settings().data.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(settings().data).free - size >= RESERVE


def coming(id_: str) -> Path:
    return folder() / id_


def kept(id_: str) -> Path:
    return folder() / f"{id_}{KEPT}"


def write_at(id_: str, offset: int, piece: bytes) -> None:
    """Fsynced. Overwrites what a crash left after `offset`."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(coming(id_), os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.ftruncate(handle, offset)
        file.seek(offset)
        file.write(piece)
        file.flush()
        os.fsync(handle)


def keep(id_: str, sealed: bytes) -> None:
    """Atomic."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder() / f"{id_}.new"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(kept(id_))


def remove(id_: str, *, and_kept: bool = True) -> None:
    coming(id_).unlink(missing_ok=True)
    if and_kept:
        kept(id_).unlink(missing_ok=True)
