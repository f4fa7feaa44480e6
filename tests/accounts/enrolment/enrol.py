"""A phone that enrols: its keys, and the slip it redeems."""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync.seal import DeviceKey


def new_point() -> str:
    return packed(ec_point(ec.generate_private_key(ec.SECP256R1())))


def ec_point(key: ec.EllipticCurvePrivateKey, *, compressed: bool = False) -> bytes:
    form = (
        serialization.PublicFormat.CompressedPoint
        if compressed
        else serialization.PublicFormat.UncompressedPoint
    )
    return key.public_key().public_bytes(serialization.Encoding.X962, form)


def packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


async def redeem(browser, code: str, point: str, **others: object):
    keys = {"read": new_point(), "receive": new_point(), "pin": "A" * 43} | others
    return await browser.post("/enrol/device", json={"code": code, "sign": point, "label": "Máy 1"} | keys)


READ, RECEIVE, PIN = DeviceKey.generate(), DeviceKey.generate(), bytes(32)


def proven(
    code: str, key: DeviceKey, label: bytes = b"gandan enrol 1", read: DeviceKey = READ
) -> dict[str, str]:
    proof = key.sign(label + code.encode() + key.public + read.public + RECEIVE.public + PIN)
    keys = {"sign": packed(key.public), "read": packed(read.public), "receive": packed(RECEIVE.public)}
    return {"code": code, "label": "Máy 1", "pin": packed(PIN), "proof": packed(proof)} | keys
