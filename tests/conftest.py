"""The databases tests run on, the application in the test's own event loop, and a small world: Huồi Cọ."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, settings
from litestar.stores.memory import MemoryStore

import webapp.kinds  # noqa: F401 (fills the registry)
from tests.support.office import apart, free_port, migrated
from tests.support.postgres import Cluster
from tests.support.quick import (
    models_built_once,
    passwords_hashed_quickly,
    statements_without_threads,
)
from tests.support.world import World, build_world
from webapp import settings as settings_module
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database

# A busy machine is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

LONG = (
    "tests/browser/",
    "test_migrations",
    "test_faults",
    "test_power_cut",
    "test_literal",
    "test_public_routes",
)
"""Parts of the names of tests that take minutes."""

# Thousands of databases are made and removed: on a disk most of the time goes into that.
MEMORY = Path("/dev/shm")
ROOM = 4_000_000_000


def pytest_addoption(parser: pytest.Parser) -> None:
    help_ = "every test of data on SQLite and PostgreSQL, and those marked `full`"
    parser.addoption("--full", action="store_true", help=help_)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """SQLite alone, unless the test is marked `both`: see CONTRIBUTING.md for what is."""
    if "database_url" in metafunc.fixturenames:
        kinds = ["sqlite", "postgresql"] if _on_both(metafunc.config, metafunc.definition) else ["sqlite"]
        metafunc.parametrize("database_url", kinds, indirect=True)


def _on_both(config: pytest.Config, item: pytest.Item) -> bool:
    return bool(config.getoption("full") or item.get_closest_marker("both"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no core waits for the other in the end."""
    if not config.getoption("full"):
        items[:] = [item for item in items if not item.get_closest_marker("full")]
    items.sort(key=lambda item: (_haste(item.nodeid), item.nodeid.partition("::")[0]))


def _haste(test: str) -> int:
    return next((n for n, name in enumerate(LONG) if name in test), len(LONG))


def _load_from_a_place_of_its_own(config: pytest.Config) -> None:
    """Each process loads the tests from another folder on: one rewrites their asserts, the others read its `.pyc`."""
    worker = getattr(config, "workerinput", None)
    tests = Path(__file__).parent
    if worker and config.args == [tests.name]:
        parts = sorted(str(path) for path in tests.iterdir() if path.is_dir() or path.match("test_*.py"))
        start = len(parts) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
        config.args = parts[start:] + parts[:start]


def pytest_configure(config: pytest.Config) -> None:
    """Files of tests live in memory where the machine has the room, and on the disk elsewhere."""
    _load_from_a_place_of_its_own(config)
    models_built_once()
    passwords_hashed_quickly()
    if (
        "PYTEST_DEBUG_TEMPROOT" not in os.environ
        and MEMORY.is_dir()
        and shutil.disk_usage(MEMORY).free > ROOM
    ):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it again and again takes a fifth of a test's time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def settings_read_anew() -> Iterator[None]:
    """Asked for before `monkeypatch`, so it ends after it: no test finds the settings of the one before."""
    yield
    _read_settings_anew()


def _read_settings_anew() -> None:
    from webapp.core import keys

    for cached in (
        settings_module.settings,
        keys.office_key,
        keys.signer,
        keys.csrf_secret,
        keys.readings_key,
    ):
        cached.cache_clear()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One cluster a test process, with a migrated template to copy."""
    # Not below pytest's own folder: another run's cleaning would take it away in the middle of this one.
    folder = Path(tempfile.mkdtemp(prefix="gandan-tests-", dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    cluster = Cluster(folder / "cluster", free_port())
    cluster.start()
    try:
        apart(create_database(cluster, "template_gandan"))
        apart(migrate_database(cluster.url("template_gandan")))
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def create_database(cluster: Cluster, name: str, template: str = "template0") -> None:
    connection = await asyncpg.connect(cluster.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY FILE_COPY')
    finally:
        await connection.close()


async def _drop(cluster: Cluster, name: str) -> None:
    connection = await asyncpg.connect(cluster.url("postgres"))
    try:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    path.write_bytes(migrated())
    return path


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """A migrated, empty database of each kind. With threads, as in the product, where the test is marked `both`."""
    if request.param == "sqlite":
        if not _on_both(request.config, request.node):
            statements_without_threads(monkeypatch)
        path = tmp_path / "gandan.db"
        shutil.copy(migrated_file, path)
        yield f"sqlite://{path}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        name = f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
        await create_database(cluster, name, "template_gandan")
        yield cluster.url(name)
        await _drop(cluster, name)


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a commune office in a folder of its own."""
    for name, value in {
        "GANDAN_DATABASE_URL": database_url,
        "GANDAN_DATA": str(tmp_path),
        "GANDAN_BASE_URL": "http://huukhuong.test",
        "GANDAN_PORT": str(free_port()),
    }.items():
        monkeypatch.setenv(name, value)
    _read_settings_anew()


@pytest.fixture
async def app(environment: None) -> AsyncIterator[object]:
    """The application, started: its database is open for the test too."""
    async with started(application()):
        yield application()


def application() -> Any:
    """Of this sort of office. To register all routes takes longer than most tests, so tests share it: see `reset_memory`."""
    from webapp.core.keys import make_all_keys

    make_all_keys()
    made = _application(settings_module.settings().node, settings_module.settings().secure)
    made.stores.register("rate_limit", MemoryStore(), allow_override=True)
    return made


@cache
def _application(node: str, secure: bool) -> Any:
    from webapp.app import create_app

    return create_app()


@pytest.fixture
async def db(environment: None, database_url: str) -> AsyncIterator[None]:
    """Only the database, for what needs no pages."""
    async with open_database(database_url):
        yield


@pytest.fixture
async def huoi_co(app: object) -> World:
    return await build_world()


@pytest.fixture
async def browser_of(app: object) -> AsyncIterator[object]:
    """Open a browser as somebody of the small world: `browser_of(world.dan)`; None for a stranger."""
    from tests.support.browsing import browser_for

    open_ones: list[httpx.AsyncClient] = []

    async def open_as(person: object) -> httpx.AsyncClient:
        browser = await browser_for(app, person)
        open_ones.append(browser)
        return browser

    yield open_as
    for browser in open_ones:
        await browser.aclose()


@asynccontextmanager
async def started(application: object) -> AsyncIterator[None]:
    """Runs the application's own start and stop around the block, in this event loop."""
    inbox: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    running = asyncio.create_task(application(scope, inbox.get, said.put))  # type: ignore[operator]
    inbox.put_nowait({"type": "lifespan.startup"})
    answer = await said.get()
    assert answer["type"] == "lifespan.startup.complete", answer
    try:
        yield
    finally:
        inbox.put_nowait({"type": "lifespan.shutdown"})
        await said.get()
        await running
