"""Return files: an answer sealed for one device and signed by its office, for a courier to carry."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from sync import seal
from sync.envelope import Malformed
from sync.frames import DEFLATED, MARK, ZERO8, Cursor, frame
from sync.labels import Labels
from sync.ledger import Entry
from sync.seal import Damaged

MAGIC = b"GDB\x01"
NONCE = ZERO8
"""Nonce of the answer inside, which answers no request."""
_LARGEST = 8 << 20
_IV = bytes(12)  # each file has its own key
_SIGNATURE = 64


@dataclass(frozen=True)
class Head:
    """The readable head of a return file: its device and its office."""

    flags: int
    device: bytes
    office: bytes
    session: bytes
    size: int

    @classmethod
    def parse(cls, content: bytes) -> "Head":
        cursor = Cursor(content)
        if cursor.take(4) != MAGIC:
            raise Malformed("format")
        flags = cursor.take(1)[0]
        if flags & ~DEFLATED:
            raise Malformed("format")
        return cls(flags, cursor.take(8), cursor.take(8), cursor.take(65), cursor.at)


def marks(entries: Iterable[Entry]) -> bytes:
    """The digests that the receipts belong to: a copy of the device may have used the same numbers for other bodies."""
    listed = sorted(entries, key=lambda entry: entry.seq)
    return frame(b"c", b"".join(entry.digest[:MARK] for entry in listed))


def seal_return(
    office: seal.OfficeKey,
    device: bytes,
    receive_key: bytes,
    answer: bytes,
    *,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    session = seal.ReceiveKey(ephemeral) if ephemeral else seal.ReceiveKey.generate()
    small = zlib.compress(answer, 9)
    squeezed = len(small) < len(answer)
    head = MAGIC + bytes([squeezed * DEFLATED]) + device + office.fingerprint + session.public
    cipher = seal.cipher(session.private, receive_key, session.public, office.labels.back + device)
    signed = head + cipher.encrypt(_IV, small if squeezed else answer, head)
    return signed + office.sign(office.labels.back + signed)


def open_return(
    labels: Labels, content: bytes, *, office: bytes, device: bytes, key: seal.ReceiveKey
) -> bytes:
    """The answer inside. `office` is the public key that must have signed. Raises `Damaged` or `Malformed`."""
    head = Head.parse(content)
    signed, signature = content[:-_SIGNATURE], content[-_SIGNATURE:]
    if head.device != device or not seal.verify_signature(office, labels.back + signed, signature):
        raise Damaged
    cipher = seal.cipher(key.private, head.session, head.session, labels.back + device)
    try:
        answer = cipher.decrypt(_IV, signed[head.size :], signed[: head.size])
    except InvalidTag as error:
        raise Damaged from error
    return _inflated(answer) if head.flags & DEFLATED else answer


def _inflated(squeezed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    answer = inflater.decompress(squeezed, _LARGEST)
    if not inflater.eof:
        raise Malformed("size")
    return answer
