"""This office's keys: files made at the first start, never in the database or its backups."""

import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from webapp.settings import settings


def _file(name: str, make: bytes) -> bytes:
    """The file's content; made with owner-only rights if it is not there yet."""
    folder = settings().secrets
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path: Path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(make)
        file.flush()
        os.fsync(file.fileno())
    return make


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@cache
def office_key() -> ec.EllipticCurvePrivateKey:
    """Opens what phones sealed for this office, and signs what this office writes itself."""
    key = serialization.load_pem_private_key(_file("office.pem", _new_key()), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise SystemExit("office.pem is not a P-256 key; put back the right file from the recovery kit")
    return key


def office_point() -> bytes:
    """The public half as phones keep it: 65 bytes, uncompressed."""
    return (
        office_key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )


@cache
def csrf_secret() -> str:
    return _file("csrf", secrets.token_hex(32).encode()).decode()
