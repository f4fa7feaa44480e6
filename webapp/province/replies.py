"""The province signs what it answers, so that an answer may come by any network or be carried by anybody."""

import hashlib

from sync import seal
from sync.frames import Origin, frame
from webapp.keys import signer

SIGNED = b"gandan answer 1"
_MARK, _LENGTH = b"g", 66  # one letter, one byte of length, 64 of signature


class NotSigned(Exception):
    """Not an answer of this province to this server."""


def signed(device: bytes, answer: bytes) -> bytes:
    """Readers that do not know the frame pass over it."""
    return answer + frame(_MARK, signer().sign(SIGNED + device + answer))


def check(answer: bytes, device: bytes, key: bytes) -> None:
    body, mark = answer[:-_LENGTH], answer[-_LENGTH:]
    whole = mark == frame(_MARK, mark[2:])
    if not whole or not seal.verify(key, SIGNED + device + body, mark[2:]):
        raise NotSigned


def nonce_of(origin: Origin) -> bytes:
    """A file has no nonce of its own; its reply names it by this."""
    return hashlib.sha256(origin.encode()).digest()[:8]
