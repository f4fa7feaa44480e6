"""The sending side: make requests and files, and read answers, as a device does."""

import os
import zlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync import frames, seal
from sync.envelope import Malformed, Submission
from sync.frames import (
    ANSWER,
    FILE,
    MARK,
    REQUEST,
    Broken,
    Hello,
    Origin,
    Receipt,
    Welcome,
    frame,
    varint,
)
from sync.labels import Labels
from sync.ranges import Ranges
from sync.reader import CARRIED, NEWS, Reader


@dataclass(frozen=True)
class Sealed:
    """An encrypted submission, as a locked device stores it and a courier carries it."""

    session: bytes
    seq: int
    digest: bytes
    sealed: bytes


@dataclass(frozen=True)
class Reply:
    """A parsed answer."""

    welcome: Welcome
    receipts: Sequence[Receipt]
    known: Ranges
    pages: Mapping[str, bytes]
    dropped: Sequence[str]
    manifest: bytes | None
    share: bytes = b""
    tries: tuple[int, int] | None = None
    broken: Broken | None = None
    last_turn: int | None = None


def request(
    labels: Labels,
    hello: Hello,
    key: seal.DeviceKey,
    items: Sequence[Submission | Sealed] = (),
    *,
    named: Iterable[tuple[int, bytes]] = (),
    asked: Ranges | Mapping[int, bytes] | None = None,
    claims: Iterable[bytes] = (),
    failed: Container[int] = (),
    deflate: bool = True,
) -> bytes:
    """One exchange. `items` are sent and signed, `named` (seq, digest) are only signed.

    `asked`: numbers whose receipts are wanted; with digests, only receipts of these bodies.
    `failed`: numbers that were answered `signature`; a signature of their own covers them, so that they spoil no other.
    `claims`: proofs made by `proof`.
    """
    digests = {item.seq: item.digest for item in items} | dict(named)
    parts = [frame(b"h", hello.encode()), _attest(labels.exchange, hello.encode(), key, {}), *claims]
    if asked:
        parts.append(frame(b"q", frames.ranges(Ranges.of(asked))))
    if isinstance(asked, Mapping):
        parts.append(frame(b"c", b"".join(asked[seq][:MARK] for seq in sorted(asked))))
    parts += wrap(items)
    again = {seq: digest for seq, digest in digests.items() if seq in failed}
    for some in ({seq: digest for seq, digest in digests.items() if seq not in again}, again):
        if some:
            parts.append(_attest(labels.exchange, hello.encode(), key, some))
    rest = b"".join(parts)
    return REQUEST + (b"\x01" + zlib.compress(rest, 9) if deflate else b"\x00" + rest)


def proof(
    labels: Labels, kind: bytes, hello: Hello, key: seal.DeviceKey, turn: int, value: bytes = b""
) -> bytes:
    """A proof of the reading key (`v`), or of the PIN by the signing key (`x`)."""
    prefix = labels.reading if kind == b"v" else labels.pin
    signature = key.sign(seal.claim_message(prefix, hello.encode(), turn, value))
    return frame(kind, frames.Claim(turn, signature, value).encode())


def carried_file(labels: Labels, origin: Origin, key: seal.DeviceKey, items: Sequence[Sealed]) -> bytes:
    digests = {item.seq: item.digest for item in items}
    attest = _attest(labels.file, origin.encode(), key, digests)
    return FILE + frame(b"o", origin.encode()) + b"".join(wrap(items)) + attest


def read_origin(content: bytes) -> Origin | None:
    """The origin of a carried file, before anything is stored. Raises `Malformed` above a limit."""
    origin = None
    items = 0
    try:
        if len(content) > CARRIED.size:
            raise Malformed("size")
        for kind, payload, _ in Reader(FILE, CARRIED).feed(content):
            origin = Origin.parse(payload) if kind == b"o" and origin is None else origin
            items += kind == b"s"
    except Malformed as error:
        if error.code == "size":
            raise
    if items > CARRIED.seqs:
        raise Malformed("size")
    return origin


def sealed(session: seal.WritingSession, submission: Submission) -> Sealed:
    ciphertext = session.seal(submission.seq, submission.body)
    return Sealed(session.public, submission.seq, submission.digest, ciphertext)


def wrap(items: Iterable[Submission | Sealed]) -> list[bytes]:
    """Frames of the items; the key of a session comes once, before its first item."""
    parts: list[bytes] = []
    session = b""
    for item in items:
        if isinstance(item, Submission):
            parts.append(frame(b"b", varint(item.seq) + item.body))
            continue
        if item.session != session:
            session = item.session
            parts.append(frame(b"k", session))
        parts.append(frame(b"s", varint(item.seq) + item.sealed))
    return parts


def read_answer(answer: bytes, *, nonce: bytes, cut: bool = False) -> Reply:
    """Parse an answer; raises `Malformed` unless it has our magic, our nonce and whole frames.

    A cut answer counts up to its last `e`, and without one not at all.
    """
    reader = Reader(ANSWER, NEWS)
    found: dict[bytes, list[bytes]] = {}
    sure = 0
    for kind, payload, _ in reader.feed(answer):
        found.setdefault(kind, []).append(payload)
        if kind == b"e":
            sure = len(found.get(b"p", []))
    if b"w" not in found or (cut or not reader.complete) and b"e" not in found:
        raise Malformed("format")
    welcome = Welcome.parse(found[b"w"][0])
    if welcome.nonce != nonce:
        raise Malformed("format")
    receipts = [row for part in found.get(b"r", []) for row in frames.Cursor(part).receipts(most=NEWS.seqs)]
    known = frames.Cursor(b"".join(found.get(b"n", []))).ranges(most=1 << 40)
    pages = dict(_page(part) for part in found.get(b"p", [])[:sure])
    dropped = [part.decode() for part in found.get(b"d", [])]
    tries = frames.Cursor(found[b"t"][0]) if b"t" in found else None
    return Reply(
        welcome,
        receipts,
        known,
        pages,
        dropped,
        manifest=found.get(b"e", [None])[-1],
        share=found.get(b"u", [b""])[0],
        tries=(tries.varint(), tries.varint()) if tries else None,
        broken=_broken(found[b"x"][0]) if b"x" in found else None,
        last_turn=frames.Cursor(found[b"l"][0]).varint() if b"l" in found else None,
    )


def _broken(payload: bytes) -> Broken:
    cursor = frames.Cursor(payload)
    return Broken(cursor.varint(), cursor.rest().decode(errors="replace"))


def new_nonce() -> bytes:
    return os.urandom(8)


def _page(payload: bytes) -> tuple[str, Any]:
    cursor = frames.Cursor(payload)
    path, _hash = cursor.text(), cursor.take(8)
    return path, cursor.rest()


def _attest(prefix: bytes, opening: bytes, key: seal.DeviceKey, digests: Mapping[int, bytes]) -> bytes:
    signature = key.sign(seal.attest_message(prefix, opening, digests.items()))
    return frame(b"a", signature + frames.ranges(Ranges.of(digests)))
