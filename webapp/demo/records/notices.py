"""Notices of the demo, who was told, meetings of residents; own random sequence."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from webapp.demo.base import cast
from webapp.demo.base.maker import SEED, TOLD_ON, Dice, Maker, commune_time, day_between, demo_id
from webapp.demo.base.policies import DATES, MEETINGS, NOTICES, DemoNotice
from webapp.demo.records.history import Draft
from webapp.demo.register.charge import Charge
from webapp.demo.register.land import Land
from webapp.notices.models import Notice, NoticeAnswer, NoticeOutcome, YearlyDate

SLOWLY = timedelta(days=60)
"""In which families are told."""


def write_notices(maker: Maker, land: Land) -> None:
    for one in NOTICES:
        _notice(maker, land, one)
        for place, (question, answer) in enumerate(one.answers):
            maker.row(
                NoticeAnswer, f"notice/{one.key}/answer/{place}",
                notice_id=_id(one.key), question=question, answer=answer, by_name=cast.CLERK,
                at=maker.moment(commune_time(one.on + timedelta(days=9), 9)), form=f"demo-{one.key}-{place}",
            )  # fmt: skip

    for day, month, title, words in DATES:
        maker.row(
            YearlyDate, f"yearly/{month}/{day}",
            day=day, month=month, title=title, words=words, by_name=cast.CLERK,
            at=maker.moment(commune_time(NOTICES[0].on, 8)), form=f"demo-date-{month}-{day}",
        )  # fmt: skip


def _notice(maker: Maker, land: Land, one: DemoNotice) -> None:
    body = one.number.partition("-")[2]
    maker.row(
        Notice, f"notice/{one.key}",
        number=one.number, title=one.title, words=one.words,
        issuer={"TYT": "Trạm y tế xã", "NHCS": "Ngân hàng Chính sách xã hội"}.get(body, "Ủy ban nhân dân xã"),
        audience=list(one.audience), hamlets=[land.hamlets[letters].id for letters in one.hamlets],
        until=maker.day(one.until) if one.until else None,
        replaces_id=_id(one.replaces) if one.replaces else None,
        by_name=cast.CLERK, at=maker.moment(commune_time(one.on, 8)),
        published_on=maker.day(one.on), published_by_name=cast.CLERK, form=f"demo-{one.key}",
    )  # fmt: skip


def _id(key: str) -> str:
    return demo_id(f"notice/{key}")


def draft_tellings(charges: Sequence[Charge]) -> Iterator[Draft]:
    """Sent with the phone's next record: other arrivals do not change."""
    dice = Dice(SEED + 12)
    for one in NOTICES:
        questions = list(one.questions)
        for charge in charges:
            if _concerns(one, charge) and dice.chance(one.told):
                yield _telling(dice, one, charge, questions)


def _concerns(one: DemoNotice, charge: Charge) -> bool:
    """Poverty is decided elsewhere: any family may be told more than is for it."""
    row = charge.home.row
    children = bool((row.under_6 or 0) + (row.from_6_to_15 or 0)) or not charge.home.recorded
    in_place = not one.hamlets or charge.home.hamlet.letters in one.hamlets
    return in_place and (children or "with_children" not in one.audience)


def _telling(dice: Dice, one: DemoNotice, charge: Charge, questions: list[str]) -> Draft:
    outcome = dice.weighted({NoticeOutcome.TOLD: 90, NoticeOutcome.NOT_HOME: 7, NoticeOutcome.DECLINED: 3})
    fields = {"notice": _id(one.key), "outcome": str(int(outcome))}
    if questions and charge.home.recorded and outcome is NoticeOutcome.TOLD:
        fields |= {"outcome": str(int(NoticeOutcome.ASKED)), "question": questions.pop()}
    return Draft("notice_told", charge.member, charge.home, _when(dice, one.on), fields, along=True)


def _when(dice: Dice, since: date) -> datetime:
    day = day_between(dice, since, min(since + SLOWLY, TOLD_ON - timedelta(days=1)))
    return commune_time(day, dice.between(7, 18), dice.below(60))


def draft_meetings(maker: Maker, charges: Sequence[Charge]) -> Iterator[Draft]:
    """Each by the first member in charge there."""
    for letters, day, subject, people in MEETINGS:
        charge = next(one for one in charges if one.home.hamlet.letters == letters)
        on = maker.day(day).isoformat()
        fields = {"hamlet": charge.home.row.hamlet_id, "on": on, "subject": subject, "people": str(people)}
        yield Draft(
            "residents_meeting", charge.member, charge.home, commune_time(day, 19, 30), fields, along=True
        )
