"""The words that separate one application's signatures, keys and ids from those of any other."""

import hashlib
from dataclasses import dataclass

from sync.envelope import to_text
from sync.shorthand import Shorthand

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Each value is hashed, signed or mixed into a key. To change one is to break every client and every old file."""

    exchange: bytes
    """Signed with an exchange."""
    file: bytes
    """Signed with a carried file."""
    reading: bytes
    """Signed by a reading key."""
    pin: bytes
    """Signed as proof of a PIN."""
    blob: bytes
    """Signed to upload a large file."""
    hand_in: bytes
    """Signed by a courier."""
    back: bytes
    """Signed, and mixed into the key, of what the office sends back."""
    seal: bytes
    """Mixed into the key of a writing session."""
    record: bytes
    """Hashed into record ids."""
    slip: bytes
    """Hashed into slip codes."""
    slip_prefix: str
    shorthand: Shorthand = Shorthand()

    @classmethod
    def of(cls, name: str, *, slip_prefix: str = "", shorthand: Shorthand | None = None) -> "Labels":
        """All labels from the name of a new application."""

        def label(use: str) -> bytes:
            return f"{name} {use} 1".encode()

        return cls(
            exchange=label("exchange"),
            file=label("file"),
            reading=label("reading"),
            pin=label("pin"),
            blob=label("blob"),
            hand_in=label("hand-in"),
            back=label("back"),
            seal=label("seal"),
            record=label("record"),
            slip=label("slip"),
            slip_prefix=slip_prefix,
            shorthand=shorthand or Shorthand(),
        )

    def record_id(self, device: bytes, seq: int) -> str:
        """The id of the record that a submission creates: device and office compute the same one."""
        return to_text(hashlib.sha256(self.record + device + seq.to_bytes(8, "big")).digest()[:8])

    def slip_code(self, device: bytes, seq: int) -> str:
        """A code short enough to dictate; Crockford's letters, of which none looks like another."""
        head = hashlib.sha256(self.slip + device + seq.to_bytes(8, "big")).digest()[:4]
        bits = int.from_bytes(head, "big") >> 2
        letters = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(25, -5, -5))
        return f"{self.slip_prefix}{letters[:3]}-{letters[3:]}"
