"""The invented commune, written once a run; tests read it or take a copy."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.office import apart
from webapp import settings as settings_module
from webapp.core import keys
from webapp.core.database.db import open_database
from webapp.demo.commune import seed_commune


@pytest.fixture(scope="session")
def told_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As of the day of the conference."""
    path = tmp_path_factory.mktemp("demo") / "told.db"
    shutil.copy(migrated_file, path)

    async def tell() -> None:
        async with open_database(f"sqlite://{path}"):
            await seed_commune()

    apart(tell())
    return path


@pytest.fixture
async def told(told_file: Path) -> AsyncIterator[None]:
    """To be read only: the next test reads it too."""
    async with open_database(f"sqlite://{told_file}"):
        yield


@pytest.fixture
def demo_office(told_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings of an office that shows a copy of the invented commune."""
    copy = tmp_path / "gandan.db"
    shutil.copy(told_file, copy)
    for name, value in {
        "GANDAN_DATABASE_URL": f"sqlite://{copy}",
        "GANDAN_DATA": str(tmp_path),
        "GANDAN_BASE_URL": "http://huukhuong.test",
        "GANDAN_DEMO": "1",
    }.items():
        monkeypatch.setenv(name, value)
    cached = (settings_module.settings, keys.office_key, keys.signer, keys.csrf_secret)
    for one in cached:
        one.cache_clear()
    yield copy
    for one in cached:
        one.cache_clear()
