"""Resumable upload of sealed files from phones (tus 1.0).

One signature a file, no cookie: works while locked. A stolen signature only allows the same bytes.
"""

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from litestar import MediaType, Request, Response, patch, post, route
from litestar.enums import HttpMethod
from litestar.exceptions import ClientException
from litestar.params import FromPath

from sync import seal
from sync.blobs import SIZE_MAX, is_blob_id, proof_message, read_signature
from sync.envelope import Malformed, from_text
from webapp.accounts.models import Device
from webapp.attachments.lifecycle import UploadRefused, append_piece, begin_upload, find_upload
from webapp.attachments.models import Blob, Stage
from webapp.core.labels import LABELS
from webapp.submissions.intake.file_upkeep import tidy_files_sometimes

VERSION = "1.0.0"
PATH = "/sync/v1/blobs/{name:str}"
PIECE = "application/offset+octet-stream"
Asked = Request[Any, Any, Any]
Answer = Response[bytes]
Act = Callable[[Asked, Device, str], Awaitable[Answer]]


def _reply(status: int, blob: Blob | None = None, code: str = "", **headers: str) -> Answer:
    told = {"tus-resumable": VERSION, "cache-control": "no-store", **headers}
    if blob:
        done = blob.state in (Stage.WHOLE, Stage.KEPT)
        told |= {"upload-offset": str(blob.size if done else blob.offset), "upload-length": str(blob.size)}
    return Response(code.encode(), status_code=status, media_type=MediaType.TEXT, headers=told)


def _refusal(error: UploadRefused) -> Answer:
    headers = {} if error.offset is None else {"upload-offset": str(error.offset)}
    if error.status == 412:
        headers["tus-version"] = VERSION
    if error.status == 413:
        headers["tus-max-size"] = str(SIZE_MAX)
    return _reply(error.status, None, error.code, **headers)


async def _answer(request: Asked, name: str, act: Act) -> Answer:
    try:
        return await act(request, await _sender(request, name), name)
    except UploadRefused as error:
        return _refusal(error)


async def _sender(request: Asked, name: str) -> Device:
    """Authentication, for this file."""
    if request.headers.get("tus-resumable") != VERSION:
        raise UploadRefused(412, "version")
    scheme, *parts = request.headers.get("authorization", "").split(" ")
    if scheme != "Gandan" or len(parts) != 2 or not is_blob_id(name):
        raise UploadRefused(403, "signature")
    device = await Device.get_or_none(id=parts[0], kind="phone")
    try:
        signed = device and seal.verify_signature(
            bytes(device.sign_key), proof_message(LABELS, from_text(parts[0]), name), read_signature(parts[1])
        )
    except Malformed:
        signed = False
    if device is None or not signed:
        raise UploadRefused(403, "signature")
    if device.revoked_at:
        raise UploadRefused(403, "revoked")
    return device


def _number(request: Asked, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UploadRefused(400, name)
    return int(text)


@post(PATH, opt={"policy": "public"}, status_code=201, request_max_body_size=1)
async def begin_file(request: Asked, name: FromPath[str]) -> Answer:
    async def act(request: Asked, device: Device, name: str) -> Answer:
        blob = await begin_upload(device, name, _number(request, "upload-length"))
        await tidy_files_sometimes(device.commune)
        return _reply(201, blob, location=request.url.path)

    return await _answer(request, name, act)


@route(PATH, http_method=[HttpMethod.HEAD], opt={"policy": "public"})
async def ask_offset(request: Asked, name: FromPath[str]) -> Answer:
    async def act(request: Asked, device: Device, name: str) -> Answer:
        blob = await find_upload(device, name)
        if blob is None or blob.state == Stage.AWAITED:
            raise UploadRefused(404, "unknown")
        return _reply(200, blob)

    return await _answer(request, name, act)


@patch(PATH, opt={"policy": "public"}, request_max_body_size=SIZE_MAX)
async def add_piece(request: Asked, name: FromPath[str]) -> Answer:
    async def act(request: Asked, device: Device, name: str) -> Answer:
        if request.headers.get("content-type", "") != PIECE:
            raise UploadRefused(415, "type")
        offset = _number(request, "upload-offset")
        async with _turn(name) as ended:
            await find_upload(device, name)
            piece = await _piece(request, ended)
            blob = await append_piece(device, name, offset, piece)
        return _reply(204, blob) if blob.state != Stage.REFUSED else _reply(410, code=blob.code)

    return await _answer(request, name, act)


_now: dict[str, asyncio.Event] = {}
_locks: dict[str, asyncio.Lock] = {}


@asynccontextmanager
async def _turn(name: str) -> AsyncIterator[asyncio.Event]:
    """Lock of a file; a retry ends the earlier request."""
    if name in _now:
        _now[name].set()
    mine = _now[name] = asyncio.Event()
    lock = _locks.setdefault(name, asyncio.Lock())
    try:
        async with lock:
            yield mine
    finally:
        if _now.get(name) is mine:
            del _now[name]
            _locks.pop(name, None)


async def _piece(request: Asked, ended: asyncio.Event) -> bytes:
    """With checksum all or nothing, else what arrived."""
    wanted = _checksum(request)
    came, whole = bytearray(), False
    chunks = request.stream().__aiter__()
    stop = asyncio.ensure_future(ended.wait())
    try:
        while True:
            chunk = asyncio.ensure_future(anext(chunks, None))
            await asyncio.wait({chunk, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not chunk.done():
                chunk.cancel()
                break
            if chunk.result() is None:
                whole = True
                break
            came += chunk.result() or b""
    except ClientException:
        pass
    finally:
        stop.cancel()
    if wanted is None:
        return bytes(came)
    if not whole or hashlib.sha256(came).digest() != wanted:
        raise UploadRefused(460, "checksum")
    return bytes(came)


def _checksum(request: Asked) -> bytes | None:
    text = request.headers.get("upload-checksum", "")
    if not text:
        return None
    algorithm, _, digest = text.partition(" ")
    if algorithm != "sha256":
        raise UploadRefused(400, "checksum")
    try:
        return b64decode(digest, validate=True)
    except ValueError as error:
        raise UploadRefused(400, "checksum") from error


ROUTES = [begin_file, ask_offset, add_piece]
