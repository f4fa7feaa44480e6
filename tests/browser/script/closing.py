"""The office closes a phone, and the phone hears of it."""

import re

import httpx

from tests.browser.script.kept import Kept
from tests.support.office import Office
from tests.support.world import World
from webapp.accounts.models import Device, StoredSession
from webapp.accounts.sessions import stored_key


def device(office: Office) -> Device:
    found: Device = office.ask(lambda: Device.get(kind="phone"))
    return found


def close_at_the_office(office: Office, world: World, reason: str) -> None:
    """By the clerk, on the page of phones."""
    session = {
        "key": stored_key("desk"),
        "owner": world.clerk.id,
        "value": f'{{"account":"{world.clerk.id}"}}'.encode(),
    }
    office.ask(lambda: StoredSession.create(**session))
    with httpx.Client(base_url=office.base, cookies={"s": "desk"}) as desk:
        path = f"/phones/{device(office).id}"
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', desk.get(path).text)
        assert token
        sent = {"_csrf_token": token[1], "reason": reason}
        assert desk.post(f"{path}/closing", data=sent).status_code == 303


async def send_until_closed(kept: Kept) -> None:
    await kept.page.evaluate("gd.go('tap') && 0")
    await kept.page.wait_for_url("**/unlock*")
    await kept.settled()
    await kept.until("gd.people().then((all) => !all.length)")
