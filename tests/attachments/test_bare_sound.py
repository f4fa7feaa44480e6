"""A spoken note keeps its sound and nothing else: where it was recorded, by whom and with what is overwritten."""

from typing import Any

import pytest

from tests.attachments.sending import box, ebml, mp4, webm
from webapp.attachments import sound
from webapp.attachments.images import UnfitFile
from webapp.attachments.strip_sound_metadata import without_metadata

PLACE = b"+19.3456+104.5678/"
APPLE = b"\xa9xyz"


def in_moov(*boxes: bytes) -> bytes:
    """Behind the track, and sizes as they must be."""
    whole = mp4()
    at = whole.index(b"moov") - 4
    size = int.from_bytes(whole[at : at + 4], "big")
    return whole[:at] + box(b"moov", whole[at + 8 : at + size], *boxes) + whole[at + size :]


MP4 = {
    "udta": lambda: in_moov(box(b"udta", box(APPLE, b"\0\x12\x15\xc7" + PLACE))),
    "meta in udta": lambda: in_moov(box(b"udta", box(b"meta", bytes(4), box(b"ilst", PLACE)))),
    "meta": lambda: in_moov(box(b"meta", bytes(4), PLACE)),
    "uuid": lambda: mp4() + box(b"uuid", bytes(16), PLACE),
    "free": lambda: box(b"ftyp", b"M4A \0\0\0\0isom") + box(b"free", PLACE) + mp4()[20:],
    "skip": lambda: mp4() + box(b"skip", PLACE),
    "not known": lambda: mp4() + box(b"abcd", PLACE),
    "open end": lambda: mp4() + b"\0\0\0\0free" + PLACE,
    "long head": lambda: mp4() + b"\0\0\0\x01uuid" + (16 + len(PLACE)).to_bytes(8, "big") + PLACE,
    "name of the handler": lambda: mp4().replace(
        box(b"hdlr", bytes(8), b"soun", bytes(13)), box(b"hdlr", bytes(8), b"soun", bytes(12), PLACE[:1])
    ),
}
WEBM = {
    "tags": lambda: webm() + ebml("1254c367", ebml("7373", ebml("67c8", ebml("4487", PLACE)))),
    "attachment": lambda: webm() + ebml("1941a469", ebml("61a7", PLACE)),
    "void": lambda: webm() + ebml("ec", PLACE),
    "not known": lambda: webm() + ebml("4fff", PLACE),
    "application": lambda: webm() + ebml("1549a966", ebml("4d80", PLACE), ebml("7ba9", PLACE)),
    "name of the track": lambda: webm() + ebml("536e", PLACE),
    "language": lambda: webm() + ebml("22b59c", PLACE),
    "in a number": lambda: webm() + ebml("73c5", PLACE),
    "chapters": lambda: webm() + ebml("1043a770", PLACE),
    "cues": lambda: webm() + ebml("1c53bb6b", PLACE),
    "short head": lambda: webm() + b"\xec" + bytes([0x80 | len(PLACE)]) + PLACE,
}


@pytest.mark.parametrize("make", [*MP4.values(), *WEBM.values()], ids=[*MP4, *WEBM])
def test_nothing_hidden_stays_and_the_sound_is_the_same_to_the_byte(make: Any) -> None:
    content = make()
    assert PLACE[:1] in content
    kind = sound.kind_of(content)

    made = without_metadata(content, kind)

    assert PLACE not in made and PLACE[1:8] not in made
    assert len(made) == len(content)
    assert sound.kind_of(made) == kind
    assert without_metadata(made, kind) == made
    assert made.count(bytes(500) if kind == "audio/mp4" else b"\x81\0\0\x80" + bytes(100)) >= 1


@pytest.mark.parametrize(
    "content", [webm(), webm(60), mp4(), mp4(62)], ids=["webm", "webm 60", "mp4", "mp4 62"]
)
def test_a_recorder_s_own_file_stays_as_it_is(content: bytes) -> None:
    assert without_metadata(content, sound.kind_of(content)) == content


@pytest.mark.parametrize("length", range(2, 40))
@pytest.mark.parametrize("id_", ["ec", "7ba9", "22b59c", "1254c367"])
def test_an_element_of_any_length_is_overwritten_in_its_place(id_: str, length: int) -> None:
    hidden = bytes.fromhex(id_) + bytes([0x80 | length]) + b"p" * length
    content = webm() + hidden + ebml("ec", b"q")
    made = without_metadata(content, "audio/webm")
    assert b"pp" not in made and b"q" not in made and len(made) == len(content)
    assert sound.kind_of(made) == "audio/webm"


def test_boxes_inside_the_description_of_the_sound_are_looked_into_too() -> None:
    content = mp4().replace(box(b"mp4a", bytes(28)), box(b"mp4a", bytes(28), box(b"udta", PLACE)))
    for name in (b"stsd", b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        at = content.index(name) - 4
        grown = int.from_bytes(content[at : at + 4], "big") + len(box(b"udta", PLACE))
        content = content[:at] + grown.to_bytes(4, "big") + content[at + 4 :]
    assert PLACE not in without_metadata(content, sound.kind_of(content))


def test_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(UnfitFile):
        without_metadata(webm()[:-3], "audio/webm")
