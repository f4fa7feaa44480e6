"""The office's own clock put forward or back, in this process, while everything goes on."""

import datetime as datetime_module
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

REAL, REAL_TIME = datetime_module.datetime, time.time


class _LikeTheReal(type(REAL)):  # type: ignore[misc]
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, REAL)


@contextmanager
def clock_moved(seconds: float) -> Iterator[None]:
    """Whatever our own code asks what time it is hears another answer."""

    class Moved(REAL, metaclass=_LikeTheReal):
        def __new__(cls, *args: Any, **kwargs: Any) -> Any:
            return REAL(*args, **kwargs)

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return REAL.now(tz) + datetime_module.timedelta(seconds=seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: REAL_TIME() + seconds)
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] in ("webapp", "sync") and vars(module).get("datetime") is REAL:
                patch.setattr(module, "datetime", Moved)
        yield
