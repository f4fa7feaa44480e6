"""How a commune's office and the province come to know each other's keys: by one code, said or written once.

The code itself never travels. Each side proves with it that the key it shows is its own, so that neither a network
in between nor whoever carries the slip can put another key in.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # 80 bits: a carried slip could be tried against at home


class NotASlip(Exception):
    """The code does not fit what was read."""


@dataclass(frozen=True)
class ProvinceSlip:
    """What a commune's office must know of its province."""

    name: str
    url: str
    office: bytes
    """What sealed files are for: a P-256 point."""
    sign: bytes
    """Checks the province's answers: a P-256 point."""


def new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def proof_of(code: str) -> bytes:
    """However it was typed. Slow to guess because it is long, so no slow function is needed."""
    tidy = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return hashlib.sha256(b"gandan join 1" + "".join(c for c in tidy if c in LETTERS).encode()).digest()


def shown(proof: bytes, what: str, *parts: bytes) -> str:
    """Says: whoever shows these parts knows the code."""
    message = what.encode() + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return packed(hmac.digest(proof, message, "sha256"))


def fits(proof: bytes, said: str, what: str, *parts: bytes) -> bool:
    return hmac.compare_digest(shown(proof, what, *parts).encode(), said.encode())


def written(slip: ProvinceSlip, proof: bytes) -> str:
    """The slip as a small file, or as the answer to joining by network."""
    fields = {
        "province": slip.name,
        "url": slip.url,
        "office": packed(slip.office),
        "sign": packed(slip.sign),
    }
    return json.dumps(fields | {"proof": shown(proof, "slip", *_parts(slip))}, ensure_ascii=False)


def read(text: str, proof: bytes) -> ProvinceSlip:
    try:
        fields = json.loads(text)
        slip = ProvinceSlip(
            str(fields["province"]), str(fields["url"]), unpacked(fields["office"]), unpacked(fields["sign"])
        )
        said = str(fields["proof"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotASlip from error
    if not fits(proof, said, "slip", *_parts(slip)):
        raise NotASlip
    return slip


def joining(proof: bytes, device: bytes, key: bytes) -> dict[str, Any]:
    """What a commune's office says to be let in."""
    said = shown(proof, "join", device, key)
    return {"device": packed(device), "sign": packed(key), "proof": said}


def packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _parts(slip: ProvinceSlip) -> tuple[bytes, ...]:
    return slip.name.encode(), slip.url.encode(), slip.office, slip.sign
