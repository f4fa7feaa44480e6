"""One attachment, for whoever may see its record."""

import asyncio

from litestar import Response, get
from litestar.params import FromPath

from webapp.accounts.models import Role
from webapp.attachments.queries import attachment_for
from webapp.attachments.rules import opened
from webapp.pages import Asked
from webapp.readings.noting import about

MAY_LOOK = (Role.MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)
ENDINGS = {"image/jpeg": "jpg", "audio/webm": "webm", "audio/mp4": "m4a"}


@get("/attachments/{name:str}", opt={"policy": MAY_LOOK})
async def attachment(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """A photo was drawn here and is shown; a spoken note came from elsewhere and is only played or saved."""
    row = await attachment_for(request.user, name)
    about(request, row.household_id)
    content = await asyncio.to_thread(opened, row.blob)
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


ROUTES = [attachment]
