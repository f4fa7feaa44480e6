"""Incremental parser: splits an incoming stream into frames, within hard limits."""

import hashlib
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from typing import NamedTuple

from sync.envelope import BODY_MAX, Malformed
from sync.frames import DEFLATED, REQUEST, Cursor

_STEP = 16 * 1024
_HEAD = 10  # type, and a length of at most nine bytes


class Limits(NamedTuple):
    """`size` limits the inflated bytes; above `free`, they may be at most `ratio` times the bytes that arrived."""

    size: int
    seqs: int
    frames: int
    frame: int = BODY_MAX + 64
    ratio: int = 20
    free: int = 64 * 1024
    attests: int = 16


EXCHANGE = Limits(size=1 << 20, seqs=500, frames=1024)
CARRIED = Limits(size=20 << 20, seqs=5000, frames=10240, attests=160)
NEWS = Limits(size=8 << 20, seqs=1 << 16, frames=1 << 14, frame=1 << 20)


class Frame(NamedTuple):
    """Of an item above the limit, `payload` is only its number and `digest` that of its body."""

    kind: bytes
    payload: bytes
    digest: bytes = b""


class ExchangeRefused(Exception):
    """Refused before the sender is known, so without an answer. `code`: `format`, `size`, `signature`, `cut`, `wrong-node`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Reader:
    """Yields every complete frame before it raises `Malformed` at a broken one."""

    def __init__(self, magic: bytes, limits: Limits) -> None:
        self._magic, self._limits = magic, limits
        self._header = len(magic) + (magic == REQUEST)
        self._buffer = bytearray()
        self._inflater: zlib._Decompress | None = None
        self._started = False
        self._arrived = self._inflated = self._frames = 0
        self._large: _Large | None = None

    @property
    def complete(self) -> bool:
        """Whether the stream may end here."""
        ended = self._inflater.eof if self._inflater else True
        return self._started and ended and not self._buffer and not self._large

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        self._arrived += len(chunk)
        if not self._started:
            self._buffer += chunk
            if not self._start():
                return
            chunk = bytes(self._buffer[self._header :])
            self._buffer.clear()
        for piece in _inflate(self._inflater, chunk) if self._inflater else (chunk,):
            self._count(len(piece))
            self._buffer += piece
            yield from self._split()

    def _start(self) -> bool:
        seen = min(len(self._magic), len(self._buffer))
        if self._buffer[:seen] != self._magic[:seen]:
            raise Malformed("format")
        if len(self._buffer) < self._header:
            return False
        flags = self._buffer[self._header - 1] if self._magic == REQUEST else 0
        if flags & ~DEFLATED:
            raise Malformed("format")
        self._inflater = zlib.decompressobj() if flags else None
        self._started = True
        return True

    def _count(self, more: int) -> None:
        self._inflated += more
        too_dense = self._inflated > max(self._limits.free, self._limits.ratio * self._arrived)
        if self._inflated > self._limits.size or too_dense:
            raise Malformed("size")

    def _split(self) -> Iterator[Frame]:
        at = 0
        try:
            while at < len(self._buffer):
                if self._large:
                    at += self._large.pass_over(self._buffer[at : at + self._large.left])
                    if not self._large.left:
                        large, self._large = self._large, None
                        yield large.frame
                    continue
                start, length = self._head(at)
                if not start:
                    return
                kind, end = bytes(self._buffer[at : at + 1]), start + length
                too_large = length > self._limits.frame
                if too_large:
                    if kind not in (b"b", b"s"):
                        raise Malformed("size")
                    end = start + _HEAD
                if end > len(self._buffer):
                    return
                self._frames += 1
                if self._frames > self._limits.frames:
                    raise Malformed("size")
                payload = bytes(self._buffer[start:end])
                at = end
                if too_large:
                    self._large = _Large(kind, payload, length)
                else:
                    yield Frame(kind, payload)
        finally:
            del self._buffer[:at]

    def _head(self, at: int) -> tuple[int, int]:
        """Start and length of the payload; (0, 0) if the head is incomplete."""
        length = shift = 0
        for place in range(at + 1, min(at + _HEAD, len(self._buffer))):
            byte = self._buffer[place]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return place + 1, length
        if shift >= 7 * (_HEAD - 1):
            raise Malformed("format")
        return 0, 0


async def until_it_breaks(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Turn any error of the connection into the end of the stream: each server raises another one."""
    try:
        async for chunk in chunks:
            yield chunk
    except Exception:
        return


class _Large:
    """An item above the limit is skipped; only its number and digest are kept, for the signature."""

    def __init__(self, kind: bytes, begins: bytes, length: int) -> None:
        cursor = Cursor(begins)
        cursor.varint()
        self._kind, self._number = kind, begins[: cursor.at]
        self._digest = hashlib.sha256(cursor.rest())
        self.left = length - len(begins)

    def pass_over(self, part: bytes | bytearray) -> int:
        self._digest.update(part)
        self.left -= len(part)
        return len(part)

    @property
    def frame(self) -> Frame:
        return Frame(self._kind, self._number, self._digest.digest())


def _inflate(inflater: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """In small steps, so that a decompression bomb is noticed before it is in memory."""
    while True:
        try:
            piece = inflater.decompress(chunk, _STEP)
        except zlib.error as error:
            raise Malformed("format") from error
        yield piece
        chunk = inflater.unconsumed_tail
        if inflater.unused_data:
            raise Malformed("format")
        if len(piece) < _STEP and not chunk:
            return
