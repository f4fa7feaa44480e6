"""Endpoints: attachment."""

import asyncio

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.attachments.lifecycle import open_file
from webapp.household_page.file_queries import attachment_for
from webapp.households.viewer import Viewer
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import COMMUNE, NO_HOUSEHOLD, audit_subject

ENDINGS = {"image/jpeg": "jpg", "audio/webm": "webm", "audio/mp4": "m4a"}


@get("/attachments/{name:str}/page", opt={"policy": COMMUNE, "shows": NO_HOUSEHOLD})
async def attachment_page(request: Asked, name: FromPath[str]) -> Response[str]:
    """Page that hides the file when the phone locks; loading the file is audited."""
    row = await attachment_for(Viewer(request.user), name)
    return page(request, "attachments/show.html", row=row)


@get("/attachments/{name:str}", opt={"policy": COMMUNE})
async def attachment(request: Asked, name: FromPath[str]) -> Response[bytes] | Redirect:
    """Photos, re-encoded here, are shown inline; voice notes are untrusted."""
    row = await attachment_for(Viewer(request.user), name)
    # A bare file has no script that hides it on lock. A service worker requests it with an empty destination,
    # but in mode navigate.
    if request.headers.get("sec-fetch-mode") == "navigate":
        return see_other(f"/attachments/{name}/page")
    audit_subject(request, row.household_id)
    content = await asyncio.to_thread(open_file, row.blob)
    how = "inline" if row.blob.type == "image/jpeg" else "attachment"
    return Response(
        content,
        media_type=row.blob.type,
        headers={
            "content-disposition": f'{how}; filename="{name[:8]}.{ENDINGS[row.blob.type]}"',
            "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        },
    )


ROUTES = [attachment, attachment_page]
