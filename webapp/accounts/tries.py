"""How many tries of an address were wrong within a minute."""

import math
import time
from collections import deque

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
