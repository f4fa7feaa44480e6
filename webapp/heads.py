"""Where the journal and the log of readings had got to, in the folder of keys: a third place beside the database and the
journal, so that cutting the end off both is found out. Backups leave it out, for it speaks of this computer's files."""

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from webapp.settings import settings

NAME = "heads"
log = logging.getLogger("gandan")


def path() -> Path:
    return settings().secrets / NAME


def noted() -> dict[str, Any]:
    try:
        known = json.loads(path().read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def note(**parts: Any) -> None:
    """Whole or as it was. Not worth stopping the work for: what is not noted is looked for at the next check."""
    try:
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path().parent, prefix=".heads-")
        with os.fdopen(handle, "w") as file:
            json.dump(noted() | parts, file)
        os.replace(unfinished, path())
    except OSError as error:
        log.error("where the log had got to was not noted: %s", error.strerror)
