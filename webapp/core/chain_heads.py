"""Last positions of journal and audit log, beside the keys: detects truncation of both.

Not in backups: they describe this computer's files.
"""

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
    """Atomic. A failure is only logged: the next check finds the gap."""
    try:
        path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path().parent, prefix=".heads-")
        with os.fdopen(handle, "w") as file:
            json.dump(noted() | parts, file)
        os.replace(unfinished, path())
    except OSError as error:
        log.error("where the log had got to was not noted: %s", error.strerror)
