"""Encoding and decoding of the wire format: varints, frames, ranges, hello, welcome and receipts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sync.envelope import WHOLE_MAX, Malformed
from sync.ranges import Ranges

REQUEST, ANSWER, FILE = b"GDX\x01", b"GDR\x01", b"GDF\x01"
DEFLATED, WIPE, REPLACE, COPIED = 1, 1, 2, 4
MARK = 3  # bytes of a digest that distinguish two bodies of one number; not safe against forgery
ZERO8 = bytes(8)
PLACE_MAX = 100
PIN_VALUE = 32


class Receipt(NamedTuple):
    """The outcome of one submission; `number` only when accepted, else `code`."""

    seq: int
    status: int
    code: str = ""
    number: int | None = None


def varint(number: int) -> bytes:
    coded = bytearray()
    while number > 127:
        coded.append(number & 127 | 128)
        number >>= 7
    coded.append(number)
    return bytes(coded)


def frame(kind: bytes, payload: bytes) -> bytes:
    return kind + varint(len(payload)) + payload


def ranges(seqs: Ranges) -> bytes:
    return b"".join(varint(first) + varint(count) for first, count in seqs.pairs)


class Cursor:
    """Reads one payload from front to back; raises `Malformed` at its end."""

    def __init__(self, payload: bytes, at: int = 0) -> None:
        self.payload, self.at = payload, at

    @property
    def more(self) -> bool:
        return self.at < len(self.payload)

    def take(self, count: int) -> bytes:
        taken = self.payload[self.at : self.at + count]
        if len(taken) != count:
            raise Malformed("format")
        self.at += count
        return taken

    def rest(self) -> bytes:
        return self.take(len(self.payload) - self.at)

    def varint(self) -> int:
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 127) << shift
            shift += 7
            if number > WHOLE_MAX or shift > 56:
                raise Malformed("format")
            if byte < 128:
                return number

    def text(self, most: int = 1024) -> str:
        length = self.varint()
        if length > most:
            raise Malformed("size")
        return _utf8(self.take(length))

    def ranges(self, *, most: int) -> Ranges:
        """Ranges up to the end of the payload. `most` limits the numbers, because a few bytes can name billions."""
        pairs: list[tuple[int, int]] = []
        total = 0
        while self.more:
            pair = self._range()
            total += pair[1]
            if total > most:
                raise Malformed("size")
            pairs.append(pair)
        return Ranges.joining(pairs)

    def _range(self) -> tuple[int, int]:
        first, count = self.varint(), self.varint()
        if first < 1 or count < 1 or first + count - 1 > WHOLE_MAX:
            raise Malformed("format")
        return first, count

    def receipts(self, *, most: int) -> list[Receipt]:
        found: list[Receipt] = []
        while self.more:
            first, count = self._range()
            if len(found) + count > most:
                raise Malformed("size")
            status = self.take(1)[0]
            if status == 1:
                number = self.varint()
                found += [Receipt(first + i, status, "", number + i) for i in range(count)]
            else:
                code = self.text(64)
                found += [Receipt(first + i, status, code) for i in range(count)]
        return found


def receipts(rows: Iterable[Receipt]) -> bytes:
    """Neighbours with the same outcome share a row: fifty ordinary receipts take a few bytes."""
    runs: list[list[Receipt]] = []
    for row in sorted(rows):
        if runs and _continues(runs[-1][-1], row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return b"".join(_run(run) for run in runs)


def _continues(last: Receipt, row: Receipt) -> bool:
    numbered = last.number is None and row.number is None or row.number == (last.number or 0) + 1
    return row.seq == last.seq + 1 and (row.status, row.code) == (last.status, last.code) and numbered


def _run(run: list[Receipt]) -> bytes:
    seq, status, code, number = run[0]
    tail = varint(number or 0) if status == 1 else varint(len(code.encode())) + code.encode()
    return varint(seq) + varint(len(run)) + bytes([status]) + tail


class Claim(NamedTuple):
    """A proof of the reading key (frame `v`) or of the PIN (`x`). A `turn` is believed once, against replay."""

    turn: int
    signature: bytes
    value: bytes = b""

    def encode(self) -> bytes:
        return varint(self.turn) + self.signature + self.value

    @classmethod
    def parse(cls, payload: bytes) -> "Claim":
        cursor = Cursor(payload)
        claim = cls(cursor.varint(), cursor.take(64), cursor.rest())
        if len(claim.value) not in (0, PIN_VALUE):
            raise Malformed("format")
        return claim


@dataclass(frozen=True)
class Hello:
    """The first frame of an exchange; `raw` is the payload as received, which the signature covers."""

    device: bytes
    nonce: bytes
    incarnation: bytes = ZERO8
    manifest: bytes = ZERO8
    made: int = 0
    now: int = 0
    build: int = 0
    extras: Mapping[str, Any] = field(default_factory=dict)
    raw: bytes = b""

    def encode(self) -> bytes:
        numbers = varint(self.made) + varint(self.now) + varint(self.build)
        extras = json.dumps(self.extras, ensure_ascii=False, separators=(",", ":")) if self.extras else ""
        return self.device + self.nonce + self.incarnation + self.manifest + numbers + extras.encode()

    @classmethod
    def parse(cls, payload: bytes) -> "Hello":
        cursor = Cursor(payload)
        device, nonce, incarnation, manifest = (cursor.take(8) for _ in range(4))
        made, now, build = (cursor.varint() for _ in range(3))
        return cls(device, nonce, incarnation, manifest, made, now, build, _extras(cursor.rest()), payload)


@dataclass(frozen=True)
class Origin:
    """The first frame of a carried file: its device and its office; `place` names that office for people."""

    device: bytes
    office: bytes
    made: int
    created: int
    place: str = ""
    raw: bytes = b""

    def encode(self) -> bytes:
        return self.device + self.office + varint(self.made) + varint(self.created) + self.place.encode()

    @classmethod
    def parse(cls, payload: bytes) -> "Origin":
        cursor = Cursor(payload)
        device, office = cursor.take(8), cursor.take(8)
        made, created, place = cursor.varint(), cursor.varint(), cursor.rest()
        if len(place) > PLACE_MAX:
            raise Malformed("size")
        return cls(device, office, made, created, _utf8(place), payload)


@dataclass(frozen=True)
class Welcome:
    """The first frame of an answer; without the request's nonce it is no answer to that request."""

    nonce: bytes
    incarnation: bytes
    server_time: int
    high: int
    manifest: bytes = ZERO8
    wipe: bool = False
    replace: bool = False
    backoff: int = 0
    copied: bool = False

    def encode(self) -> bytes:
        flags = bytes([self.wipe * WIPE | self.replace * REPLACE | self.copied * COPIED])
        numbers = varint(self.server_time) + varint(self.high)
        return self.nonce + self.incarnation + numbers + self.manifest + flags + varint(self.backoff)

    @classmethod
    def parse(cls, payload: bytes) -> "Welcome":
        cursor = Cursor(payload)
        nonce, incarnation = cursor.take(8), cursor.take(8)
        server_time, high = cursor.varint(), cursor.varint()
        manifest, flags = cursor.take(8), cursor.take(1)[0]
        wipe, replace, copied = (bool(flags & one) for one in (WIPE, REPLACE, COPIED))
        return cls(nonce, incarnation, server_time, high, manifest, wipe, replace, cursor.varint(), copied)


class Broken(NamedTuple):
    """Where a request broke: after how many whole frames, and why."""

    place: int
    code: str


def answer_head(
    welcome: Welcome,
    rows: Iterable[Receipt],
    known: Ranges,
    share: bytes = b"",
    tries: tuple[int, int] | None = None,
    broken: Broken | None = None,
    last_turn: int | None = None,
) -> bytes:
    """The answer without pages; `tries`: PINs left and seconds to wait, after a wrong PIN."""
    parts = [frame(b"w", welcome.encode())]
    if coded := receipts(rows):
        parts.append(frame(b"r", coded))
    if known:
        parts.append(frame(b"n", ranges(known)))
    if share:
        parts.append(frame(b"u", share))
    if tries:
        parts.append(frame(b"t", varint(tries[0]) + varint(tries[1])))
    if last_turn is not None:
        parts.append(frame(b"l", varint(last_turn)))
    if broken:
        parts.append(frame(b"x", varint(broken.place) + broken.code.encode()))
    return ANSWER + b"".join(parts)


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("format") from error


def _extras(raw: bytes) -> Mapping[str, Any]:
    if not raw:
        return {}
    try:
        extras = json.loads(_utf8(raw[:2048]))
    except (ValueError, RecursionError) as error:
        raise Malformed("format") from error
    if type(extras) is not dict:
        raise Malformed("format")
    return extras
