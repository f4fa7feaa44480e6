"""Key exchange of commune and province, authenticated by a one-time code, which never travels: neither
network nor courier can replace a key.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 80 bits, against offline guessing by a slip's finder


class NotASlip(Exception):
    """Code and slip do not match."""


@dataclass(frozen=True)
class ProvinceSlip:
    name: str
    url: str
    office: bytes
    """P-256 point; encrypts files."""
    sign: bytes
    """P-256 point; verifies answers."""


def new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def proof_of(code: str) -> bytes:
    """Tolerates spelling. Long code, so no slow hash."""
    tidy = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return hashlib.sha256(b"gandan join 1" + "".join(c for c in tidy if c in LETTERS).encode()).digest()


def shown(proof: bytes, what: str, *parts: bytes) -> str:
    """HMAC: proves knowledge of the code, for these parts."""
    message = what.encode() + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return to_base64url(hmac.digest(proof, message, "sha256"))


def fits(proof: bytes, said: str, what: str, *parts: bytes) -> bool:
    return hmac.compare_digest(shown(proof, what, *parts).encode(), said.encode())


def written(slip: ProvinceSlip, proof: bytes) -> str:
    """As a file, or to answer joining."""
    fields = {
        "province": slip.name,
        "url": slip.url,
        "office": to_base64url(slip.office),
        "sign": to_base64url(slip.sign),
    }
    return json.dumps(fields | {"proof": shown(proof, "slip", *_parts(slip))}, ensure_ascii=False)


def read(text: str, proof: bytes) -> ProvinceSlip:
    try:
        fields = json.loads(text)
        slip = ProvinceSlip(
            str(fields["province"]),
            str(fields["url"]),
            from_base64url(fields["office"]),
            from_base64url(fields["sign"]),
        )
        said = str(fields["proof"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotASlip from error
    if not fits(proof, said, "slip", *_parts(slip)):
        raise NotASlip
    return slip


def join_request(proof: bytes, device: bytes, key: bytes) -> dict[str, Any]:
    """A commune's request."""
    said = shown(proof, "join", device, key)
    return {"device": to_base64url(device), "sign": to_base64url(key), "proof": said}


def to_base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _parts(slip: ProvinceSlip) -> tuple[bytes, ...]:
    return slip.name.encode(), slip.url.encode(), slip.office, slip.sign
