"""How often the database is asked, on SQLite and PostgreSQL alike."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite
import asyncpg
import pytest


@contextmanager
def counted() -> Iterator[list[str]]:
    """Everything sent to the database inside the block, in order."""
    asked: list[str] = []

    def watching(real: Any) -> Any:
        async def told(self: Any, what: Any, *args: Any, **kwargs: Any) -> Any:
            asked.append(_words(what, args))
            return await real(self, what, *args, **kwargs)

        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", watching(aiosqlite.Connection._execute))
        for name in ("_execute", "_executemany"):
            patch.setattr(asyncpg.Connection, name, watching(getattr(asyncpg.Connection, name)))
        yield asked


def _words(what: Any, args: tuple[Any, ...]) -> str:
    """The statement, however many values a list in it has. SQLite's connection is given a function first."""
    said = what if isinstance(what, str) else next((one for one in args if isinstance(one, str)), "")
    return re.sub(r"\((\?|\$\d+)(,\s*(\?|\$\d+))*\)", "(…)", re.sub(r"\$\d+", "?", said))
