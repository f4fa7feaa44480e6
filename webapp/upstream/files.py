"""Exchange by carried files."""

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from sync import frames, parcel, seal
from sync.envelope import Malformed, from_text
from sync.frames import Origin, frame
from sync.reader import NEWS, Reader
from webapp.core.database.node import incarnation
from webapp.core.keys import signer
from webapp.core.labels import LABELS
from webapp.province.invitation import join_request
from webapp.province.replies import NotSigned, check_reply, nonce_of
from webapp.upstream.link import NotJoined
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.queue import create_letters, on_the_way, submissions_of
from webapp.upstream.refill import refill_letters
from webapp.upstream.sending import take_reply

PARTS = 18_000_000 // 66_000  # of about 66 kB; at most 20 MB a file
FILES_KEPT = 50


async def letters_files(link: ProvinceLink, *, backups: bool = True) -> list[bytes]:
    """Encrypted for the province; several for a large backup."""
    if bytes(link.node) != await incarnation(link.commune):
        raise NotJoined(
            "This office was restored from a backup. Ask the province for a new slip and join again."
        )
    await create_letters(link, backups=backups)
    rows = await on_the_way(link)
    return [await _file(link, rows[at : at + PARTS]) for at in range(0, len(rows) or 1, PARTS)]


async def _file(link: ProvinceLink, rows: Sequence[SentLetter]) -> bytes:
    device = from_text(link.device)
    session = seal.WritingSession(LABELS, device, bytes(link.office))
    items = [parcel.sealed(session, one) for one in submissions_of(rows)]
    province = hashlib.sha256(bytes(link.office)).digest()[:8]
    origin = Origin(device, province, link.issued, int(time.time()))
    await SentLetter.filter(id__in=[row.id for row in rows]).update(tried_at=datetime.now(UTC))
    link.files = [*link.files, nonce_of(origin).hex()][-FILES_KEPT:]
    await link.save(update_fields=["files"])
    return _with_proof(link, parcel.carried_file(LABELS, origin, signer(), items), origin)


def _with_proof(link: ProvinceLink, content: bytes, origin: Origin) -> bytes:
    """Until the first answer: proof of the joining code."""
    if not link.proof:
        return content
    said = json.dumps(join_request(bytes(link.proof), origin.device, signer().public)).encode()
    opening = len(frames.FILE + frame(b"o", origin.encode()))
    return content[:opening] + frame(b"j", said) + content[opening:]


async def take_reply_file(link: ProvinceLink, content: bytes) -> int:
    """Number of letters arrived. Idempotent."""
    device = from_text(link.device)
    try:
        check_reply(content, device, bytes(link.sign))
        nonce = _nonce(content)
        reply = parcel.read_answer(content, nonce=nonce)
    except (NotSigned, Malformed) as error:
        raise NotJoined("This is not a reply of our province to this office.") from error
    if nonce.hex() not in link.files:
        raise NotJoined("This reply belongs to a file that this office does not know.")
    if link.refill:
        await refill_letters(link, device, await incarnation(link.commune), reply.pages)
    return await take_reply(link, reply)


def _nonce(content: bytes) -> bytes:
    for kind, payload, _ in Reader(frames.ANSWER, NEWS).feed(content):
        if kind == b"w":
            return payload[:8]
    raise Malformed("format")
