"""Visits, concerns and corrections of the pilot members."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from webapp.concerns.models import Category, Severity
from webapp.demo.base import cast
from webapp.demo.base.maker import TOLD_ON, Dice, Maker, commune_time, day_between
from webapp.demo.base.texts import MATTERS, NOTES
from webapp.demo.register.charge import Charge
from webapp.demo.register.homes import FIRST_WEEK, DemoHousehold
from webapp.people.models import Capacity, Member
from webapp.register.models import SupportLevel
from webapp.visits.models import Did, Met
from webapp.web.form_fields import Fields

CADENCE = {SupportLevel.REGULAR: 91, SupportLevel.ATTENTION: 30, SupportLevel.CLOSE: 15}
MISSED = {Capacity.FULL: 2, Capacity.REDUCED: 5}
"""Percentage of visits that did not happen."""
MET = {
    Met.AT_HOME: 70, Met.ELSEWHERE: 12, Met.BY_PHONE: 6, Met.NOBODY_HOME: 6, Met.POSTPONED: 4, Met.DECLINED: 2,
}  # fmt: skip
SPOKEN_WITH = (Met.AT_HOME, Met.ELSEWHERE, Met.BY_PHONE)
DID = {
    Did.ASKED_AFTER: 6, Did.EXPLAINED: 4, Did.HELPED_WORK: 2, Did.SANITATION: 2, Did.PAPERS: 2, Did.OTHER_HELP: 1,
}  # fmt: skip
NOTES_KEPT = timedelta(days=700)
FLOOD = commune_time(date(2018, 8, 31), 16, 40)
LAST_WEEK = commune_time(date(2018, 10, 3), 17, 20)
CORRECTED = 9


@dataclass(frozen=True, eq=False)
class Draft:
    """A submission without a number."""

    kind: str
    author: Member
    home: DemoHousehold
    made: datetime
    """Story time."""
    fields: Fields
    urgent: bool = False
    """Carried to a place with signal at once."""
    along: bool = False
    """Sent with the phone's next record."""
    delay: timedelta | None = None
    """Until the office has it; else drawn."""
    step_of: "Draft | None" = None
    """The concern."""
    seen: "Draft | None" = None
    """Newest step that the author saw."""
    desk: bool = False
    """Written by the clerk, at the office."""


def draft_history(maker: Maker, charges: list[Charge]) -> list[Draft]:
    drafts = [draft for charge in charges for draft in _visits(maker, charge)]
    drafts += _concerns(maker.dice, charges)
    drafts += _corrections(maker.dice, charges)
    return _agree_on_days(drafts)


def _agree_on_days(drafts: list[Draft]) -> list[Draft]:
    """Every third family agreed a date next month; no random draws."""
    last: dict[str, int] = {}
    for place, draft in enumerate(drafts):
        if draft.kind == "visit" and draft.home.recorded and "did" in draft.fields:
            last[draft.home.row.code] = place
    for place in [last[code] for code in sorted(last)][::3]:
        drafts[place] = replace(drafts[place], fields={**drafts[place].fields, "next": "2"})
    return drafts


def _visits(maker: Maker, charge: Charge) -> Iterator[Draft]:
    dice = maker.dice
    every = CADENCE[charge.home.row.support_level]
    day = charge.begun + timedelta(days=FIRST_WEEK + dice.below(every))
    while day < TOLD_ON:
        if not dice.chance(MISSED[charge.member.capacity]):
            yield _visit(maker, charge, day)
        day += timedelta(days=every + dice.between(-(every // 6), every // 6))


def _visit(maker: Maker, charge: Charge, day: date) -> Draft:
    dice = maker.dice
    met = dice.weighted(MET)
    fields: dict[str, str | list[str]] = {"met": str(int(met))}
    if met in SPOKEN_WITH:
        fields["did"] = _did(dice)
        fields["need"] = str(int(dice.chance(8)))
        if dice.chance(10) and TOLD_ON - day < NOTES_KEPT:
            fields["note"] = dice.one_of(NOTES)
    later = day + timedelta(days=dice.between(1, 2)) if dice.chance(8) else day
    if day < later < TOLD_ON:
        fields["on"] = maker.day(day).isoformat()
        day = later
    return Draft("visit", charge.member, charge.home, _daytime(dice, day), fields)


def _did(dice: Dice) -> list[str]:
    done = {dice.weighted(DID) for _ in range(dice.between(1, 2))}
    return [str(code) for code in sorted(int(did) for did in done)]


def _daytime(dice: Dice, day: date) -> datetime:
    return commune_time(day, dice.between(6, 18), dice.below(60)) + timedelta(seconds=dice.below(60))


def _concerns(dice: Dice, charges: list[Charge]) -> Iterator[Draft]:
    willing = [charge for charge in charges if charge.home.recorded]
    for category, how_many, written in MATTERS:
        for number in range(how_many):
            charge = dice.one_of(willing)
            made = _daytime(dice, _lately(dice, charge.begun))
            if category is Category.DISASTER:
                made = FLOOD
            elif category is Category.ROAD_BRIDGE_BOAT and number == 0:
                # So that the demo's carer has an open concern.
                charge, made = next(c for c in willing if c.member.full_name == cast.CARER), LAST_WEEK
            yield _concern(dice, charge, made, category, *written[number % len(written)])


def _concern(
    dice: Dice, charge: Charge, made: datetime, category: Category, summary: str, body: str
) -> Draft:
    fields = {
        "category": str(int(category)),
        "severity": str(int(_severity(dice, category))),
        "summary": summary,
        "body": body if dice.chance(70) else "",
        "answer_by": str(dice.weighted({1: 5, 2: 3, 3: 1})),
        "agreed": "1",
    }
    return Draft("concern", charge.member, charge.home, made, fields, urgent=True)


def _lately(dice: Dice, begun: date) -> date:
    """Later of two draws: more concerns as answers come back."""
    first, last = begun + timedelta(days=10), TOLD_ON - timedelta(days=4)
    return max(day_between(dice, first, last), day_between(dice, first, last))


def _severity(dice: Dice, category: Category) -> Severity:
    if category is Category.DISASTER:
        return Severity.EMERGENCY
    return dice.weighted({Severity.NORMAL: 75, Severity.PRESSING: 17, Severity.QUESTION: 8})


def _corrections(dice: Dice, charges: list[Charge]) -> Iterator[Draft]:
    """Phone numbers, with one conflict between two authors."""
    without = [charge for charge in charges if charge.home.recorded and not charge.home.row.head_phone]
    for number, charge in enumerate(dice.shuffled(without)[:CORRECTED]):
        day = day_between(dice, TOLD_ON - timedelta(days=200), TOLD_ON - timedelta(days=40))
        fields = _telephone(charge.home, f"0900000{700 + number}")
        yield Draft("household_change", charge.member, charge.home, _daytime(dice, day), fields)
    carer = next(c for c in without if c.member.full_name == cast.CARER)
    leader = next(c.member for c in charges if c.member.full_name == cast.BRANCH_SECRETARY)
    for author, telephone, days_ago in ((carer.member, "0900000811", 9), (leader, "0900000822", 7)):
        made = commune_time(TOLD_ON - timedelta(days=days_ago), 9, 15)
        fields = _telephone(carer.home, telephone)
        yield Draft("household_change", author, carer.home, made, fields, urgent=True)


def _telephone(home: DemoHousehold, number: str) -> Mapping[str, str]:
    """As the form sends it, with the values shown."""
    shown = {
        "people": str(home.row.people),
        "head_phone": "",
        "preferred_contact": str(home.row.preferred_contact or ""),
        "head_name": home.row.head_name,
    }
    was = {f"{name}_was": value for name, value in shown.items()}
    return {**shown, **was, "head_phone": number}
