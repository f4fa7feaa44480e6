"""Settings from environment variables."""

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
    """Folder of backups, uploads and other files."""
    secrets: Path
    """Key files, created at the first start."""
    journal: Path
    """Facts that outlive a restored database; best on another disk."""
    host: str
    port: int
    base_url: str
    """Public address, printed on slips."""
    node: Literal["commune", "province"]
    upstream: str
    """Address of the province's node; empty if none."""
    offline: bool
    """Kill switch for a broken release: if False, service workers stop serving pages at next contact."""
    demo: bool
    """Invented commune with sign-in links. Never in production."""

    @property
    def secure(self) -> bool:
        """HTTPS-only cookies; off in development."""
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
