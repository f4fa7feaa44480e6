"""Putting together what leaves about one concern, and noticing whose it is in what somebody typed."""

import re

from webapp.concerns.models import Concern, SentUp
from webapp.households.models import Household
from webapp.i18n import local
from webapp.people.models import Member
from webapp.province.letters import Raised
from webapp.vi_text import fold

NUMBER = re.compile(r"\d(?:[ .\-]?\d){8}")


def letter_for(sent: SentUp) -> Raised:
    """Needs its concern."""
    concern = sent.concern
    return Raised(
        category=int(concern.category),
        severity=int(concern.severity),
        hamlet=sent.hamlet,
        received_on=local(concern.received_at).date(),
        sent_on=sent.sent_on,
        text=sent.text,
    )


async def tells_whose(concern: Concern, words: str) -> bool:
    """A help for a tired writer, no proof: full names of this commune, codes, slips, telephone numbers."""
    plain = _plain(words)
    if NUMBER.search(words) or _plain(concern.slip) in plain:
        return True
    commune = concern.commune
    heads = await Household.filter(commune=commune).values_list("head_name", "code")
    members = await Member.filter(commune=commune).values_list("full_name", flat=True)
    names = {_plain(str(name)) for name in members} | {_plain(str(part)) for row in heads for part in row}
    return any(name in plain for name in names if len(name.split()) > 1)


def _plain(words: str) -> str:
    """Words with a space on both sides, so that only whole ones are found."""
    return " ".join(["", *re.findall(r"[^\W_]+", fold(words)), ""])
