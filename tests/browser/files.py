"""What lies in the files of a browser that is switched off, also inside what its database squeezed."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

TABLE = bytes.fromhex("57fb808b247547db")
"""How a LevelDB table ends."""
LOG_BLOCK, LOG_HEAD = 32_768, 7
SQUEEZED = 1
LARGE = bytes.fromhex("ff1102")
"""How a large value begins that the browser squeezed by itself."""


def found(folder: Path, *words: str) -> dict[str, list[str]]:
    """Word -> files that hold it, in any way a browser writes text down."""
    hits: dict[str, list[str]] = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        for part in _readings(file.read_bytes(), file.suffix):
            for word in words:
                if any(word.encode(code) in part for code in ("utf-8", "utf-16-le", "utf-16-be")):
                    hits.setdefault(word, []).append(str(file.relative_to(folder)))
    return hits


def _readings(raw: bytes, suffix: str) -> Iterator[bytes]:
    parts = [raw]
    if suffix == ".log":
        parts.append(b"".join(_records(raw)))
    if raw.endswith(TABLE):
        parts += _blocks(raw)
    for part in parts:
        yield part
        for value in part.split(LARGE)[1:]:
            with suppress(IndexError):
                yield _unsnapped(value)


def _records(raw: bytes) -> Iterator[bytes]:
    """A long record goes over several blocks of the log, each part with a head of its own."""
    for start in range(0, len(raw), LOG_BLOCK):
        block = raw[start : start + LOG_BLOCK]
        while len(block) > LOG_HEAD:
            (size,) = struct.unpack_from("<H", block, 4)
            yield block[LOG_HEAD : LOG_HEAD + size]
            block = block[LOG_HEAD + size :]


def _blocks(raw: bytes) -> Iterator[bytes]:
    """Every block of data that the table's index names."""
    at = len(raw) - 48
    for _ in range(2):  # the handle of the meta index, then that of the index
        place, at = _varint(raw, at)
        size, at = _varint(raw, at)
    for handle in _values(_block(raw, place, size)):
        place, at = _varint(handle, 0)
        yield _block(raw, place, _varint(handle, at)[0])


def _block(raw: bytes, place: int, size: int) -> bytes:
    block = raw[place : place + size]
    return _unsnapped(block) if raw[place + size] == SQUEEZED else block


def _values(block: bytes) -> Iterator[bytes]:
    (restarts,) = struct.unpack_from("<I", block, len(block) - 4)
    at, end = 0, len(block) - 4 - 4 * restarts
    while at < end:
        _, at = _varint(block, at)
        key, at = _varint(block, at)
        size, at = _varint(block, at)
        yield block[at + key : at + key + size]
        at += key + size


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (raw[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if raw[at - 1] < 128:
            return value, at


def _unsnapped(raw: bytes) -> bytes:
    """Snappy: words as they are, and copies of what was there before."""
    whole, at = _varint(raw, 0)
    out = bytearray()
    while len(out) < whole and at < len(raw):
        tag, at = raw[at], at + 1
        kind, size = tag & 3, tag >> 2
        if kind == 0:
            wide = max(0, size - 59)
            size = int.from_bytes(raw[at : at + wide], "little") if wide else size
            at += wide
            out += raw[at : at + size + 1]
            at += size + 1
            continue
        if kind == 1:
            back, size, at = (tag >> 5) << 8 | raw[at], (size & 7) + 4, at + 1
        else:
            wide = 2 if kind == 2 else 4
            back, size, at = int.from_bytes(raw[at : at + wide], "little"), size + 1, at + wide
        while size > 0:  # what is copied may be longer than what is there yet
            piece = out[-back:][:size]
            out += piece
            size -= len(piece) or size
    return bytes(out)
