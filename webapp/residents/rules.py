"""A tick by receipt code; wrong codes."""

import hashlib
from datetime import date

from webapp.accounts.passwords.address_limit import LastMinute
from webapp.concerns.models import Concern
from webapp.core.i18n import gettext as _
from webapp.residents.forms import Ticked
from webapp.residents.kinds import RESIDENT_TICK
from webapp.submissions.intake.submit import submit_form
from webapp.web.person import Person

OF_ADDRESS, OF_ALL = 10, 60
"""Wrong codes a minute. A guesser who asks for a year at this rate meets one of 1000 concerns 30 times, and
learns its state and a day.
"""


class WrongReceipts:
    """In memory."""

    def __init__(self) -> None:
        self._address, self._all = LastMinute(OF_ADDRESS), LastMinute(OF_ALL)

    def must_wait(self, address: str) -> int:
        """In seconds."""
        return max(self._address.must_wait(address), self._all.must_wait(""))

    def note(self, address: str) -> None:
        self._address.note(address)
        self._all.note("")


async def tick(concern: Concern, done: Ticked, day: date) -> None:
    """The first of a day counts."""
    op = hashlib.sha256(f"tick {concern.id} {day}".encode()).hexdigest()[:24]
    family = Person.as_clerk("resident", _("The family, by its number"), concern.commune)
    await submit_form(family, RESIDENT_TICK, "", {"concern": concern.id, "done": done, "op": op})
