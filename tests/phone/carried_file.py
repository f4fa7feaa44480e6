"""A file that a phone saves and somebody hands in at the office."""

import time
from typing import Any

from sync import parcel, seal
from sync.frames import Origin
from tests.support.phone import Phone
from webapp.core import keys
from webapp.core.labels import LABELS


def saved(phone: Phone, office: seal.OfficeKey | None = None) -> bytes:
    fingerprint = (office or keys.office_key()).fingerprint
    origin = Origin(device=phone.device, office=fingerprint, made=len(phone.outbox), created=int(time.time()))
    return parcel.carried_file(LABELS, origin, phone.key, phone.sealed(phone.outbox))


async def hand_in(browser: Any, content: bytes) -> Any:
    await browser.get("/arrivals/file")
    return await browser.post(
        "/arrivals/file", data={"_csrf_token": browser.token}, files={"file": ("chua-gui.gandan", content)}
    )
