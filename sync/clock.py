"""The order in which one device wrote, whatever its clock does.

Stamps of other devices move nobody's clock: what a change knew of is named by its base, so one phone set to 2099
drags no other along.
"""

from typing import NamedTuple


class Stamp(NamedTuple):
    """Wall seconds, a counter within the second, and the device as the last tie-break."""

    wall: int
    counter: int
    device: str


def tick(last: Stamp, now: int) -> Stamp:
    """The stamp of a new local edit; it never runs backwards."""
    if now > last.wall:
        return Stamp(now, 0, last.device)
    return last._replace(counter=last.counter + 1)
