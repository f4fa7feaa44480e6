"""What the product does once at its start and tests would do thousands of times, done once a process."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiosqlite.core
import pytest
from argon2 import PasswordHasher
from pypika_tortoise import Table
from tortoise.apps import Apps
from tortoise.models import Model

from webapp.accounts.passwords import passwords
from webapp.web import assets

PREPARED = (
    "filters",
    "db_default_fields",
    "db_complex_fields",
    "db_native_fields",
    "basetable",
    "basequery",
    "basequery_all_fields",
)
"""All that the ORM prepares for a model and a kind of database."""

_prepared: dict[tuple[type[Model], type[Any]], dict[str, Any]] = {}


def models_built_once() -> None:
    """The ORM prepares every model again at each connection, which takes longer than most tests."""
    if Apps._build_initial_querysets is not _put_prepared_back:
        Apps._build_initial_querysets = _put_prepared_back  # type: ignore[method-assign]


def _put_prepared_back(apps: Apps) -> None:
    for app in apps.apps.values():
        for model in app.values():
            meta = model._meta
            key = (model, type(meta.db))
            if key not in _prepared:
                _prepare(model)
            if key in _prepared:
                for name, value in _prepared[key].items():
                    setattr(meta, name, value)


def _prepare(model: type[Model]) -> None:
    """As `Apps._build_initial_querysets` does, in lists and tables of its own for each kind of database."""
    meta = model._meta
    meta.filters, meta.db_default_fields, meta.db_complex_fields, meta.db_native_fields = {}, [], [], []
    meta.finalise_model()
    meta.basetable = Table(name=meta.db_table, schema=meta.schema)
    meta.basequery = meta.db.query_class.from_(meta.basetable)  # type: ignore[assignment]
    meta.basequery_all_fields = meta.basequery.select(*meta.db_fields)
    if model.__module__.startswith("webapp."):  # and not one of a migration's, made for a moment
        _prepared[model, type(meta.db)] = {name: getattr(meta, name) for name in PREPARED}


def passwords_hashed_quickly() -> None:
    """Slowness is the point of a real one; what follows from a password does not depend on it."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._decoy = passwords._hasher.hash("a password that nobody has")


def pins_stretched_quickly() -> None:
    """In the scripts that this process serves; `test_script_vectors.py` reads them as they are."""
    small = assets._small
    assets._small = lambda name, text: small(name, few_rounds(text))


def few_rounds(script: str) -> str:
    """A browser is busy for a fifth of a second with the rounds of one PIN."""
    return script.replace("STEPS = 600000", "STEPS = 600")


class InPlace:
    """Stands for the queue to a connection's thread: what is put in is done at once, and answered in the next turn."""

    def put_nowait(self, asked: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, work = asked
        try:
            done, answer = aiosqlite.core.set_result, work()
        except BaseException as error:
            done, answer = aiosqlite.core.set_exception, error
        if future:
            future.get_loop().call_soon(done, future, answer)


class NoThread:
    def __init__(self, **_: Any) -> None:
        pass

    def start(self) -> None:
        pass


def statements_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """To hand a statement to SQLite's thread and back takes longer than most statements."""
    monkeypatch.setattr(aiosqlite.core, "SimpleQueue", InPlace)
    monkeypatch.setattr(aiosqlite.core, "Thread", NoThread)
