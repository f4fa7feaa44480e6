"""Rate limit of wrong tries by address, in memory."""

import math
import time
from collections import deque

from webapp.web.pages import Asked

MINUTE, ADDRESSES_REMEMBERED = 60, 2000


class LastMinute:
    """In memory: a restart gains a guesser nothing."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._wrong: dict[str, deque[float]] = {}

    def must_wait(self, address: str) -> int:
        """In seconds."""
        times = self._wrong.get(address, deque())
        left = times[0] + MINUTE - time.monotonic() if len(times) == self.most else 0
        return max(0, math.ceil(left))

    def note(self, address: str) -> None:
        now = time.monotonic()
        if len(self._wrong) > ADDRESSES_REMEMBERED:
            self._wrong = {one: times for one, times in self._wrong.items() if times[-1] > now - MINUTE}
        self._wrong.setdefault(address, deque(maxlen=self.most)).append(now)


def address_of(request: Asked) -> str:
    return request.client.host if request.client else ""
