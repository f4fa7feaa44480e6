"""Recovery key (private part on paper only) and backup encryption. Format: `GDB1` ‖ ephemeral P-256 point (65
bytes) ‖ parts. Part: length (4 bytes, big-endian), AES-256-GCM of at most 64 kB. Nonce: part number (11
bytes), 01 for the last part, else 00: truncated or reordered files do not open. Plaintext: one zlib stream of
lines.
"""

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.settings import settings

MAGIC = b"GDB1"
PART = 65_536
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CURVE = ec.SECP256R1()


class NotOpened(Exception):
    """Wrong file or key; the message says what to do."""


def point_file() -> Path:
    return settings().secrets / "recovery.pub"


def recovery_point() -> bytes | None:
    path = point_file()
    return path.read_bytes() if path.exists() else None


def make_recovery_key() -> str:
    """Returns the private key, for paper; stores the public one."""
    private = ec.generate_private_key(CURVE)
    point_file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    point_file().write_bytes(_point(private))
    return in_letters(private.private_numbers().private_value.to_bytes(32, "big"))


def in_letters(secret: bytes) -> str:
    """Eleven groups of five unambiguous letters, with checksum."""
    number = int.from_bytes(secret + hashlib.sha256(secret).digest()[:2], "big") << 3
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(270, -1, -5))
    return " ".join(letters[at : at + 5] for at in range(0, 55, 5))


def from_letters(written: str) -> ec.EllipticCurvePrivateKey:
    tidy = written.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    places = [LETTERS.index(letter) for letter in tidy if letter in LETTERS]
    number = 0
    for place in places:
        number = number << 5 | place
    raw = (number >> 3).to_bytes(34, "big") if len(places) == 55 else b""
    if not raw or hashlib.sha256(raw[:32]).digest()[:2] != raw[32:]:
        raise NotOpened(
            "The recovery key is not complete or has a wrong letter. Read it from the paper again."
        )
    return ec.derive_private_key(int.from_bytes(raw[:32], "big"), CURVE)


class Sealing:
    def __init__(self, file: BinaryIO, point: bytes) -> None:
        own = ec.generate_private_key(CURVE)
        self._file, self._number, self._rest = file, 0, b""
        self._cipher = _cipher(own, point, _point(own))
        self._squeeze = zlib.compressobj(6)
        file.write(MAGIC + _point(own))

    def line(self, text: str) -> None:
        self._add(self._squeeze.compress(text.encode() + b"\n"))

    def close(self) -> None:
        self._add(self._squeeze.flush())
        self._part(self._rest, last=True)

    def _add(self, squeezed: bytes) -> None:
        self._rest += squeezed
        while len(self._rest) > PART:
            self._part(self._rest[:PART], last=False)
            self._rest = self._rest[PART:]

    def _part(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last), plain, None)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def decrypted_lines(file: BinaryIO, private: ec.EllipticCurvePrivateKey) -> Iterator[str]:
    """Damage raises `NotOpened`, possibly after many lines."""
    head = file.read(len(MAGIC) + 65)
    if head[:4] != MAGIC or len(head) != 69:
        raise NotOpened("This is not a backup of Gần Dân. Choose a file that ends in .backup.")
    cipher, squeeze, rest = _cipher(private, head[4:], head[4:]), zlib.decompressobj(), b""
    for plain in _parts(file, cipher):
        *lines, rest = (rest + squeeze.decompress(plain)).split(b"\n")
        yield from (line.decode() for line in lines)


def _parts(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number, size = 0, file.read(4)
    while True:
        length = int.from_bytes(size, "big")
        sealed = file.read(min(length, PART + 16))
        size = file.read(4)
        try:
            if len(sealed) != length:
                raise InvalidTag
            yield cipher.decrypt(_nonce(number, last=not size), sealed, None)
        except InvalidTag as error:
            raise NotOpened(_why(number)) from error
        if not size:
            return
        number += 1


def _why(number: int) -> str:
    if number:
        return "This backup is damaged or was cut short; nothing was changed. Take the one before it."
    return (
        "This key does not open this backup, or the file is damaged. Check the paper, or take another backup."
    )


def _cipher(private: ec.EllipticCurvePrivateKey, peer: bytes, salt: bytes) -> AESGCM:
    try:
        shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, peer))
    except ValueError as error:
        raise NotOpened("This backup is damaged; nothing was changed. Take the one before it.") from error
    stretch = HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"gandan backup 1")
    return AESGCM(stretch.derive(shared))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
