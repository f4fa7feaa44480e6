"""How often somebody may get an office password wrong; in memory, for a restart forgives."""

import math
import time
from collections import deque

TRIES, PAUSE = 5, 15 * 60
NAMES_REMEMBERED = 1000


class Tries:
    """By name and address together, so that a stranger elsewhere cannot keep the clerk out."""

    def __init__(self) -> None:
        self._wrong: dict[tuple[str, str], deque[float]] = {}

    def used_up(self, name: str, address: str) -> bool:
        times = self._wrong.get((name.lower(), address), deque())
        return len(times) == TRIES and times[0] > time.monotonic() - PAUSE

    def note_wrong(self, name: str, address: str) -> None:
        if len(self._wrong) > NAMES_REMEMBERED:
            since = time.monotonic() - PAUSE
            self._wrong = {key: times for key, times in self._wrong.items() if times[-1] > since}
        self._wrong.setdefault((name.lower(), address), deque(maxlen=TRIES)).append(time.monotonic())

    def forgive(self, name: str, address: str) -> None:
        self._wrong.pop((name.lower(), address), None)


MINUTE, ADDRESSES_REMEMBERED = 60, 2000


class LastMinute:
    """Wrong tries of the last minute by address; in memory, for a restart costs a guesser no less."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._wrong: dict[str, deque[float]] = {}

    def must_wait(self, address: str) -> int:
        """Seconds until this address may try again; 0 when it may now."""
        times = self._wrong.get(address, deque())
        left = times[0] + MINUTE - time.monotonic() if len(times) == self.most else 0
        return max(0, math.ceil(left))

    def note(self, address: str) -> None:
        now = time.monotonic()
        if len(self._wrong) > ADDRESSES_REMEMBERED:
            self._wrong = {one: times for one, times in self._wrong.items() if times[-1] > now - MINUTE}
        self._wrong.setdefault(address, deque(maxlen=self.most)).append(now)
