"""The key on paper, and an office somewhere else that gets a backup back."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.safekeeping.backup import elsewhere
from webapp.safekeeping import recovery_key
from webapp.safekeeping.restore import restore_backup


@pytest.fixture
def letters(environment: None) -> str:
    return recovery_key.make_recovery_key()


@pytest.fixture
def restore_elsewhere(
    letters: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[Path, str], Awaitable[str]]:
    """→ the address of its database, of this kind"""

    async def restore(file: Path, where: str) -> str:
        url = await elsewhere(where, tmp_path, monkeypatch, request)
        await restore_backup(file, recovery_key.from_letters(letters))
        return url

    return restore
