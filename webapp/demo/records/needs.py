"""Needs that pilot families told their carers; own random sequence."""

from collections.abc import Iterator, Sequence

from webapp.demo.base.maker import SEED, Dice, commune_time
from webapp.demo.records.history import Draft
from webapp.demo.register.charge import Charge
from webapp.households.family.needs import CODES


def draft_needs(charges: Sequence[Charge]) -> Iterator[Draft]:
    """Sent with the phone's next record: other arrivals do not change."""
    dice = Dice(SEED + 6)
    for charge in charges:
        for code, opened, closed in charge.home.needs:
            place = str(CODES.index(code) + 1)
            for day, word in ((opened, "opens"), (closed, "closes")):
                if day:
                    made = commune_time(day, dice.between(7, 17), dice.below(60))
                    yield Draft("need", charge.member, charge.home, made, {word: place}, along=True)
