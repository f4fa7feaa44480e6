"""Hybrid logical clock: orders edits from phones whose clocks are wrong."""

from typing import NamedTuple

DAY = 24 * 60 * 60


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


def receive(last: Stamp, remote: Stamp, now: int) -> Stamp:
    """Note a stamp from elsewhere, so that our next edit counts as later.

    One phone set to 2099 must not drag every other clock along: a remote stamp more than
    a day ahead of our own wall moves nothing.
    """
    if remote.wall > now + DAY or (remote.wall, remote.counter) < (last.wall, last.counter):
        return tick(last, now)
    if now > remote.wall:
        return Stamp(now, 0, last.device)
    return Stamp(remote.wall, remote.counter + 1, last.device)
