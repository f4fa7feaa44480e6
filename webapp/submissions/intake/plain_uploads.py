"""Photos posted with a web form, kept until it is complete."""

from typing import Any

from litestar.datastructures import UploadFile

from sync.blobs import MOST
from webapp.attachments.images import UnfitFile
from webapp.attachments.lifecycle import UploadRefused, keep_from_desk
from webapp.attachments.models import Blob, Stage
from webapp.core.i18n import gettext as _
from webapp.submissions.intake.submit import web_device
from webapp.web.form_fields import Multi
from webapp.web.person import Person

FIELD, KEPT = "photo", "photo_kept"
UPLOAD_MAX = 10_000_000
"""Above a photo's limit, for a readable error."""


async def take_photos(person: Person, sent: Multi, errors: dict[str, str]) -> list[Blob]:
    """Also those of an earlier step."""
    given = [value for name, value in sent.multi_items() if name == FIELD and isinstance(value, UploadFile)]
    kept = [str(value) for name, value in sent.multi_items() if name == KEPT]
    device = await web_device(person.commune)
    found = list(await _unnamed(device, person).filter(id__in=kept[:MOST])) if kept else []
    for photo in given[: MOST - len(found)]:
        if content := await photo.read():
            try:
                found.append(await keep_from_desk(device, person.commune, person.id, content))
            except (UnfitFile, UploadRefused) as error:
                errors[FIELD] = _why(error.code)
    return found


def _unnamed(device: str, person: Person) -> Any:
    return Blob.filter(device_id=device, by=person.id, state=Stage.KEPT, attachments__isnull=True)


def _why(code: str) -> str:
    return {
        "size": _("The photo is larger than 2 MB. Take a smaller one, or save without it."),
        "pixels": _("The photo has too many points. Take a smaller one, or save without it."),
        "quota": _("There were many photos today. Save without it and add it tomorrow."),
        "full": _("The office has no room for photos now. Save without it."),
    }.get(code, _("This is not a photo that can be read. Take another one, or save without it."))
