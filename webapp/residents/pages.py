"""Page values: where a concern is, for whoever has its receipt code. No name, place or text."""

import asyncio
import hashlib
import time
from base64 import b64encode
from datetime import date
from typing import Any

import segno
from markupsafe import Markup

from webapp.concerns.clocks import promise_of
from webapp.concerns.models import Concern, ResidentTick
from webapp.concerns.steps import Story, stories_of
from webapp.concerns.ticks import newest_ticks
from webapp.concerns.workflow import ANSWERED, ENDED
from webapp.core.calendar import today
from webapp.core.i18n import local_time
from webapp.people.queries import this_commune
from webapp.promises.models import OfficeTelephone
from webapp.promises.queries import calendar_of, office_telephones
from webapp.settings import settings

ANSWER_AFTER = 0.3
"""Seconds from the question to each answer: its time does not tell whether there is a concern."""
STYLE = (
    "body{font:20px/1.4 sans-serif;margin:auto;padding:8px 16px;max-width:20em}h1{font-size:22px}p{margin:12px 0}"
    "b,a,button,input{display:block;box-sizing:border-box;width:100%;padding:14px;margin:6px 0;font:inherit;"
    "border:2px solid #0b5a3c;border-radius:8px}b{font:700 28px sans-serif;background:#fff1d6;border:0}"
    "b.d{background:#e3f2ea}a,button{background:#fff;color:#0b5a3c;text-align:center;text-decoration:none}"
    ".y{background:#0b5a3c;color:#fff}"
)
STYLE_HASH = "sha256-" + b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


async def concern_by_code(code: str) -> Concern | None:
    found = Concern.filter(receipt_code=code, withdrawn=False, hidden=False)
    return await found.first()


async def whom_to_call() -> list[OfficeTelephone]:
    return await office_telephones(await this_commune())


def may_tick(concern: Concern) -> bool:
    return concern.status in ENDED | {ANSWERED}


async def status_values(concern: Concern) -> dict[str, Any]:
    story = (await stories_of([concern]))[concern.id]
    newest = (await newest_ticks([concern.id])).get(concern.id)
    ticked_today = newest is not None and _day(newest) == today()
    return {
        "state": concern.status,
        "since": _since(concern, story),
        "promise": promise_of(concern, story, await calendar_of(concern.commune)),
        "tick": newest,
        "may_tick": may_tick(concern) and not ticked_today,
        "settled": may_tick(concern),
    }


async def slip_values(concern: Concern) -> dict[str, Any]:
    """To hand on: the number, the day, whom to call. Of what it is about, nothing."""
    link = f"{settings().base_url}/v/{concern.receipt_code}"
    code = segno.make(link, error="m").svg_inline(scale=2, border=0)
    return await status_values(concern) | {
        "concern": concern,
        "link": link,
        "qr": Markup(code),  # noqa: S704 (drawn by us)
        "calls": await whom_to_call(),
    }


def _since(concern: Concern, story: Story) -> date:
    """Of the newest step that moved it."""
    days = [line.at for line in story.lines if not line.without_effect]
    return local_time(days[-1] if days else concern.received_at).date()


def _day(newest: ResidentTick) -> date:
    return local_time(newest.received_at).date()


async def wait_since(begun: float) -> None:
    await asyncio.sleep(max(0.0, begun + ANSWER_AFTER - time.monotonic()))
