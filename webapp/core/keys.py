"""The office's keys: files created at the first start, sealed in backups."""

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
from webapp.core.labels import LABELS
from webapp.settings import settings


def _file(name: str, make: bytes) -> bytes:
    folder = settings().secrets
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = folder / name
    if not path.exists():
        _put(path, make)
    return path.read_bytes()


def _put(path: Path, content: bytes) -> None:
    """Atomic: half a key would lock this office out. In a race the first file stays."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent)  # mode 0600
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
def office_key() -> seal.OfficeKey:
    """Decrypts what phones seal."""
    return seal.OfficeKey(LABELS, _key("office.pem"))


def make_all_keys() -> None:
    """Creates all keys: a backup without them could not be opened."""
    office_key()
    signer()
    csrf_secret()
    readings_key()


def office_point() -> bytes:
    """P-256, 65 bytes, uncompressed."""
    return office_key().public


@cache
def signer() -> seal.DeviceKey:
    """Signs office forms and rulings."""
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
    """HMAC key of the audit log."""
    return _file("readings", secrets.token_bytes(32))


def share_of(device: str) -> bytes:
    """Office half of the key to a phone's readable copies.

    Derived, so also for phones that a restored office knows only from the journal.
    """
    secret = _key("office.pem").private_numbers().private_value.to_bytes(32, "big")
    info = b"gandan share 1" + device.encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret)


def paper_key() -> bytes:
    """For printed forms' serials; the same after a restore."""
    secret = _key("office.pem").private_numbers().private_value.to_bytes(32, "big")
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"gandan paper 1").derive(secret)


def forget() -> None:
    """After a restore."""
    for known in (office_key, signer, csrf_secret, readings_key):
        known.cache_clear()
