"""Facts that a restored database must not forget: what was erased, which phones were opened and closed.

Lines of JSON beside the database, never in it nor in its backups; only ever added to, on disk before anything is
said to be done. A line that a crash cut short was not acknowledged to anybody and is passed over.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webapp.settings import settings

Fact = dict[str, Any]
COPY = "journal.jsonl"


class Unreadable(Exception):
    """A line in the middle is damaged; the message says what to do."""


def write_down(*facts: Fact) -> None:
    """On disk when this returns."""
    path = settings().journal
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    lines = "".join(json.dumps(fact, ensure_ascii=False, separators=(",", ":")) + "\n" for fact in facts)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        torn = end and os.pread(handle, 1, end - 1) != b"\n"
        file.write((b"\n" if torn else b"") + lines.encode())
        file.flush()
        os.fsync(handle)
    if new:
        _sync_folder(path.parent)


def facts() -> Iterator[Fact]:
    return _read(settings().journal)


def _read(path: Path) -> Iterator[Fact]:
    if not path.exists():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            fact = json.loads(line)
            if not isinstance(fact, dict) or "what" not in fact:
                raise ValueError
        except ValueError as error:
            if line.startswith(b'{"what":') and not line.endswith(b"}"):
                continue  # cut short by a crash
            raise Unreadable(
                f"Line {number} of {path} is damaged. Put the copy of this file back, then start again."
            ) from error
        yield fact


def copy_to(folder: Path) -> None:
    """Beside a backup, so that both leave the house together; whole, or as it was before."""
    path = settings().journal
    if path.exists() and folder.resolve() != path.parent.resolve():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{COPY}.part"
        with unfinished.open("wb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / COPY)


def take_over(folder: Path) -> None:
    """What a copy beside a backup knows and this office does not."""
    copy = folder / COPY
    if copy.exists() and copy.resolve() != settings().journal.resolve():
        known = list(facts())
        if new := [fact for fact in _read(copy) if fact not in known]:
            write_down(*new)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
