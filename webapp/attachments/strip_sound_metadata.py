"""Remove metadata from voice notes: places, names, tags, pictures, padding.

Allowlist; the rest is overwritten in place, so offsets stay valid.
"""

from collections.abc import Iterator

from webapp.attachments.images import UnfitFile
from webapp.attachments.sound import BOXES, CODEC_SETUP, PARENTS, box_at, element_at

VOID = 0xEC
AUDIO = 0xE1
INSIDE = (*PARENTS, AUDIO)
# EBML header; time scale and duration; track number, type, flags, codec, delays; audio settings; blocks.
ELEMENTS = frozenset(
    (0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285, 0x2AD7B1, 0x4489)
    + (0xD7, 0x73C5, 0x83, 0xB9, 0x88, 0x55AA, 0x9C, 0x86, CODEC_SETUP, 0x56AA, 0x56BB, 0x23E383)
    + (0xB5, 0x78B5, 0x9F, 0x6264, 0xE7, 0xA7, 0xAB, 0xA3, 0xA1, 0x9B, 0xFB, 0x75A2)
)
LONGEST = {CODEC_SETUP: 64, 0xA3: 1 << 20, 0xA1: 1 << 20, 0x86: 16, 0x4282: 16}
NUMBER = 8  # bytes, for everything else
KEPT_BOXES = frozenset(
    b"ftyp styp mvhd tkhd mdhd hdlr smhd stsd stts stsc stsz stz2 stco co64 stss ctts sgpd sbgp elst mehd trex mfhd tfhd "
    b"tfdt trun sidx mdat".split()
)
OPEN_BOXES = (*BOXES, b"edts", b"mvex")
IN_ENTRY = (b"esds", b"btrt")
ENTRY_AT, ESDS_MAX = 44, 128


def without_metadata(content: bytes, kind: str) -> bytes:
    """Raises Unfit if unparsable."""
    made = bytearray(content)
    try:
        for start, load, stop in (
            _unneeded_in_webm(content) if kind == "audio/webm" else _unneeded_in_mp4(content)
        ):
            if kind == "audio/webm":
                made[start:stop] = _void(stop - start)
            else:
                made[load:stop] = bytes(stop - load)
                if start < load:
                    made[start + 4 : start + 8] = b"free"
    except (IndexError, ValueError) as error:
        raise UnfitFile("kind") from error
    return bytes(made)


def _unneeded_in_webm(content: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(content):
        id_, load, stop = element_at(content, at)
        if id_ in INSIDE:
            at = load
            continue
        if id_ not in ELEMENTS or stop - load > LONGEST.get(id_, NUMBER):
            yield at, load, stop
        at = stop


def _void(length: int) -> bytes:
    """EBML Void element."""
    width = min(8, length - 1)
    size = length - 1 - width
    return bytes([VOID]) + (size | 1 << 7 * width).to_bytes(width, "big") + bytes(size)


def _unneeded_in_mp4(content: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(content):
        name, load, stop = box_at(content, at)
        if name in OPEN_BOXES:
            at = load
            continue
        if name not in KEPT_BOXES:
            yield at, load, stop
        elif name == b"hdlr":  # its name is free text
            yield load + 24, load + 24, max(stop, load + 24)
        elif name == b"stsd":
            yield from _unneeded_in_entry(content, load + ENTRY_AT, stop)
        at = stop


def _unneeded_in_entry(content: bytes, at: int, stop: int) -> Iterator[tuple[int, int, int]]:
    while at < stop:
        name, load, end = box_at(content, at)
        if end > stop:
            raise ValueError("cut short")
        if name not in IN_ENTRY or end - load > ESDS_MAX:
            yield at, load, end
        at = end
