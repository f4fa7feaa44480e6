"""Databases replaced by a restore, encrypted. Deleted by the next erasure, or by `backup --keep` once older
than every backup kept.
"""

import json
import os
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from webapp.core.database.db import plain_copies
from webapp.core.private_files import make_folder
from webapp.safekeeping.backup import backups_folder, file_pieces
from webapp.safekeeping.recovery_key import NotOpened, Sealing, decrypted_lines, recovery_point

SUFFIX = ".sealed"
KIND = "copy 1"


def seal_copies() -> None:
    """Also at start: a crash may leave readable copies."""
    point = recovery_point()
    for path in plain_copies():
        if "before-migration" in path.name:
            path.unlink(missing_ok=True)  # only for a failed migration
        elif point and path.exists() and not path.name.endswith(("-wal", "-shm")):
            _seal(path, point)


def _seal(path: Path, point: bytes) -> None:
    parts = [part for end in ("", "-wal", "-shm") if (part := path.with_name(path.name + end)).exists()]
    stamp = path.name.partition("before-restore-")[2].removesuffix(".db")
    target = make_folder(backups_folder()) / f"before-restore-{stamp}{SUFFIX}"
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as file:
        sealing = Sealing(file, point)
        sealing.line(json.dumps({"gandan": KIND, "made_at": datetime.now(UTC).isoformat()}))
        for part in parts:
            for line in file_pieces(part.name, part):
                sealing.line(line)
        sealing.line(json.dumps({"end": len(parts)}))
        sealing.close()
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    for part in parts:
        part.unlink()


def unpack_copy(file: Path, private: ec.EllipticCurvePrivateKey, into: Path) -> list[Path]:
    """Database and write-ahead log, for manual inspection."""
    found: list[Path] = []
    ended = False
    with file.open("rb") as stream:
        lines = (json.loads(line) for line in decrypted_lines(stream, private))
        head: Any = next(lines, None)
        if not isinstance(head, dict) or head.get("gandan") != KIND:
            raise NotOpened("This is no put-aside database. Leave out --unpack to restore a backup.")
        for line in lines:
            ended = ended or "end" in line
            if "file" in line:
                path = make_folder(into) / Path(line["file"]).name
                found += [path] if path not in found else []
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
                with os.fdopen(handle, "ab") as out:
                    out.write(b64decode(line["data"]))
    if not ended:
        raise NotOpened("This put-aside database is not complete.")
    return found
