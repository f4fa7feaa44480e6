"""Settings from environment variables, all with defaults."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    database_url: str
    """`sqlite://path` or `postgres://user@host/name`."""
    data: Path
    """Folder of backups, uploads and other files outside the database."""
    secrets: Path
    """Folder of key files, created at the first start; never in the database."""
    journal: Path
    """File of facts that must outlive a restored database, such as erasures; best on another disk."""
    host: str
    port: int
    base_url: str
    """Public address of this office, printed on slips."""
    node: Literal["commune", "province"]
    upstream: str
    """Address of the province's node; empty if none."""
    offline: bool
    """False: each phone's service worker stops serving pages at its next contact (kill switch for a broken release)."""
    demo: bool
    """Invented commune with sign-in links. Never on a real installation."""

    @property
    def secure(self) -> bool:
        """HTTPS-only cookies; off for a demo or development."""
        return self.base_url.startswith("https://")


@cache
def settings() -> Settings:
    env = os.environ.get
    data = Path(env("GANDAN_DATA", "var"))
    host, port = env("GANDAN_HOST", "127.0.0.1"), int(env("GANDAN_PORT", "8000"))
    node = env("GANDAN_NODE", "commune")
    if node not in ("commune", "province"):
        raise SystemExit(f"GANDAN_NODE is {node!r}; it must be commune or province")
    return Settings(
        database_url=env("GANDAN_DATABASE_URL", f"sqlite://{data / 'gandan.db'}"),
        data=data,
        secrets=Path(env("GANDAN_SECRETS", str(data / "secrets"))),
        journal=Path(env("GANDAN_JOURNAL", str(data / "journal.jsonl"))),
        host=host,
        port=port,
        base_url=env("GANDAN_BASE_URL", f"http://{host}:{port}").rstrip("/"),
        node="province" if node == "province" else "commune",
        upstream=env("GANDAN_UPSTREAM", ""),
        offline=env("GANDAN_OFFLINE", "on").lower() not in ("0", "no", "false", "off"),
        demo=env("GANDAN_DEMO", "").lower() in ("1", "true", "yes"),
    )
