"""This office's keys: files made at the first start, never in the database; backups hold them sealed."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync import seal
from webapp.settings import settings


def _file(name: str, make: bytes) -> bytes:
    """The file's content; made with owner-only rights if it is not there yet."""
    folder = settings().secrets
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = folder / name
    if not path.exists():
        _put(path, make)
    return path.read_bytes()


def _put(path: Path, content: bytes) -> None:
    """Whole on disk under its name, or not there at all: half a key would lock this office out. The first one stays."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent)  # only the owner may read it
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        os.unlink(unfinished)


@cache
def office() -> seal.Office:
    """Opens what phones sealed for this office."""
    return seal.Office(_key("office.pem"))


def make_ready() -> None:
    """All keys are there from the first start on: a backup made without them would open nothing later."""
    office()
    signer()
    csrf_secret()
    readings_key()


def office_point() -> bytes:
    """The public half as phones keep it: 65 bytes, uncompressed."""
    return office().public


@cache
def signer() -> seal.DeviceKey:
    """Signs what this office writes itself: forms posted at a desk, and what the office decides."""
    return seal.DeviceKey(_key("sign.pem"))


def _key(name: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(_file(name, _new_key()), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SystemExit(f"{name} is not a P-256 key; put back the right file from the recovery kit")
    return key


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@cache
def csrf_secret() -> str:
    return _file("csrf", secrets.token_hex(32).encode()).decode()


@cache
def readings_key() -> bytes:
    """Seals the log of who read what."""
    return _file("readings", secrets.token_bytes(32))


def share_of(device: str) -> bytes:
    """This office's half of the key to what is readable on a phone.

    From the key that every backup has, so that it is the same for a phone which a restore knows from the journal alone.
    """
    secret = _key("office.pem").private_numbers().private_value.to_bytes(32, "big")
    info = b"gandan share 1" + device.encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def paper_key() -> bytes:
    """What the serials of printed forms follow from; the same in an office that was restored."""
    secret = _key("office.pem").private_numbers().private_value.to_bytes(32, "big")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"gandan paper 1").derive(secret)


def forget() -> None:
    """Ask the files again: a restore has put others there."""
    for known in (office, signer, csrf_secret, readings_key):
        known.cache_clear()
