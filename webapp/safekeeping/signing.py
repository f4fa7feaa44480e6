"""Office signature of backups: encryption uses the public key, so proves no origin."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sync.seal import verify_signature
from webapp.core import chain_heads
from webapp.core.keys import signer
from webapp.safekeeping.recovery_key import LETTERS, NotOpened, Sealing
from webapp.settings import settings

PREFIX = b"gandan backup signed 1"
NOT_OURS = "Nothing was changed. If you know where this file comes from, say --not-ours as well."


class Signing:
    def __init__(self, sealing: Sealing) -> None:
        self._sealing, self._digest = sealing, hashlib.sha256()

    def line(self, text: str) -> None:
        self._sealing.line(text)
        self._digest.update(text.encode() + b"\n")

    def signature(self, count: int) -> str:
        return signer().sign(message(self._digest.digest(), count)).hex()


def message(digest: bytes, count: int) -> bytes:
    return PREFIX + digest + count.to_bytes(8, "big")


def next_number() -> int:
    number = int(chain_heads.noted().get("backups", 0)) + 1
    chain_heads.note(backups=number)
    return number


def mark_of(public: bytes) -> str:
    """Fingerprint of the signing key, twelve letters; on the recovery paper."""
    number = int.from_bytes(hashlib.sha256(public).digest()[:8], "big") >> 4
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 12, 4))


@dataclass(frozen=True)
class Signer:
    office: str
    mark: str
    """Empty: unsigned."""
    number: int
    here: str | None
    """This office's; None: no key yet."""

    @property
    def words(self) -> str:
        if not self.mark:
            return "It is not signed: an earlier release made it, or somebody who is not the office."
        told = f"It is number {self.number}, signed by {self.office or 'an office without a name'}, mark {self.mark}"
        if self.here is None:
            return f"{told}. This computer knows no office yet: compare the mark with the paper."
        return (
            f"{told}: this office."
            if self.here == self.mark
            else f"{told}. This office has the mark {self.here}."
        )

    def refuse_others(self, *, not_ours: bool) -> None:
        if not not_ours and (not self.mark or self.here not in (None, self.mark)):
            raise NotOpened(f"{self.words} {NOT_OURS}")


def who_signed(head: dict[str, Any], end: dict[str, Any], digest: bytes) -> Signer:
    """Raises `NotOpened` for an invalid signature."""
    here = mark_of(signer().public) if (settings().secrets / "sign.pem").exists() else None
    if "sign" not in head and "signature" not in end:
        return Signer("", "", 0, here)
    try:
        public, signature = bytes.fromhex(head["sign"]), bytes.fromhex(end["signature"])
        true = verify_signature(public, message(digest, end["end"]), signature)
    except (KeyError, TypeError, ValueError, OverflowError):
        true = False
    if not true:
        raise NotOpened(
            "This backup was changed after its office had signed it; nothing was changed. Take another."
        )
    return Signer(str(head.get("office", "")), mark_of(public), int(head.get("number", 0)), here)
