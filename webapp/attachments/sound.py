"""Check voice notes: WebM with Opus or MP4 with AAC, up to a minute.

Re-encoding needs a codec. Instead only one audio track is accepted, without metadata (`strip_sound_metadata`), never opened
as a page.
"""

from collections.abc import Iterator

from webapp.attachments.images import UnfitFile

SIZE_MAX = 500_000
SECONDS_MAX = 60
LEEWAY = 2
"""Seconds: recorders stop late."""
EBML, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
DOCTYPE, TRACKS, TRACK, TRACK_TYPE, CODEC = 0x4282, 0x1654AE6B, 0xAE, 0x83, 0x86
INFO, SCALE, TIMESTAMP, SIMPLE_BLOCK, GROUP, BLOCK = 0x1549A966, 0x2AD7B1, 0xE7, 0xA3, 0xA0, 0xA1
PARENTS = (SEGMENT, CLUSTER, TRACKS, TRACK, INFO, GROUP, EBML)
BOXES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf")
SOUND = 2
CODEC_SETUP = 0x63A2


def kind_of(content: bytes) -> str:
    """The media type. Raises Unfit."""
    if len(content) > SIZE_MAX:
        raise UnfitFile("size")
    try:
        if content[:4] == b"\x1a\x45\xdf\xa3":
            seconds, kind = _webm_seconds(content), "audio/webm"
        elif content[4:8] == b"ftyp":
            seconds, kind = _mp4_seconds(content), "audio/mp4"
        else:
            raise UnfitFile("kind")
    except (IndexError, ValueError) as error:
        raise UnfitFile("kind") from error
    if seconds > SECONDS_MAX + LEEWAY:
        raise UnfitFile("length")
    return kind


def _webm_seconds(content: bytes) -> float:
    scale, cluster, last = 1_000_000, 0, 0
    tracks: list[int] = []
    codecs: list[bytes] = []
    doctype = b""
    for id_, load in _elements(content):
        if id_ == DOCTYPE:
            doctype = load.rstrip(b"\0")
        elif id_ == TRACK_TYPE:
            tracks.append(int.from_bytes(load, "big"))
        elif id_ == CODEC:
            codecs.append(load.rstrip(b"\0"))
        elif id_ == SCALE:
            scale = int.from_bytes(load, "big")
        elif id_ == TIMESTAMP:
            cluster = int.from_bytes(load, "big")
        elif id_ in (SIMPLE_BLOCK, BLOCK):
            last = max(last, cluster + int.from_bytes(load[1:3], "big", signed=True))
    if doctype != b"webm" or tracks != [SOUND] or codecs != [b"A_OPUS"]:
        raise UnfitFile("kind")
    return last * scale / 1e9


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Leaf elements. Parents' sizes are ignored: recorders leave them open."""
    at = 0
    while at < len(content):
        id_, load, stop = element_at(content, at)
        at = load if id_ in PARENTS else stop
        if id_ not in PARENTS:
            yield id_, content[load:stop]


def element_at(content: bytes, at: int) -> tuple[int, int, int]:
    """(id, payload start, payload end); a parent's end is unreliable."""
    id_, at = _vint(content, at, keep_mark=True)
    size, at = _vint(content, at, keep_mark=False)
    if id_ not in PARENTS and at + size > len(content):
        raise ValueError("cut short")
    return id_, at, at + size


def _vint(content: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    first = content[at]
    length = 9 - first.bit_length()
    if not first or at + length > len(content):
        raise ValueError("no number")
    value = int.from_bytes(content[at : at + length], "big")
    return (value if keep_mark else value & (1 << 7 * length) - 1), at + length


def _mp4_seconds(content: bytes) -> float:
    scale, length, sounds = 1, 0, 0
    for name, load in _boxes(content):
        wide = load[:1] == b"\x01"
        if name == b"hdlr" and load[8:12] != b"soun":
            raise UnfitFile("kind")
        if name == b"stsd":
            sounds += 1
            if int.from_bytes(load[4:8], "big") != 1 or load[12:16] != b"mp4a":
                raise UnfitFile("kind")
        elif name == b"mdhd":
            start = 20 if wide else 12
            scale = int.from_bytes(load[start : start + 4], "big") or 1
            length = max(length, int.from_bytes(load[start + 4 : start + (12 if wide else 8)], "big"))
        elif name == b"tfdt":  # start of a fragment, in track time units
            length = max(length, int.from_bytes(load[4 : 12 if wide else 8], "big"))
    if sounds != 1:
        raise UnfitFile("kind")
    return length / scale


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(content):
        name, load, stop = box_at(content, at)
        at = load if name in BOXES else stop
        if name not in BOXES:
            yield name, content[load:stop]


def box_at(content: bytes, at: int) -> tuple[bytes, int, int]:
    """(name, payload start, payload end)"""
    size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
    head = 8
    if size == 1:
        size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
    stop = at + size if size else len(content)
    if stop > len(content) or stop < at + head or len(name) < 4:
        raise ValueError("cut short")
    return name, at + head, stop
