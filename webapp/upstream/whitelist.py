"""Letters to the province; detects identifying text."""

import re

from webapp.concerns.models import Concern, SentUp
from webapp.core.i18n import local_time
from webapp.core.vi_text import fold_text
from webapp.office.confirm_erasures import requests_shown_to
from webapp.people.models import Member
from webapp.province.letters import KIND_LIMIT, WRITER_LIMIT, Overdue, Raised
from webapp.register.models import Household
from webapp.web.person import Person

OVERDUE = "erasure:"
NUMBER = re.compile(r"\d(?:[ .\-]?\d){8}")


def letter_for(sent: SentUp) -> Raised:
    """`sent.concern` must be fetched."""
    concern = sent.concern
    return Raised(
        category=int(concern.category),
        severity=int(concern.severity),
        hamlet=sent.hamlet,
        received_on=local_time(concern.received_at).date(),
        sent_on=sent.sent_on,
        text=sent.text,
    )


async def overdue_letters(commune: str) -> dict[str, Overdue]:
    """By source; without text."""
    return {
        f"{OVERDUE}{one.line.name}": Overdue(
            kind=one.line.kind[:KIND_LIMIT],
            day=local_time(one.line.submission.received_at).date(),
            writer=one.line.writer[:WRITER_LIMIT],
            asked_on=local_time(one.first.received_at).date(),
        )
        for one in await requests_shown_to(province_of(commune))
    }


def province_of(commune: str, name: str = "") -> Person:
    return Person.as_province_office("province", name, commune)


async def identifies_family(concern: Concern, words: str) -> bool:
    """Heuristic: full names in this commune, codes, slips, phone numbers."""
    plain = _plain(words)
    if NUMBER.search(words) or _plain(concern.receipt_code) in plain:
        return True
    commune = concern.commune
    heads = await Household.filter(commune=commune).values_list("head_name", "code")
    members = await Member.filter(commune=commune).values_list("full_name", flat=True)
    names = {_plain(str(name)) for name in members} | {_plain(str(part)) for row in heads for part in row}
    return any(name in plain for name in names if len(name.split()) > 1)


def _plain(words: str) -> str:
    """Space-padded, to match whole words."""
    return " ".join(["", *re.findall(r"[^\W_]+", fold_text(words)), ""])
