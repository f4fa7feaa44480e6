"""Large files: named in the extras of a submission, sealed one by one, and uploaded after it in pieces."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sync.envelope import Malformed
from sync.labels import Labels

MOST = 4
"""Files that one submission may name."""
SIZE_MAX = 2_000_000
"""Bytes of a file as sealed."""
TYPES = ("image/jpeg", "image/webp", "image/png", "audio/webm", "audio/mp4")
_ID = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")  # the last character holds four bits


class Named(NamedTuple):
    id: str
    size: int
    type: str


def id_of(sealed: bytes) -> str:
    """SHA-256 of the sealed bytes, 43 characters of base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(sealed).digest()).rstrip(b"=").decode()


def is_blob_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def named_in(extras: Mapping[str, Any]) -> tuple[Named, ...]:
    """The files under `f` of a body's extras: up to four lists of id, size and type. Raises `Malformed`."""
    given = extras.get("f", [])
    if type(given) is not list or len(given) > MOST or not all(map(_is_name, given)):
        raise Malformed("format")
    return tuple(Named(*one) for one in given)


def _is_name(given: Any) -> bool:
    if type(given) is not list or [type(part) for part in given] != [str, int, str]:
        return False
    return is_blob_id(given[0]) and 0 < given[1] <= SIZE_MAX and given[2] in TYPES


def proof_message(labels: Labels, device: bytes, id_: str) -> bytes:
    """What a device signs to upload a file."""
    return labels.blob + device + id_.encode()


def read_signature(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("format") from error
