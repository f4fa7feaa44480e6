"""How many rows a question reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from webapp.core.database.sqlite import WalClient


@contextmanager
def rows_read() -> Iterator[list[int]]:
    read: list[int] = []

    def counting(real: Any, size: Any) -> Any:
        async def told(self: Any, query: str, values: Any = None) -> Any:
            found = await real(self, query, values)
            read.append(size(found))
            return found

        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WalClient, "execute_query", counting(WalClient.execute_query, lambda found: found[0]))
        patch.setattr(WalClient, "execute_query_dict", counting(WalClient.execute_query_dict, len))
        yield read
