"""When a record can have been written, from the contacts with its device and not from its clock."""

from collections.abc import Iterable
from typing import NamedTuple

ON_THE_WAY = 600  # seconds that a request may take on a bad link: its content was true when it left


class Contact(NamedTuple):
    """One exchange: the office's time and the device's clock in seconds, and the last number that the device had given."""

    at: int
    clock: int
    made: int


def written_after(contacts: Iterable[Contact], seq: int) -> int | None:
    """The latest time at which this number did not exist yet; None if no contact says so."""
    return max((contact.at - ON_THE_WAY for contact in contacts if contact.made < seq), default=None)


def claimed_at(contacts: Iterable[Contact], seq: int) -> int | None:
    """When the device first claimed this number; None if it never did."""
    return min((contact.at for contact in contacts if contact.made >= seq), default=None)


def clock_ahead(contacts: Iterable[Contact], at: int) -> int:
    """Seconds by which the device's clock ran ahead (negative: behind) at the contact nearest to `at`."""
    nearest = min(contacts, key=lambda contact: abs(contact.at - at), default=None)
    return nearest.clock - nearest.at if nearest else 0
