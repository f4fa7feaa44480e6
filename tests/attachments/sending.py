"""A phone in Python that sends sealed files in pieces, and files to send."""

import hashlib
import io
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import httpx
from PIL import Image, TiffImagePlugin

from sync.blobs import id_of, proof_message
from sync.seal import WritingSession
from tests.support.phone import Phone
from webapp.core.labels import LABELS

PIECE = 32_768
GPS = 0x8825
MAKER = "Sony Ericsson K800i"


def picture(width: int = 800, height: int = 600, *, format_: str = "JPEG", noise: bool = False) -> bytes:
    """As a camera makes it: it tells where it was taken, and with what."""
    image = (
        Image.effect_noise((width, height), 80).convert("RGB") if noise else Image.new("RGB", (width, height))
    )
    for x in range(0, width, 7):
        image.putpixel((x, x % height), (200, x % 256, 30))
    exif = Image.Exif()
    exif[0x010F] = MAKER
    degrees = [TiffImagePlugin.IFDRational(part) for part in (19, 24, 51)]
    exif.get_ifd(GPS).update({1: "N", 2: degrees, 3: "E", 4: degrees})
    made = io.BytesIO()
    image.save(made, format_, exif=exif)
    assert Image.open(io.BytesIO(made.getvalue())).getexif().get_ifd(GPS)
    return made.getvalue()


def ebml(id_: str, *parts: bytes, open_: bool = False) -> bytes:
    load = b"".join(parts)
    return (
        bytes.fromhex(id_)
        + (b"\x01" + b"\xff" * 7 if open_ else (len(load) | 1 << 56).to_bytes(8, "big"))
        + load
    )


def webm(
    seconds: int = 10, *, codec: bytes = b"A_OPUS", tracks: int = 1, sort: int = 2, filler: int = 100
) -> bytes:
    """As Chromium's recorder writes it: segment and clusters without a size, a block a second."""
    track = ebml("ae", ebml("d7", b"\x01"), ebml("83", bytes([sort])), ebml("86", codec))
    blocks = b"".join(
        ebml(
            "1f43b675",
            ebml("e7", (at * 1000).to_bytes(4, "big")),
            ebml("a3", b"\x81\0\0\x80" + bytes(filler)),
            open_=True,
        )
        for at in range(seconds + 1)
    )
    head = ebml("1a45dfa3", ebml("4282", b"webm"))
    return head + ebml(
        "18538067",
        ebml("1549a966", ebml("2ad7b1", b"\x0f\x42\x40")),
        ebml("1654ae6b", track * tracks),
        blocks,
        open_=True,
    )


def box(name: bytes, *parts: bytes) -> bytes:
    load = b"".join(parts)
    return (len(load) + 8).to_bytes(4, "big") + name + load


def mp4(seconds: int = 10, *, handler: bytes = b"soun", entry: bytes = b"mp4a") -> bytes:
    mdhd = box(b"mdhd", bytes(12), (8000).to_bytes(4, "big"), (8000 * seconds).to_bytes(4, "big"), bytes(4))
    stsd = box(b"stsd", bytes(4), (1).to_bytes(4, "big"), box(entry, bytes(28)))
    track = box(
        b"trak",
        box(b"mdia", mdhd, box(b"hdlr", bytes(8), handler, bytes(13)), box(b"minf", box(b"stbl", stsd))),
    )
    return box(b"ftyp", b"M4A \0\0\0\0isom") + box(b"moov", track) + box(b"mdat", bytes(500))


@dataclass
class Sealed:
    id: str
    bytes: bytes
    type: str

    @property
    def named(self) -> list[Any]:
        return [self.id, len(self.bytes), self.type]


def sealed(phone: Phone, content: bytes, type_: str = "image/jpeg") -> Sealed:
    whole = WritingSession(LABELS, phone.device, phone.office).seal_file(content)
    return Sealed(id_of(whole), whole, type_)


@dataclass
class Sender:
    """By the rules of tus 1.0, over any way to the office."""

    phone: Phone
    browser: httpx.AsyncClient
    piece: int = PIECE
    sent: int = 0
    """Bytes of pieces that left, whether they arrived or not."""

    def head(self, file: Sealed, **more: str) -> dict[str, str]:
        signature = self.phone.key.sign(proof_message(LABELS, self.phone.device, file.id))
        text = [urlsafe_b64encode(part).rstrip(b"=").decode() for part in (self.phone.device, signature)]
        told = {"tus-resumable": "1.0.0", "authorization": f"Gandan {text[0]} {text[1]}"}
        return told | {name.replace("_", "-"): value for name, value in more.items()}

    async def begin(self, file: Sealed, size: int | None = None) -> httpx.Response:
        length = str(len(file.bytes) if size is None else size)
        return await self.browser.post(path(file), headers=self.head(file, upload_length=length))

    async def ask(self, file: Sealed) -> httpx.Response:
        return await self.browser.head(path(file), headers=self.head(file))

    async def add(
        self, file: Sealed, offset: int, piece: Any, *, checksum: str | None = ""
    ) -> httpx.Response:
        more = {"upload_offset": str(offset), "content_type": "application/offset+octet-stream"}
        if checksum == "":
            checksum = f"sha256 {b64encode(hashlib.sha256(piece).digest()).decode()}"
        if checksum:
            more["upload_checksum"] = checksum
        self.sent += len(piece) if isinstance(piece, bytes) else 0
        return await self.browser.patch(path(file), content=piece, headers=self.head(file, **more))

    async def send(self, file: Sealed) -> httpx.Response:
        """From wherever the office is to the end."""
        answer = await self.ask(file)
        if answer.status_code == 404:
            answer = await self.begin(file)
        while answer.status_code in (200, 201, 204, 409):
            at = int(answer.headers["upload-offset"])
            if at >= len(file.bytes):
                break
            answer = await self.add(file, at, file.bytes[at : at + self.piece])
        return answer


def path(file: Sealed) -> str:
    return f"/sync/v1/blobs/{file.id}"
