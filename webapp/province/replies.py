"""Signature of the province's answers: any network or courier may carry them."""

import hashlib

from sync import seal
from sync.frames import Origin, frame
from webapp.core.keys import signer

SIGNED = b"gandan answer 1"
_MARK, _LENGTH = b"g", 66  # one letter, one byte of length, 64 of signature


class NotSigned(Exception):
    """Not this province's answer to this server."""


def sign_reply(device: bytes, answer: bytes) -> bytes:
    """Readers skip unknown frames."""
    return answer + frame(_MARK, signer().sign(SIGNED + device + answer))


def check_reply(answer: bytes, device: bytes, key: bytes) -> None:
    body, mark = answer[:-_LENGTH], answer[-_LENGTH:]
    whole = mark == frame(_MARK, mark[2:])
    if not whole or not seal.verify_signature(key, SIGNED + device + body, mark[2:]):
        raise NotSigned


def nonce_of(origin: Origin) -> bytes:
    """For files, which have no nonce."""
    return hashlib.sha256(origin.encode()).digest()[:8]
