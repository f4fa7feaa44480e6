"""What contacts with a device tell of the time between them, whatever its clock said."""

from collections.abc import Iterable
from typing import NamedTuple

ON_THE_WAY = 600  # seconds that a request on a bad link may take: what it says was true when it left


class Contact(NamedTuple):
    """The office's time and the device's own at one exchange, in seconds, and the last number it had given by then."""

    at: int
    clock: int
    made: int


def written_after(contacts: Iterable[Contact], seq: int) -> int | None:
    """The last time that this number surely did not exist yet; None when no contact says."""
    return max((contact.at - ON_THE_WAY for contact in contacts if contact.made < seq), default=None)


def claimed_at(contacts: Iterable[Contact], seq: int) -> int | None:
    """When the device first said that this number exists; None while it never has."""
    return min((contact.at for contact in contacts if contact.made >= seq), default=None)


def clock_ahead(contacts: Iterable[Contact], at: int) -> int:
    """By how many seconds the device's clock ran ahead (or behind: negative) at the contact nearest to `at`."""
    nearest = min(contacts, key=lambda contact: abs(contact.at - at), default=None)
    return nearest.clock - nearest.at if nearest else 0
