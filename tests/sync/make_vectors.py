"""Write sync/vectors.json: run `python -m tests.sync.make_vectors` after the format has changed on purpose."""

import base64
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync import envelope, feed, frames, parcel, seal, shorthand
from sync.envelope import Submission, make_body
from sync.frames import Hello, Origin, Receipt, Welcome, frame
from sync.ranges import Ranges

PLACE = Path(__file__).parents[2] / "sync" / "vectors.json"
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
        algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = seal.utils.decode_dss_signature(self.private.sign(message, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def private(secret: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(secret, ec.SECP256R1())


DEVICE_KEY = SteadyKey(private(0x1111111111111111111111111111111111111111111111111111111111111111))
OFFICE = seal.Office(private(0x2222222222222222222222222222222222222222222222222222222222222222))
SESSION = seal.WritingSession(
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
        values=[3, 2, "Giếng cạn", 'Ba hộ dùng chung, "nước đục"\nđã 10 ngày', "2025-12-01", 1],
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


def key_of(key: Any) -> dict[str, Any]:
    der = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    secret = key.private.private_numbers().private_value.to_bytes(32, "big")
    parts = {"d": secret, "x": key.public[1:33], "y": key.public[33:]}
    jwk = {name: base64.urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in parts.items()}
    return {
        "pkcs8": der.hex(),
        "jwk": {"kty": "EC", "crv": "P-256"} | jwk,
        "public": key.public.hex(),
    }


def bodies() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "seq": one.seq,
            "fields": fields,
            "text": one.body.decode(),
            "body": one.body.hex(),
            "digest": one.digest.hex(),
            "record_id": envelope.record_id(DEVICE, one.seq),
            "slip_code": envelope.slip_code(DEVICE, one.seq),
            "opid_0": envelope.opid(DEVICE, one.seq, 0),
            "shorthand": shorthand.shorten(one.body).hex(),
            "sealed": SESSION.seal(one.seq, one.body).hex(),
            "sealed_plain": seal_plain(one).hex(),
        }
        for (name, fields), one in zip(BODIES.items(), submissions(), strict=True)
    ]


def seal_plain(one: Submission) -> bytes:
    """As a phone seals that does not write shorthand."""
    return SESSION._cipher.encrypt(seal._nonce(one.seq), one.body, seal._bound(DEVICE, one.seq))


HELLO = Hello(DEVICE, NONCE, INCARNATION, made=5, now=NOW + 100, build=12, extras={"free_mb": 900})
IDLE = Hello(DEVICE, NONCE, INCARNATION, manifest=bytes.fromhex("00112233445566ff"), made=5, now=NOW + 100)
ORIGIN = Origin(DEVICE, OFFICE.fingerprint, made=5, created=NOW + 200)


def attests() -> list[dict[str, Any]]:
    chosen = {
        "hello, nothing named": (seal.EXCHANGE, HELLO.encode(), {}),
        "hello, all named": (seal.EXCHANGE, HELLO.encode(), {s.seq: s.digest for s in submissions()}),
        "hello, two and four named": (
            seal.EXCHANGE,
            HELLO.encode(),
            {s.seq: s.digest for s in submissions() if s.seq % 2 == 0},
        ),
        "file, all named": (seal.CARRIED, ORIGIN.encode(), {s.seq: s.digest for s in submissions()}),
    }
    found = []
    for name, (prefix, opening, digests) in chosen.items():
        message = seal.attest_message(prefix, opening, digests.items())
        found.append(
            {
                "name": name,
                "opening": opening.hex(),
                "named": [{"seq": seq, "digest": digest.hex()} for seq, digest in digests.items()],
                "message": message.hex(),
                "signature": DEVICE_KEY.sign(message).hex(),
                "payload": parcel._attest(prefix, opening, DEVICE_KEY, digests)[2:].hex(),
            }
        )
    return found


def requests() -> list[dict[str, Any]]:
    at_rest = [parcel.sealed(SESSION, one) for one in submissions()]
    first = submissions()[0]
    made = {
        "idle": dict(hello=IDLE),
        "open bodies": dict(hello=HELLO, items=submissions()),
        "sealed bodies": dict(hello=HELLO, items=at_rest),
        "after a doubt: ask for 1 and 3-4": dict(hello=HELLO, asked=Ranges.of([1, 3, 4])),
        "sign what came unsigned": dict(hello=HELLO, named=[(first.seq, first.digest)]),
        "open and sealed, two sessions": dict(hello=HELLO, items=[first, *at_rest[1:]]),
    }
    return [
        {
            "name": name,
            "plain": parcel.request(key=DEVICE_KEY, deflate=False, **parts).hex(),
            "deflated": parcel.request(key=DEVICE_KEY, deflate=True, **parts).hex(),
        }
        for name, parts in made.items()
    ]


PAGES = {
    "/": "Hôm nay\n<h1>Hôm nay</h1>".encode(),
    "/households": "Hộ\n<ul><li>Vi Thị Hoa</li></ul>".encode(),
    f"/households/{HOUSE}": "Vi Thị Hoa\n<p>5 khẩu</p>".encode(),
}
RECEIPTS = [
    *(Receipt(seq, 1, "", 700 + seq) for seq in range(1, 51)),
    Receipt(51, 2, "unsigned"),
    Receipt(52, 2, "unsigned"),
    Receipt(53, 3, "scope"),
    Receipt(54, 4, "format"),
    Receipt(55, 5),
    Receipt(57, 1, "", 900),
    Receipt(58, 1, "", 950),
]


def answers() -> list[dict[str, Any]]:
    wanted = {path: feed.page_hash(content) for path, content in PAGES.items()}
    delta = feed.plan({"/": wanted["/"], "/old": bytes(8)}, wanted)
    anew = feed.plan(None, wanted)
    made = {
        "idle": (Welcome(NONCE, INCARNATION, NOW + 101, 5, feed.manifest_hash(wanted)), [], Ranges(), b""),
        "receipts of every kind": (
            Welcome(NONCE, INCARNATION, NOW + 101, 55, backoff=30),
            RECEIPTS,
            Ranges.of([57, 58]),
            b"",
        ),
        "two pages, one dropped": (
            Welcome(NONCE, INCARNATION, NOW + 101, 5, feed.manifest_hash(wanted)),
            [],
            Ranges(),
            feed.frames(delta, PAGES.__getitem__),
        ),
        "all pages anew": (
            Welcome(NONCE, INCARNATION, NOW + 101, 5, feed.manifest_hash(wanted), replace=True),
            [],
            Ranges(),
            feed.frames(anew, PAGES.__getitem__),
        ),
        "wipe": (Welcome(NONCE, INCARNATION, NOW + 101, 5, wipe=True, replace=True), [], Ranges(), b""),
    }
    return [
        {
            "name": name,
            "welcome": {
                key: value.hex() if isinstance(value, bytes) else value
                for key, value in vars(welcome).items()
            },
            "receipts": [list(row) for row in rows],
            "known": [list(pair) for pair in known.pairs],
            "bytes": frames.answer_head(welcome, rows, known).hex() + pages.hex(),
        }
        for name, (welcome, rows, known, pages) in made.items()
    ]


def manifests() -> dict[str, Any]:
    wanted = {path: feed.page_hash(content) for path, content in PAGES.items()}
    listed = [
        {"path": path, "content": PAGES[path].decode(), "hash": wanted[path].hex()} for path in sorted(PAGES)
    ]
    return {
        "pages": listed,
        "hash": feed.manifest_hash(wanted).hex(),
        "hash_of_none": feed.manifest_hash({}).hex(),
    }


def small_pieces() -> dict[str, Any]:
    numbers = [0, 1, 127, 128, 300, 16383, 16384, NOW, 2**53 - 1]
    sets = [[], [1], [1, 2, 3], [1, 3, 4, 5, 9]]
    ids = [bytes(8), DEVICE, bytes.fromhex("ffffffffffffffff")]
    return {
        "varints": [{"number": n, "bytes": frames.varint(n).hex()} for n in numbers],
        "ranges": [{"seqs": s, "bytes": frames.ranges(Ranges.of(s)).hex()} for s in sets],
        "ids": [{"bytes": one.hex(), "text": envelope.to_text(one)} for one in ids],
        "shorthand": [
            {"text": text, "bytes": shorthand.shorten(text.encode()).hex()}
            for text in ["đường nước vào bản", "Ơ kìa — 🙂 ừ, được rồi", "plain ascii"]
        ],
        "shorthand_tokens": dict(zip(map(str, shorthand.CODES), shorthand.TOKENS, strict=True)),
    }


ANSWERED = {"a billion named"}  # the others get an HTTP error: there is nobody to answer


def errors() -> dict[str, Any]:
    head = f'[1,1,{NOW},0,"{HOUSE}",'
    bad_bodies = {
        "not JSON": (b"hello", "format"),
        "a float": (f"{head}[1.5]]".encode(), "format"),
        "NaN": (f"{head}[NaN]]".encode(), "format"),
        "true": (f"{head}[true]]".encode(), "format"),
        "a whole number beyond 2^53-1": (f"{head}[9007199254740992]]".encode(), "format"),
        "the same name twice": (f'{head}[],{{"a":1,"a":2}}]'.encode(), "format"),
        "not UTF-8": (f"{head}[".encode() + b'"\xff"]]', "format"),
        "not NFC": (f'{head}["a\u0301"]]'.encode(), "format"),
        "NUL": (f'{head}["\\u0000"]]'.encode(), "format"),
        "half a character": (f'{head}["\\ud800"]]'.encode(), "format"),
        "reading direction turned": (f'{head}["\u202e"]]'.encode(), "format"),
        "list in a list": (f"{head}[[[1]]]]".encode(), "format"),
        "seven deep": (f'{head}[],{{"x":{{"x":{{"x":{{"x":{{"x":{{"x":1}}}}}}}}}}}}]'.encode(), "format"),
        "entity of ten letters": (f'[1,1,{NOW},0,"AAAAAAAAAA",[]]'.encode(), "format"),
        "kind -1": (f'[-1,1,{NOW},0,"",[]]'.encode(), "format"),
        "text of 4001": (f'{head}["{"x" * 4001}"]]'.encode(), "size"),
        "list of 65": (f"{head}{[0] * 65}]".encode(), "size"),
    }
    opening = frame(b"h", HELLO.encode()) + parcel._attest(seal.EXCHANGE, HELLO.encode(), DEVICE_KEY, {})
    body = frame(b"b", frames.varint(1) + submissions()[0].body)
    ends = {
        "wrong magic": (b"GDY\x01\x00", "format"),
        "unknown flag": (b"GDX\x01\x02", "format"),
        "body before hello": (b"GDX\x01\x00" + body, "format"),
        "hello not signed": (b"GDX\x01\x00" + frame(b"h", HELLO.encode()) + body, "signature"),
        "hello signed by another": (
            b"GDX\x01\x00" + frame(b"h", HELLO.encode()) + frame(b"a", bytes(64)) + body,
            "signature",
        ),
        "broken deflate": (b"GDX\x01\x01\x78\x9c\xff\xff", "format"),
        "a billion named": (
            b"GDX\x01\x00" + opening + frame(b"a", bytes(64) + frames.varint(1) + frames.varint(10**9)),
            "size",
        ),
    }
    return {
        "bodies": [{"name": n, "body": raw.hex(), "code": code} for n, (raw, code) in bad_bodies.items()],
        "requests": [
            {"name": n, "bytes": raw.hex(), "code": code, "answered": n in ANSWERED}
            for n, (raw, code) in ends.items()
        ],
    }


def vectors() -> dict[str, Any]:
    at_rest = [parcel.sealed(SESSION, one) for one in submissions()]
    return {
        "note": "Keys are for tests only. Bytes are hex. `deflated` may differ with another zlib; it must inflate to `plain`.",
        "device": DEVICE.hex(),
        "keys": {
            "device": key_of(DEVICE_KEY),
            "office": key_of(OFFICE) | {"fingerprint": OFFICE.fingerprint.hex()},
            "session": key_of(SESSION),
        },
        "pieces": small_pieces(),
        "bodies": bodies(),
        "attests": attests(),
        "requests": requests(),
        "answers": answers(),
        "file": {
            "origin": ORIGIN.encode().hex(),
            "bytes": parcel.carried_file(ORIGIN, DEVICE_KEY, at_rest).hex(),
        },
        "manifest": manifests(),
        "errors": errors(),
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
