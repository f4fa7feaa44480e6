"""Journal: facts that must outlive a restored database (erasures, enrolled and revoked phones).

Append-only JSON lines outside database and backups, on disk before acknowledgement: a torn last line is skipped. Hash
chain; `heads` holds its end: detects changes and truncation.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from webapp.core import chain_heads
from webapp.settings import settings

Fact = dict[str, Any]
COPY = "journal.jsonl"
LINK = "chain"


class UnreadableJournal(Exception):
    """The message says what to do."""


def write_down(*facts: Fact) -> None:
    """Appends; fsynced on return."""
    path = settings().journal
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(handle, fcntl.LOCK_EX)  # a command may write while the server does
        end = file.seek(0, os.SEEK_END)
        last = _last_link(file, end)
        text = b"\n" if end and os.pread(handle, 1, end - 1) != b"\n" else b""
        for fact in facts:
            line = json.dumps(fact | {LINK: last}, ensure_ascii=False, separators=(",", ":")).encode()
            last = _link(last, line)
            text += line + b"\n"
        file.seek(0, os.SEEK_END)
        file.write(text)
        file.flush()
        os.fsync(handle)
        chain_heads.note(journal={"size": end + len(text), "last": last})
    if new:
        _sync_folder(path.parent)


def _link(before: str, line: bytes) -> str:
    return hashlib.sha256(before.encode() + line).hexdigest()[:32]


def _last_link(file: BinaryIO, end: int) -> str:
    """A file shorter than noted is noted as `missed`."""
    head = chain_heads.noted().get("journal")
    if head and head["size"] > end:
        chain_heads.note(missed=chain_heads.noted().get("missed") or head)
        head = None
    file.seek(head["size"] if head else 0)
    last = head["last"] if head else ""
    for line in file.read().split(b"\n"):
        if line and not _torn(line):
            last = _link(last, line)
    return last


def chain_what_is_there() -> None:
    """For journals of earlier releases, without hash chain."""
    path = settings().journal
    if (
        path.exists()
        and path.stat().st_size
        and "journal" not in chain_heads.noted()
        and not _is_chained(path)
    ):
        write_down({"what": "chained"})


def _is_chained(path: Path) -> bool:
    return f'"{LINK}":"'.encode() in path.read_bytes()


def found_wrong() -> list[str]:
    path, known = settings().journal, chain_heads.noted()
    wrong, last, at, chained, ends = list[str](), "", 0, False, {0: ""}
    for number, line in enumerate(path.read_bytes().split(b"\n") if path.exists() else [], 1):
        at += len(line) + 1
        if line and not _torn(line):
            before = _fact(line, number, path).get(LINK)
            if before is None and chained:
                wrong.append(f"journal, line {number}: put in")
            elif before not in (None, last):
                wrong.append(f"journal, line {number}: a line before it was changed or removed")
            chained = chained or before is not None
            last = _link(last, line)
        ends[at] = last
    for head in (known.get("missed"), known.get("journal")):
        if head and ends.get(head["size"]) != head["last"]:
            wrong.append("journal: lines at its end were changed, removed or cut off")
    if chained and "journal" not in known:
        wrong.append(f"journal: {chain_heads.path()} is missing, which says where it ended")
    return wrong


def begin_again() -> None:
    """After a restore: accepts the present journal, even another computer's."""
    path = settings().journal
    with path.open("rb") if path.exists() else BytesIO() as file:
        chain_heads.note(journal=None, missed=None)
        end = file.seek(0, os.SEEK_END)
        chain_heads.note(journal={"size": end, "last": _last_link(file, end)})


def facts() -> Iterator[Fact]:
    return _read(settings().journal)


def _read(path: Path) -> Iterator[Fact]:
    if not path.exists():
        return
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        if not _torn(line):
            fact = _fact(line, number, path)
            fact.pop(LINK, None)
            yield fact


def _fact(line: bytes, number: int, path: Path) -> Fact:
    try:
        fact = json.loads(line)
        if not isinstance(fact, dict) or "what" not in fact:
            raise ValueError
    except ValueError as error:
        raise UnreadableJournal(
            f"Line {number} of {path} is damaged. Put the copy of this file back, then start again."
        ) from error
    return fact


def _torn(line: bytes) -> bool:
    """Cut by a crash."""
    return line.startswith(b'{"what":') and not line.endswith(b"}")


def copy_to(folder: Path) -> None:
    """Atomic; beside a backup, to travel with it."""
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
    """Adds unknown facts of the copy beside a backup."""
    copy = folder / COPY
    own = settings().journal
    if copy.exists() and copy.resolve() != own.resolve():
        if not own.exists():  # byte for byte: keeps the hash chain
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_bytes(copy.read_bytes())
            return
        known = list(facts())
        if new := [fact for fact in _read(copy) if fact not in known]:
            write_down(*new)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
