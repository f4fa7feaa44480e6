"""Endpoint: a phone forwards sealed files of others."""

from typing import Any

from litestar import MediaType, Request, Response, post

from sync.courier import LARGEST, Load, Taken
from sync.envelope import Malformed, to_text
from webapp.accounts.models import Device
from webapp.core.labels import LABELS, MEDIA_TYPE
from webapp.people.queries import this_commune
from webapp.phone.carried_files import CarriedReport, Carrier, import_carried_file
from webapp.phone.returns import return_file


@post("/sync/v1/carried", opt={"policy": "public"}, request_max_body_size=LARGEST + 4096, status_code=200)
async def hand_in(request: Request[Any, Any, Any]) -> Response[bytes | str]:
    """Authentication by signatures: the courier's, and the owner's in the file."""
    if request.content_type[0] != MEDIA_TYPE:
        return _refused("format", 415)
    commune = await this_commune()
    try:
        load = Load.parse(await request.body())
    except Malformed as error:
        return _refused(error.code, 400)
    device = await Device.get_or_none(
        id=to_text(load.hello.device), commune=commune, kind="phone"
    ).prefetch_related("member")
    if device is None or not load.by(LABELS, bytes(device.sign_key)):
        return _refused("signature", 403)
    if device.revoked_at:
        # No forwarding, no retries; the owner's phone has the file.
        taken = Taken(load.hello.nonce, code="revoked")
    else:
        name = device.member.full_name if device.member else ""
        taken = await _taken(
            load, await import_carried_file(Carrier(commune, name, by_phone=True), "", load.file)
        )
    return Response(taken.encode(), media_type=MEDIA_TYPE, headers={"cache-control": "no-store"})


def _refused(code: str, status: int) -> Response[bytes | str]:
    return Response(code, status_code=status, media_type=MediaType.TEXT)


async def _taken(load: Load, carried: CarriedReport) -> Taken:
    if carried.problem:
        return Taken(load.hello.nonce, code=carried.code)
    return Taken(
        load.hello.nonce,
        accepted=carried.here,
        waiting=carried.aside + carried.unsigned,
        missing=carried.missing,
        back=await return_file(await Device.get(id=carried.device)) if carried.can_return else b"",
    )


ROUTES = [hand_in]
