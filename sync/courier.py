"""Hand in the unchanged file of another device, signed by the device that carries it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sync import seal
from sync.envelope import Malformed
from sync.frames import Cursor, Hello, frame
from sync.labels import Labels

HAND_IN, TAKEN = b"GDC\x01", b"GDA\x01"
LARGEST = 5 << 20
"""Bytes of a file that another device may carry."""
_AROUND = 4096


@dataclass(frozen=True)
class Load:
    """What a courier hands in; `file` is a carried file that the courier cannot read."""

    hello: Hello
    signature: bytes
    file: bytes

    @classmethod
    def parse(cls, body: bytes) -> "Load":
        cursor = Cursor(body)
        if len(body) > LARGEST + _AROUND:
            raise Malformed("size")
        if cursor.take(4) != HAND_IN:
            raise Malformed("format")
        parts = {kind: cursor.take(cursor.varint()) for kind in _kinds(cursor)}
        if parts.keys() != {b"h", b"a", b"f"}:
            raise Malformed("format")
        return cls(Hello.parse(parts[b"h"]), parts[b"a"], parts[b"f"])

    def by(self, labels: Labels, key: bytes) -> bool:
        """Whether the device with this key signed it."""
        return seal.verify_signature(key, _message(labels, self.hello.raw, self.file), self.signature)


def hand_in(labels: Labels, hello: Hello, key: seal.DeviceKey, file: bytes) -> bytes:
    signature = key.sign(_message(labels, hello.encode(), file))
    return HAND_IN + frame(b"h", hello.encode()) + frame(b"a", signature) + frame(b"f", file)


@dataclass(frozen=True)
class Taken:
    """The office's answer: counts, a code if nothing was stored, and a return file for the owner."""

    nonce: bytes
    accepted: int = 0
    waiting: int = 0
    missing: int = 0
    code: str = ""
    back: bytes = b""

    def encode(self) -> bytes:
        counts = b"".join(n.to_bytes(4, "big") for n in (self.accepted, self.waiting, self.missing))
        code = self.code.encode()
        return TAKEN + self.nonce + counts + bytes([len(code)]) + code + self.back

    @classmethod
    def parse(cls, answer: bytes) -> "Taken":
        cursor = Cursor(answer)
        if cursor.take(4) != TAKEN:
            raise Malformed("format")
        nonce = cursor.take(8)
        accepted, waiting, missing = (int.from_bytes(cursor.take(4), "big") for _ in range(3))
        code = cursor.take(cursor.take(1)[0]).decode()
        return cls(nonce, accepted, waiting, missing, code, cursor.rest())


def _kinds(cursor: Cursor) -> Iterator[bytes]:
    while cursor.more:
        yield cursor.take(1)


def _message(labels: Labels, hello: bytes, file: bytes) -> bytes:
    return labels.hand_in + hello + hashlib.sha256(file).digest()
