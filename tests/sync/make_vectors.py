"""Write sync/vectors.json: run `python -m tests.sync.make_vectors` after the format has changed on purpose."""

import base64
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync import courier, envelope, feed, frames, parcel, returns, seal, shorthand
from sync.envelope import Submission
from sync.frames import Receipt, Welcome
from sync.ledger import Entry, Status
from sync.ranges import Ranges
from tests.sync.bad_examples import errors
from tests.sync.examples import (
    BODIES,
    DEVICE,
    DEVICE_KEY,
    HELLO,
    HOUSE,
    IDLE,
    INCARNATION,
    NAMED_ORIGIN,
    NONCE,
    NOW,
    OFFICE,
    ORIGIN,
    PIN,
    PIN_SALT,
    READING_KEY,
    RECEIVE_KEY,
    RETURN_KEY,
    SESSION,
    submissions,
)
from webapp.core.labels import LABELS

PLACE = Path(__file__).parents[2] / "sync" / "vectors.json"


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
            "record_id": LABELS.record_id(DEVICE, one.seq),
            "slip_code": LABELS.slip_code(DEVICE, one.seq),
            "opid_0": envelope.opid(DEVICE, one.seq, 0),
            "shorthand": LABELS.shorthand.shorten(one.body).hex(),
            "sealed": SESSION.seal(one.seq, one.body).hex(),
            "sealed_plain": seal_plain(one).hex(),
        }
        for (name, fields), one in zip(BODIES.items(), submissions(), strict=True)
    ]


def seal_plain(one: Submission) -> bytes:
    """As a phone seals that does not write shorthand."""
    return SESSION._cipher.encrypt(seal._nonce(one.seq), one.body, seal._bound(DEVICE, one.seq))


def enrolments() -> list[dict[str, str]]:
    """What a device proves when it redeems a code of a screen, and one of paper."""
    keys = {"read": SESSION.public, "receive": RECEIVE_KEY.public, "pin": bytes(range(32))}
    found = []
    for code in ("12345678", "7GK3M0VWXZ"):
        message = b"gandan enrol 1" + code.encode() + DEVICE_KEY.public + b"".join(keys.values())
        proof = DEVICE_KEY.sign(message)
        told = {name: value.hex() for name, value in keys.items()}
        found.append({"code": code, "message": message.hex(), "proof": proof.hex()} | told)
    return found


def attests() -> list[dict[str, Any]]:
    chosen = {
        "hello, nothing named": (LABELS.exchange, HELLO.encode(), {}),
        "hello, all named": (LABELS.exchange, HELLO.encode(), {s.seq: s.digest for s in submissions()}),
        "hello, two and four named": (
            LABELS.exchange,
            HELLO.encode(),
            {s.seq: s.digest for s in submissions() if s.seq % 2 == 0},
        ),
        "file, all named": (LABELS.file, ORIGIN.encode(), {s.seq: s.digest for s in submissions()}),
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


SHARE = replace(IDLE, extras={"share": 1})
TURN = 300


def of_the_pin() -> dict[str, Any]:
    """What a phone makes of its PIN: the slow part, what proves it, and the key to the data key."""
    slow = hashlib.pbkdf2_hmac("sha256", PIN.encode(), PIN_SALT, 600_000)
    proof, kek = hkdf(slow, b"", b"gandan pin 1"), hkdf(bytes(range(32)), slow, b"gandan kek 1")
    return {"pin": PIN, "salt": PIN_SALT, "slow": slow, "share": bytes(range(32)), "proof": proof, "key": kek}


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def claim(kind: str, hello: frames.Hello, value: bytes = b"") -> bytes:
    return parcel.proof(LABELS, kind.encode(), hello, READING_KEY if kind == "v" else DEVICE_KEY, TURN, value)


def claims() -> list[dict[str, Any]]:
    proof = of_the_pin()["proof"]
    made = {"reads": ("v", b""), "reads, with a new PIN": ("v", proof), "the PIN": ("x", proof)}
    return [
        {
            "name": name,
            "type": kind,
            "opening": IDLE.encode().hex(),
            "turn": TURN,
            "value": value.hex(),
            "message": seal.claim_message(
                LABELS.reading if kind == "v" else LABELS.pin, IDLE.encode(), TURN, value
            ).hex(),
            "frame": claim(kind, IDLE, value).hex(),
        }
        for name, (kind, value) in made.items()
    ]


def requests() -> list[dict[str, Any]]:
    at_rest = [parcel.sealed(SESSION, one) for one in submissions()]
    first = submissions()[0]
    made = {
        "idle": dict(hello=IDLE),
        "reads": dict(hello=IDLE, claims=[claim("v", IDLE)]),
        "reads and tells a new PIN": dict(hello=IDLE, claims=[claim("v", IDLE, of_the_pin()["proof"])]),
        "reads and asks for its share": dict(
            hello=SHARE, claims=[parcel.proof(LABELS, b"v", SHARE, READING_KEY, TURN)]
        ),
        "after 30 days: proves the PIN": dict(hello=IDLE, claims=[claim("x", IDLE, of_the_pin()["proof"])]),
        "open bodies": dict(hello=HELLO, items=submissions()),
        "sealed bodies": dict(hello=HELLO, items=at_rest),
        "after a doubt: ask for 1 and 3-4": dict(
            hello=HELLO, asked={1: first.digest, 3: bytes(32), 4: bytes([4]) * 32}
        ),
        "sign what came unsigned": dict(hello=HELLO, named=[(first.seq, first.digest)]),
        "open and sealed, two sessions": dict(hello=HELLO, items=[first, *at_rest[1:]]),
    }
    return [
        {
            "name": name,
            "plain": parcel.request(LABELS, key=DEVICE_KEY, deflate=False, **parts).hex(),
            "deflated": parcel.request(LABELS, key=DEVICE_KEY, deflate=True, **parts).hex(),
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
    delta = feed.plan_delta({"/": wanted["/"], "/old": bytes(8)}, wanted)
    anew = feed.plan_delta(None, wanted)
    made: dict[str, Any] = {
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
            feed.page_frames(delta, PAGES.__getitem__),
        ),
        "all pages anew": (
            Welcome(NONCE, INCARNATION, NOW + 101, 5, feed.manifest_hash(wanted), replace=True),
            [],
            Ranges(),
            feed.page_frames(anew, PAGES.__getitem__),
        ),
        "the share again": (Welcome(NONCE, INCARNATION, NOW + 101, 5), [], Ranges(), b"", bytes(range(32))),
        "a wrong PIN": (Welcome(NONCE, INCARNATION, NOW + 101, 5), [], Ranges(), b"", b"", (5, 30)),
        "the request broke after three frames": (
            Welcome(NONCE, INCARNATION, NOW + 101, 5),
            [],
            Ranges(),
            b"",
            b"",
            None,
            frames.Broken(3, "size"),
        ),
        "wipe": (Welcome(NONCE, INCARNATION, NOW + 101, 5, wipe=True, replace=True), [], Ranges(), b""),
        "wipe, for it was copied": (
            Welcome(NONCE, INCARNATION, NOW + 101, 5, wipe=True, copied=True),
            [Receipt(5, 3, "equivocation")],
            Ranges(),
            b"",
        ),
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
            "share": (more[0] if more else b"").hex(),
            "tries": list(more[1]) if more[1:] and more[1] else None,
            "broken": list(more[2]) if more[2:] else None,
            "bytes": frames.answer_head(welcome, rows, known, *more).hex() + pages.hex(),
        }
        for name, (welcome, rows, known, pages, *more) in made.items()
    ]


def answer_in_pieces() -> dict[str, Any]:
    """What counts when the answer is cut behind byte `from` (and before the next row's)."""
    wanted = {path: feed.page_hash(content) for path, content in PAGES.items()}
    delta = feed.plan_delta({"/": bytes(8), "/old": bytes(8)}, wanted, order=list(PAGES), pieces=len(PAGES))
    listed = feed.manifest_hash(wanted)
    head = frames.answer_head(Welcome(NONCE, INCARNATION, NOW + 101, 5, listed), RECEIPTS[:1], Ranges())
    whole = head + feed.page_frames(delta, PAGES.__getitem__)
    rows: list[dict[str, Any]] = []
    for upto in range(len(whole) + 1):
        row = what_counts(whole[:upto])
        if row and (not rows or {**rows[-1], **row} != rows[-1]):
            rows.append({"from": upto} | row)
    return {"nonce": NONCE.hex(), "bytes": whole.hex(), "counts": rows}


def what_counts(part: bytes) -> dict[str, Any] | None:
    try:
        reply = parcel.read_answer(part, nonce=NONCE, cut=True)
    except envelope.Malformed:
        return None
    held = (reply.manifest or b"").hex()
    receipts = [row.seq for row in reply.receipts]
    return {"receipts": receipts, "dropped": list(reply.dropped), "put": list(reply.pages), "manifest": held}


def digest_of(seq: int) -> bytes:
    known = {one.seq: one.digest for one in submissions()}
    return known.get(seq) or hashlib.sha256(seq.to_bytes(8, "big")).digest()


def files_back() -> list[dict[str, Any]]:
    wanted = {path: feed.page_hash(content) for path, content in PAGES.items()}
    pages = feed.page_frames(feed.plan_delta(None, wanted), PAGES.__getitem__)
    listed = feed.manifest_hash(wanted)
    made = {
        "receipts alone": (Welcome(returns.NONCE, INCARNATION, NOW + 300, 55), RECEIPTS[:1], b""),
        "receipts and all pages, squeezed": (
            Welcome(returns.NONCE, INCARNATION, NOW + 300, 55, listed, replace=True),
            RECEIPTS,
            pages,
        ),
        "closed access": (Welcome(returns.NONCE, INCARNATION, NOW + 300, 55, wipe=True), RECEIPTS[:1], b""),
    }
    found = []
    for name, (welcome, rows, more) in made.items():
        entries = [Entry(DEVICE, row.seq, digest_of(row.seq), None, Status(row.status)) for row in rows]
        answer = frames.answer_head(welcome, rows, Ranges()) + returns.marks(entries) + more
        sealed = returns.seal_return(OFFICE, DEVICE, RECEIVE_KEY.public, answer, ephemeral=RETURN_KEY.private)
        found.append({"name": name, "answer": answer.hex(), "bytes": sealed.hex()})
    return found


def handed_in(at_rest: list[parcel.Sealed]) -> dict[str, Any]:
    file = parcel.carried_file(LABELS, ORIGIN, DEVICE_KEY, at_rest)
    taken = courier.Taken(NONCE, accepted=4, waiting=1, missing=2, back=b"GDB\x01")
    refused = courier.Taken(NONCE, code="wrong-node")
    return {
        "bytes": courier.hand_in(LABELS, HELLO, DEVICE_KEY, file).hex(),
        "answers": [
            {**vars(one), "nonce": NONCE.hex(), "back": one.back.hex(), "bytes": one.encode().hex()}
            for one in (taken, refused)
        ],
    }


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
            {"text": text, "bytes": LABELS.shorthand.shorten(text.encode()).hex()}
            for text in ["đường nước vào bản", "Ơ kìa — 🙂 ừ, được rồi", "plain ascii"]
        ],
        "shorthand_tokens": dict(zip(map(str, shorthand.CODES), LABELS.shorthand.tokens, strict=True)),
    }


def vectors() -> dict[str, Any]:
    at_rest = [parcel.sealed(SESSION, one) for one in submissions()]
    return {
        "note": "Keys are for tests only. Bytes are hex. `deflated` may differ with another zlib; it must inflate to `plain`.",
        "device": DEVICE.hex(),
        "keys": {
            "device": key_of(DEVICE_KEY),
            "reading": key_of(READING_KEY),
            "office": key_of(OFFICE) | {"fingerprint": OFFICE.fingerprint.hex()},
            "session": key_of(SESSION),
            "receive": key_of(RECEIVE_KEY),
            "return": key_of(RETURN_KEY),
        },
        "pieces": small_pieces(),
        "bodies": bodies(),
        "enrolments": enrolments(),
        "attests": attests(),
        "pin": {name: part if isinstance(part, str) else part.hex() for name, part in of_the_pin().items()},
        "claims": claims(),
        "requests": requests(),
        "answers": answers(),
        "answer_in_pieces": answer_in_pieces(),
        "file": {
            "origin": ORIGIN.encode().hex(),
            "named_origin": NAMED_ORIGIN.encode().hex(),
            "bytes": parcel.carried_file(LABELS, ORIGIN, DEVICE_KEY, at_rest).hex(),
        },
        "returns": files_back(),
        "handed_in": handed_in(at_rest),
        "manifest": manifests(),
        "errors": errors(),
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
