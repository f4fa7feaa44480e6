"""The phone, the office and the submissions of the published examples: always the same bytes."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from sync import envelope, seal
from sync.envelope import Submission, make_body
from sync.frames import Hello, Origin
from webapp.core.labels import LABELS

DEVICE = bytes.fromhex("0102030405060708")
NONCE = bytes.fromhex("a1a2a3a4a5a6a7a8")
INCARNATION = bytes.fromhex("1111111122222222")
HOUSE = envelope.to_text(bytes.fromhex("f0e1d2c3b4a59687"))
NOW = 1763815200
NOTE = (
    "Bà cụ hỏi về giấy bảo hiểm y tế cho cháu nhỏ; đường nước vào bản bị tắc sau mưa, hẹn tuần sau quay lại."
)


class SteadyKey(seal.DeviceKey):
    """Signs the same message the same way, so that the file does not change when written again."""

    def sign(self, message: bytes) -> bytes:
        return steady(self.private, message)


class SteadyOffice(seal.OfficeKey):
    def sign(self, message: bytes) -> bytes:
        return steady(self.private, message)


def steady(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = seal.utils.decode_dss_signature(key.sign(message, algorithm))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def private(secret: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256R1())


DEVICE_KEY = SteadyKey(private(0x1111111111111111111111111111111111111111111111111111111111111111))
READING_KEY = SteadyKey(private(0x6666666666666666666666666666666666666666666666666666666666666666))
PIN, PIN_SALT = "246810", bytes(range(16))
OFFICE = SteadyOffice(LABELS, private(0x2222222222222222222222222222222222222222222222222222222222222222))
RECEIVE_KEY = seal.ReceiveKey(private(0x4444444444444444444444444444444444444444444444444444444444444444))
RETURN_KEY = seal.ReceiveKey(private(0x5555555555555555555555555555555555555555555555555555555555555555))
SESSION = seal.WritingSession(
    LABELS,
    DEVICE,
    OFFICE.public,
    private=private(0x3333333333333333333333333333333333333333333333333333333333333333),
)

BODIES = {
    "visit with a note": dict(
        kind=1, schema=1, wall=NOW, counter=0, entity=HOUSE, values=[1, [1, 3], 1, NOTE, None]
    ),
    "nobody home, one tap": dict(kind=1, schema=1, wall=NOW + 60, counter=0, entity=HOUSE, values=[4]),
    "concern": dict(
        kind=2,
        schema=1,
        wall=NOW + 61,
        counter=2,
        entity=HOUSE,
        values=[3, 2, "Giếng cạn", 'Ba hộ dùng chung, "nước đục"\nđã 10 ngày', 2, 1],
    ),
    "withdrawn before it was sent": dict(kind=0, schema=1, wall=NOW + 61, counter=3, entity="", values=[]),
    "change with an author": dict(
        kind=3,
        schema=1,
        wall=NOW + 62,
        counter=0,
        entity=HOUSE,
        values=[5, 4, f"{envelope.to_text(DEVICE)}.1.0"],
        extras={"a": "AQIDBAUGBwg"},
    ),
}


def submissions() -> list[Submission]:
    return [
        Submission(DEVICE, seq, make_body(**fields)) for seq, fields in enumerate(BODIES.values(), start=1)
    ]


HELLO = Hello(DEVICE, NONCE, INCARNATION, made=5, now=NOW + 100, build=12, extras={"free_mb": 900})
IDLE = Hello(DEVICE, NONCE, INCARNATION, manifest=bytes.fromhex("00112233445566ff"), made=5, now=NOW + 100)
NAMED_ORIGIN = Origin(
    DEVICE, OFFICE.fingerprint, made=5, created=NOW + 200, place="xã Hữu Khuông, huukhuong.example"
)
ORIGIN = Origin(DEVICE, OFFICE.fingerprint, made=5, created=NOW + 200)
