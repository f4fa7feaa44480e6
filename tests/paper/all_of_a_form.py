"""A paper form with everything on it."""

from datetime import timedelta

from tests.paper.grid import DAY

COMING = DAY + timedelta(days=20)


FULL = {
    "need": "1",
    "named": "2 11",
    "concern": "1 3 2",
    "brief": "Ống nước vỡ ở đầu bản",
    "moved": "1 1",
    "next_on": f"{COMING:%d/%m}",
}
