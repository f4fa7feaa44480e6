"""Endpoints: import and forward files of phones, return file."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from sync.courier import LARGEST
from webapp.accounts.models import Device
from webapp.core.i18n import gettext as _
from webapp.phone.carried_files import LARGEST_FILE, Carrier, import_carried_file
from webapp.phone.returns import NoReceiveKey, return_file
from webapp.web.pages import Asked, page
from webapp.web.policies import NO_HOUSEHOLD, OFFICE

BODY_MAX = 3 * LARGEST_FILE


@get("/arrivals/file", opt={"policy": OFFICE, "shows": NO_HOUSEHOLD})
async def file_page(request: Asked) -> Response[str]:
    return page(request, "office/arrivals_file.html", reports=[], problem=False)


@post(
    "/arrivals/file",
    opt={"policy": OFFICE, "shows": NO_HOUSEHOLD},
    request_max_body_size=BODY_MAX,
    status_code=200,
)
async def take_in_files(request: Asked) -> Response[str]:
    carrier = Carrier(request.user.commune, request.user.name)
    reports = [await import_carried_file(carrier, name, content) for name, content in await _files(request)]
    problem = not reports or any(report.problem for report in reports)
    status = 422 if all(report.problem for report in reports) else 200
    return page(request, "office/arrivals_file.html", status=status, reports=reports, problem=problem)


@post("/carry", opt={"policy": "signed_in"}, request_max_body_size=LARGEST + 4096, status_code=200)
async def carry(request: Asked) -> Response[str]:
    """Files, or a QR code."""
    person = request.user
    carrier = Carrier(person.commune, person.name, by_phone=not person.in_office)
    reports = [await import_carried_file(carrier, name, content) for name, content in await _files(request)]
    # Names and return files: office and owner only.
    shown = (
        reports if person.in_office else [replace(report, person="", can_return=False) for report in reports]
    )
    status = 422 if all(report.problem for report in reports) else 200
    return page(request, "phone/carry.html", status=status, reports=shown, problem=not reports)


async def _files(request: Asked) -> list[tuple[str, bytes]]:
    """One byte above the limit, to detect excess."""
    sent = await request.form()
    files = [one for one in sent.getall("file", []) if isinstance(one, UploadFile) and one.filename]
    found = [(one.filename, await one.read(LARGEST_FILE + 1)) for one in files]
    if code := str(sent.get("code", "")):
        found.append((_("From a QR code"), _from_link(code)))
    return found


def _from_link(code: str) -> bytes:
    try:
        return urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except ValueError:
        return b""


@post("/arrivals/{device_id:str}/return", opt={"policy": OFFICE}, status_code=200)
async def give_back(request: Asked, device_id: FromPath[str]) -> Response[Any]:
    device = await Device.get_or_none(id=device_id, commune=request.user.commune, kind="phone")
    if device is None:
        raise NotFoundException
    try:
        content = await return_file(device)
    except NoReceiveKey:
        return page(request, "office/no_return.html", status=422)
    name = f"gandan-tra-{device.id}-{datetime.now(UTC):%m%d%H%M}.gandan"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type="application/octet-stream", headers=headers)


ROUTES = [file_page, take_in_files, carry, give_back]
