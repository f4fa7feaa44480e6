"""Enrolment request of a phone's script, with a slip."""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.seal import verify_signature
from webapp.accounts.codes import is_whole_code, tidy_code
from webapp.accounts.enrolment.phone_keys import PhoneKeys, UnfitKeys
from webapp.accounts.enrolment.rules import enrol_phone, enrol_phone_again, slip_refusal
from webapp.accounts.enrolment.wrong_codes import note_wrong_code, wait_for_code
from webapp.accounts.models import Device, Slip
from webapp.accounts.passwords.address_limit import LastMinute
from webapp.accounts.queries import slip_with
from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.core.vi_text import UNWANTED, nfc_text
from webapp.people.rules import has_gone

AGAIN_WITHIN = timedelta(hours=24)
PROVES = b"gandan enrol 1"
LABEL_MAX = 60


class NotEnrolled(Exception):
    """`wait` in seconds."""

    def __init__(self, reason: str, *, status: int = 422, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.status, self.wait = reason, status, wait

    @property
    def sentence(self) -> str:
        return sentence_for(self.reason, self.wait)


def sentence_for(reason: str, wait: int = 0) -> str:
    """For the user; a wrong code reveals nothing."""
    if reason == "used":
        return _("This slip has been used. Ask your branch secretary for a new one.")
    if reason == "old":
        return _(
            "This slip is too old, or a newer one has taken its place. Ask your branch secretary for a new one."
        )
    if reason in ("key", "proof"):
        return _("This browser's key could not be read. Open the page in Chrome.")
    if reason == "often":
        minutes = -(-wait // 60)
        return _("Too many wrong codes. Wait %(minutes)s minutes, or use a printed slip.") % {
            "minutes": minutes
        }
    if reason == "wrong":
        return _("This code is not right. Look at each letter on the slip, or ask your branch secretary.")
    return _("The commune could not read this. Open the page in Chrome and try again.")


@dataclass(frozen=True)
class EnrolmentRequest:
    """Without `proof` no retry after a lost response."""

    code: str
    keys: PhoneKeys
    label: str
    proof: bytes | None

    @classmethod
    def read(cls, sent: Any) -> "EnrolmentRequest":
        """Before the slip is used: bad keys do not cost it."""
        if not isinstance(sent, Mapping):
            raise NotEnrolled("format")
        typed, label = sent.get("code"), sent.get("label", "")
        if not isinstance(typed, str) or not isinstance(label, str):
            raise NotEnrolled("format")
        try:
            keys = PhoneKeys.read(sent)
        except UnfitKeys as error:
            raise NotEnrolled("key") from error
        code, proof = tidy_code(typed), None
        if "proof" in sent:
            proof = _unpacked(sent["proof"])
            if proof is None or not any(_proves(one, keys, proof) for one in {code, typed}):
                raise NotEnrolled("proof")
        return cls(code, keys, _label(label), proof)


async def enrol_who_asks(sent: Any, address: str, last_minute: LastMinute) -> tuple[Slip, Device]:
    asked = EnrolmentRequest.read(sent)
    slip = await slip_to_enrol(asked.code, address, last_minute)
    if device := await _enrolled_before(slip, asked):
        await enrol_phone_again(device, asked.keys)
        return slip, device
    if reason := slip_refusal(slip):
        await note_wrong_code(asked.code, address, last_minute)
        raise NotEnrolled(reason)
    return slip, await enrol_phone(slip, asked.keys, label=asked.label)


async def slip_to_enrol(code: str, address: str, last_minute: LastMinute) -> Slip:
    """In any state; rate-limited."""
    if not is_whole_code(code):
        raise NotEnrolled("wrong")
    if wait := await wait_for_code(code, address, last_minute):
        raise NotEnrolled("often", status=429, wait=wait)
    slip = await slip_with(code)
    if slip is None:
        await note_wrong_code(code, address, last_minute)
        raise NotEnrolled("wrong")
    if await has_gone(slip.member_id, today()):  # also on a retry: the response has the key share
        raise NotEnrolled("old")
    return slip


async def _enrolled_before(slip: Slip, asked: EnrolmentRequest) -> Device | None:
    """Retry after a lost response: within a day, same key, before first contact."""
    if not asked.proof or not may_ask_again(slip):
        return None
    return await Device.get_or_none(id=slip.used_for, sign_key=asked.keys.sign, revoked_at=None, seen_at=None)


def may_ask_again(slip: Slip) -> bool:
    if not slip.used_for or slip.used_at is None:
        return False
    return slip.used_at <= slip.expires_at and datetime.now(UTC) < slip.used_at + AGAIN_WITHIN


def _proves(code: str, keys: PhoneKeys, proof: bytes) -> bool:
    """`code`: normalised, or as sent."""
    words = PROVES + code.encode(errors="replace") + keys.sign + keys.reading + keys.receive + keys.pin
    return verify_signature(keys.sign, words, proof)


def _label(sent: str) -> str:
    """Never blocks enrolment."""
    return nfc_text(UNWANTED.sub(" ", sent))[:LABEL_MAX]


def _unpacked(text: Any) -> bytes | None:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)) if isinstance(text, str) else None
    except ValueError:
        return None
