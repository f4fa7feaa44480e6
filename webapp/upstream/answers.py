"""Applies the province's answers as submissions."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from tortoise.exceptions import DoesNotExist

from sync.envelope import to_text
from webapp.concerns.kinds import ANSWERED
from webapp.concerns.models import SentUp
from webapp.core.identity_numbers import without_identity_numbers
from webapp.office.confirm_erasures import ConfirmForm, confirm_erasures
from webapp.province.letters import Overdue
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.rulings import ERASE
from webapp.upstream.models import SentLetter
from webapp.upstream.whitelist import OVERDUE, province_of
from webapp.web.person import Person

ANSWERS, COPIES = "/answers/", "/copies/"


async def take_answers(commune: str, province: str, pages: Mapping[str, bytes]) -> None:
    for path, content in pages.items():
        if path.startswith(ANSWERS):
            letter = await SentLetter.get_or_none(commune=commune, record=path.removeprefix(ANSWERS))
            told = _told(content)
            if letter and told and _newer(told, letter.answer):
                await (_erase if letter.kind == Overdue.KIND else _keep)(letter, province, told)


def _told(content: bytes) -> dict[str, str] | None:
    try:
        fields = json.loads(content)
        told = {name: str(fields[name]) for name in ("text", "by", "at")}
        datetime.fromisoformat(told["at"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return told


def _newer(told: Mapping[str, str], before: Mapping[str, Any] | None) -> bool:
    """A delayed reply must not overwrite a later one."""
    return before is None or datetime.fromisoformat(told["at"]) > datetime.fromisoformat(before["at"])


async def _erase(letter: SentLetter, province: str, told: Mapping[str, str]) -> None:
    """Second account; a decision made meanwhile in the commune prevails."""
    target = letter.source.removeprefix(OVERDUE)
    form = ConfirmForm({"target": target, "verdict": ERASE, "reason": ""})
    with suppress(DoesNotExist):
        by = province_of(letter.commune, ", ".join(filter(None, (told["by"], province))))
        await confirm_erasures(by, form, f"p{letter.record}")
    await SentLetter.filter(id=letter.id).update(answer=told)


async def _keep(letter: SentLetter, province: str, told: dict[str, str]) -> None:
    """Log first; idempotent by `op` after a crash."""
    sent = await SentUp.get_or_none(commune=letter.commune, id=letter.source.removeprefix("concern:"))
    if sent:
        by = f"{told['by']}, {province}" if told["by"] else province
        person = Person.as_clerk("province", by, letter.commune)
        op = to_text(hashlib.sha256(f"{letter.record} {told['at']}".encode()).digest()[:8])
        fields = {"op": op, "sent": sent.id, "text": without_identity_numbers(told["text"]), "at": told["at"]}
        await submit_form(person, ANSWERED, "", fields)
    await SentLetter.filter(id=letter.id).update(answer=told)
