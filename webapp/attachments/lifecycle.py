"""Lifecycle of a file: begin, receive pieces, check, open, keep or refuse, erase."""

import asyncio
import errno
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from tortoise.transactions import in_transaction

from sync import blobs, seal
from sync.blobs import Named
from sync.envelope import from_text
from webapp.accounts.models import Device
from webapp.attachments import files, images, sound
from webapp.attachments.models import Attachment, Blob, Stage
from webapp.attachments.strip_sound_metadata import without_metadata
from webapp.core import limited_process
from webapp.core.database.db import derived_id
from webapp.core.keys import office_key, office_point
from webapp.core.labels import LABELS
from webapp.register.models import Household

A_DAY, DAY_MANY, DAY_BYTES = timedelta(days=1), 100, 30_000_000


class UploadRefused(Exception):
    """`status`: HTTP; `code`: reason; `offset`: where to resume."""

    def __init__(self, status: int, code: str, offset: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.offset = status, code, offset


async def begin_upload(device: Device, id_: str, size: int) -> Blob:
    """Checks quota and space; idempotent."""
    if not 0 < size <= blobs.SIZE_MAX:
        raise UploadRefused(413, "size")
    async with in_transaction():
        await Device.select_for_update().get(id=device.id)  # lock: race on the quota
        blob = await find_upload(device, id_, or_none=True)
        if blob and blob.state != Stage.AWAITED:
            if blob.size != size:
                raise UploadRefused(409, "size", blob.offset)
            return blob
        await _refuse_beyond_a_day(size, device_id=device.id)
        _refuse_without_room(size)
        now = datetime.now(UTC)
        blob = blob or Blob(id=id_, commune=device.commune, device_id=device.id)
        blob.size, blob.state, blob.begun_at, blob.moved_at = size, Stage.COMING, now, now
        await blob.save()
    return blob


async def find_upload(device: Device, id_: str, *, or_none: bool = False) -> Blob | None:
    blob = await Blob.get_or_none(id=id_)
    if blob and blob.device_id != device.id:
        raise UploadRefused(403, "foreign")
    if blob and blob.state in (Stage.REFUSED, Stage.ERASED):
        raise UploadRefused(410, blob.code or blob.state)
    if blob is None and not or_none:
        raise UploadRefused(404, "unknown")
    return blob


async def _refuse_beyond_a_day(size: int, **whose: str) -> None:
    since = datetime.now(UTC) - A_DAY
    sizes = await Blob.filter(begun_at__gt=since, **whose).values_list("size", flat=True)
    if len(sizes) >= DAY_MANY or sum(map(int, sizes)) + size > DAY_BYTES:  # type: ignore[arg-type]
        raise UploadRefused(429, "quota")


def _refuse_without_room(size: int) -> None:
    if not files.there_is_room_for(size):
        raise UploadRefused(507, "full")


async def append_piece(device: Device, id_: str, offset: int, piece: bytes) -> Blob:
    """Written, then counted: a crash's surplus is overwritten."""
    async with in_transaction():
        await Blob.select_for_update().get_or_none(id=id_)
        blob = await find_upload(device, id_)
        if blob is None or blob.state == Stage.AWAITED:
            raise UploadRefused(404, "unknown")
        if blob.state != Stage.COMING or blob.offset != offset:
            raise UploadRefused(
                409, "offset", blob.size if blob.state in (Stage.WHOLE, Stage.KEPT) else blob.offset
            )
        if offset + len(piece) > blob.size:
            raise UploadRefused(413, "size")
        _refuse_without_room(len(piece))
        await _write(id_, offset, piece)
        blob.offset, blob.moved_at = offset + len(piece), datetime.now(UTC)
        if blob.offset == blob.size:
            blob.state = Stage.WHOLE
        await blob.save(update_fields=["offset", "moved_at", "state"])
    return await settle_file(id_) if blob.state == Stage.WHOLE else blob


async def _write(id_: str, offset: int, piece: bytes) -> None:
    try:
        await asyncio.to_thread(files.write_at, id_, offset, piece)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UploadRefused(507, "full") from error
        raise


async def settle_file(id_: str) -> Blob:
    """Opens a complete file only if a submission of its own device names it. Idempotent."""
    blob = await Blob.get(id=id_)
    if blob.state != Stage.WHOLE:
        return blob
    sealed = await asyncio.to_thread(files.coming(id_).read_bytes)
    if len(sealed) != blob.size or blobs.id_of(sealed) != id_:
        return await _refuse(blob, "hash")
    named = await Attachment.filter(blob_id=id_).first()
    if named is None:
        return blob
    if named.size != blob.size:
        return await _refuse(blob, "size")
    try:
        kept, blob.type = await _in_line(_looked_into, blob.device_id, sealed, named.is_photo)
    except images.UnfitFile as error:
        return await _refuse(blob, error.code)
    await _keep(blob, _sealed(blob.device_id, kept), len(kept))
    files.remove(id_, and_kept=False)
    return blob


async def settle_files(ids: Iterable[str]) -> None:
    """For files that arrived before their submission."""
    wanted = list(ids)
    for id_ in (
        await Blob.filter(id__in=wanted, state=Stage.WHOLE).values_list("id", flat=True) if wanted else []
    ):
        await settle_file(str(id_))


async def _in_line(look: Callable[..., tuple[bytes, str]], *given: Any) -> tuple[bytes, str]:
    return await asyncio.get_running_loop().run_in_executor(limited_process.LINE, look, *given)


def _looked_into(device_id: str, sealed: bytes, is_photo: bool) -> tuple[bytes, str]:
    try:
        content = office_key().open_file(from_text(device_id), sealed)
    except seal.Damaged as error:
        raise images.UnfitFile("seal") from error
    if is_photo:
        return checked(content)
    kind = sound.kind_of(content)
    return without_metadata(content, kind), kind


def checked(content: bytes) -> tuple[bytes, str]:
    """For photos from phones and web forms."""
    if len(content) > blobs.SIZE_MAX:
        raise images.UnfitFile("size")
    return images.drawn_again(content), "image/jpeg"


def _sealed(device_id: str, content: bytes) -> bytes:
    """Encrypted at rest: the disk may be stolen."""
    return seal.WritingSession(LABELS, from_text(device_id), office_point()).seal_file(content)


async def _keep(blob: Blob, sealed: bytes, size: int) -> None:
    await asyncio.to_thread(files.keep, blob.id, sealed)
    blob.state, blob.kept_size = Stage.KEPT, size
    await blob.save()


def open_file(blob: Blob) -> bytes:
    return office_key().open_file(from_text(blob.device_id), files.kept(blob.id).read_bytes())


async def _refuse(blob: Blob, code: str) -> Blob:
    blob.state, blob.code = Stage.REFUSED, code
    await blob.save(update_fields=["state", "code"])
    files.remove(blob.id)
    return blob


async def keep_from_desk(device_id: str, commune: str, by: str, content: bytes) -> Blob:
    """From a web form: same limits and check."""
    await _refuse_beyond_a_day(len(content), by=by)
    _refuse_without_room(len(content))
    made, type_ = await _in_line(checked, content)
    sealed, now = _sealed(device_id, made), datetime.now(UTC)
    blob = Blob(
        id=blobs.id_of(sealed),
        commune=commune,
        device_id=device_id,
        by=by,
        size=len(sealed),
        offset=len(sealed),
        type=type_,
        begun_at=now,
        moved_at=now,
    )
    await _keep(blob, sealed, len(made))
    return blob


class Record(Protocol):
    """A submission that names files."""

    @property
    def id(self) -> str: ...
    @property
    def commune(self) -> str: ...
    @property
    def device_id(self) -> str: ...
    @property
    def household(self) -> Household: ...
    @property
    def files(self) -> Sequence[Named]: ...
    @property
    def received_at(self) -> datetime: ...


async def name_files(several: Sequence[Record]) -> None:
    """Call inside the intake transaction."""
    for written in several:
        for place, one in enumerate(written.files):
            await _name(written, place, one)


async def _name(written: Record, place: int, one: Named) -> None:
    blob, _ = await Blob.get_or_create(
        id=one.id,
        defaults={
            "commune": written.commune,
            "device_id": written.device_id,
            "size": one.size,
            "state": Stage.AWAITED,
            "moved_at": written.received_at,
        },
    )
    if blob.device_id == written.device_id:
        await Attachment.create(
            id=_attachment_id(written.id, place),
            commune=written.commune,
            household_id=written.household.id,
            blob_id=one.id,
            record=written.id,
            place=place,
            size=one.size,
            type=one.type,
        )


def _attachment_id(record: str, place: int) -> str:
    """The same in every replay."""
    return derived_id(f"attachment {record} {place}")


async def forget_files(record: str, named: Iterable[Named], device_id: str, commune: str) -> None:
    """Erases files that no other record names; a tombstone refuses late arrivals."""
    await Attachment.filter(record=record).delete()
    for one in named:
        if await Attachment.filter(blob_id=one.id).exists():
            continue
        tombstone = {"state": Stage.ERASED, "code": "", "type": "", "kept_size": 0, "by": ""}
        blob = await Blob.get_or_none(id=one.id)
        if blob is None:
            now = datetime.now(UTC)
            ours = {"commune": commune, "device_id": device_id, "size": one.size, "moved_at": now}
            await Blob(id=one.id, **ours, **tombstone).save()
        elif blob.device_id == device_id:
            await Blob.filter(id=one.id).update(**tombstone)
