"""An exception as one log line: types and places in the code, without its text, which often quotes private data."""

import traceback
from collections.abc import Iterator
from pathlib import Path


def error_line(error: BaseException) -> str:
    """Such as `ValueError in store.py:190 _applied < inbox.py:60 take < KeyError in rules.py:33 read`."""
    return " < ".join(_each(error))


def _each(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = reversed(traceback.extract_tb(error.__traceback__))
        places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        yield " < ".join(
            [f"{type(error).__name__} in {places[0]}" if places else type(error).__name__, *places[1:]]
        )
        error = error.__cause__ or error.__context__
