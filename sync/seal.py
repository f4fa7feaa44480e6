"""Signatures (ECDSA P-256) over lists of digests, and sealing (ECDH, AES-GCM) that only the office can open."""

from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.envelope import Malformed
from sync.labels import Labels

_CURVE = ec.SECP256R1()
_HASH = ec.ECDSA(hashes.SHA256())


class Damaged(Exception):
    """Sealed bytes that do not open: altered, or sealed for another key."""


def attest_message(prefix: bytes, opening: bytes, digests: Iterable[tuple[int, bytes]]) -> bytes:
    """What a device signs: its hello or origin, and the digest of each submission it confirms."""
    listed = b"".join(seq.to_bytes(8, "big") + digest for seq, digest in sorted(digests))
    return prefix + opening + listed


def claim_message(prefix: bytes, opening: bytes, turn: int, value: bytes) -> bytes:
    """What a proof of the reading key or the PIN signs, bound to one hello and one turn."""
    return prefix + opening + turn.to_bytes(8, "big") + value


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Verify a raw r‖s signature, as WebCrypto makes it."""
    if len(signature) != 64:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    try:
        _point(public).verify(utils.encode_dss_signature(r, s), message, _HASH)
    except (InvalidSignature, ValueError):
        return False
    return True


class _Key:
    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self.private = private
        self.public = private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def sign(self, message: bytes) -> bytes:
        r, s = utils.decode_dss_signature(self.private.sign(message, _HASH))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class DeviceKey(_Key):
    """A device's signing key."""

    @classmethod
    def generate(cls) -> "DeviceKey":
        return cls(ec.generate_private_key(_CURVE))


class WritingSession(_Key):
    """Seals for the office with an ephemeral key; without that key not even the device can open what it sealed."""

    def __init__(
        self,
        labels: Labels,
        device: bytes,
        office: bytes,
        *,
        private: ec.EllipticCurvePrivateKey | None = None,
    ) -> None:
        super().__init__(private or ec.generate_private_key(_CURVE))
        self.device, self._shorthand = device, labels.shorthand
        self._cipher = cipher(self.private, office, self.public, labels.seal + device)

    def seal(self, seq: int, body: bytes) -> bytes:
        return self._cipher.encrypt(_nonce(seq), self._shorthand.shorten(body), _bound(self.device, seq))

    def seal_file(self, content: bytes) -> bytes:
        """Public key ‖ ciphertext. Use one session for each file: the nonce is 0, and a second file would repeat it."""
        return self.public + self._cipher.encrypt(_nonce(0), content, _bound(self.device, 0))


class ReceiveKey(_Key):
    """A device's key for return files."""

    @classmethod
    def generate(cls) -> "ReceiveKey":
        return cls(ec.generate_private_key(_CURVE))


class OfficeKey(_Key):
    """The office's key. Devices keep its public half, so it also signs return files."""

    def __init__(self, labels: Labels, private: ec.EllipticCurvePrivateKey) -> None:
        super().__init__(private)
        self.labels = labels
        # One key agreement for each writing session, not for each submission.
        self._session = lru_cache(maxsize=256)(self._agree)

    @classmethod
    def generate(cls, labels: Labels) -> "OfficeKey":
        return cls(labels, ec.generate_private_key(_CURVE))

    @property
    def fingerprint(self) -> bytes:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(self.public)
        return digest.finalize()[:8]

    def open(self, device: bytes, session: bytes, seq: int, sealed: bytes) -> bytes:
        try:
            return self.labels.shorthand.lengthen(
                self._decrypt(self._session(device, session), device, seq, sealed)
            )
        except (InvalidTag, ValueError, Malformed) as error:
            raise Damaged from error

    def open_file(self, device: bytes, sealed: bytes) -> bytes:
        session, rest = sealed[:65], sealed[65:]
        try:
            return self._decrypt(self._agree(device, session), device, 0, rest)
        except (InvalidTag, ValueError) as error:
            raise Damaged from error

    def _decrypt(self, cipher: AESGCM, device: bytes, seq: int, sealed: bytes) -> bytes:
        return cipher.decrypt(_nonce(seq), sealed, _bound(device, seq))

    def _agree(self, device: bytes, session: bytes) -> AESGCM:
        return cipher(self.private, session, session, self.labels.seal + device)


def cipher(private: ec.EllipticCurvePrivateKey, peer: bytes, salt: bytes, info: bytes) -> AESGCM:
    """The key of one agreement: `salt` is the ephemeral public key, `info` the label of its use."""
    shared = private.exchange(ec.ECDH(), _point(peer))
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(shared))


def is_point(public: bytes) -> bool:
    try:
        return bool(_point(public)) and len(public) == 65
    except ValueError:
        return False


def _nonce(seq: int) -> bytes:
    """Unique under the key of a session, because a device uses each seq once."""
    return seq.to_bytes(12, "big")


def _bound(device: bytes, seq: int) -> bytes:
    return b"GDS1" + device + seq.to_bytes(8, "big")


def _point(public: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public)
