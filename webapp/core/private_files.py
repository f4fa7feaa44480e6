"""File permissions: readable by the service's user alone."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from webapp.settings import settings

FILE, FOLDER = 0o600, 0o700
log = logging.getLogger("gandan")


def keep_private() -> None:
    """Umask, and repair of existing files; at every entry point."""
    os.umask(0o077)
    for path in (*_folders(), *_files()):
        try:
            wanted = FOLDER if path.is_dir() else FILE
            if not path.is_symlink() and path.stat().st_mode & 0o077:
                path.chmod(wanted)
        except FileNotFoundError:
            continue  # deleted meanwhile
        except OSError as error:
            log.warning("%s can be read by others and stays so: %s", path, error.strerror)


def make_folder(path: Path) -> Path:
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    return path


def _folders() -> Iterator[Path]:
    """The data folder only if not `/`, home, working directory or shared like /tmp."""
    data = settings().data.resolve()
    if (
        data.is_dir()
        and data not in (Path("/"), Path.home(), Path.cwd())
        and not data.stat().st_mode & 0o1000
    ):
        yield data
    for inner in (*_inner(), settings().secrets):
        if inner.is_dir():
            yield inner
            yield from (path for path in inner.rglob("*/") if path.is_dir())


def _files() -> Iterator[Path]:
    for inner in (*_inner(), settings().secrets):
        yield from (path for path in inner.rglob("*") if path.is_file())
    beside = [settings().journal]
    if settings().database_url.startswith("sqlite://"):
        beside.append(Path(settings().database_url.removeprefix("sqlite://")))
    for file in beside:
        yield from file.parent.glob(f"{file.name}*")


def _inner() -> list[Path]:
    return [settings().data / name for name in ("backups", "blobs", "restoring")]
