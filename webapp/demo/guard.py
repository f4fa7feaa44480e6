"""The demo needs no password: only an invented commune, only this computer."""

import ipaddress

from webapp.core.database.db import database_name
from webapp.people.models import OrgUnit
from webapp.people.queries import this_commune
from webapp.settings import settings
from webapp.submissions.queries import is_invented


class NoDemoHere(Exception):
    """The message says what to do."""


def demo_is_on() -> bool:
    return settings().demo and settings().node == "commune"


def refuse_other_computers() -> None:
    if not _only_here(settings().host):
        raise NoDemoHere(
            f"The demo signs people in without a password, so it is served to this computer alone, not on {settings().host}. "
            "Leave GANDAN_HOST out. A real office is served without GANDAN_DEMO: gandan serve"
        )


async def refuse_a_real_register() -> None:
    """At every start, before anything is written or served."""
    commune = await this_commune()
    if commune and not await is_invented(commune):
        unit = await OrgUnit.get(id=commune)
        raise NoDemoHere(
            f"{database_name(settings().database_url)} is the register of {unit.full_name}, not the demo, and the demo "
            "would let in people without a password. To serve this office: GANDAN_DEMO=0 make run, or gandan serve. "
            "To see the demo beside it: GANDAN_DATA=var-demo make run"
        )


def _only_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
