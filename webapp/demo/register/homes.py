"""The 653 demo households along their hamlets' paths."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from webapp.demo.base.figures import HAMLETS, DemoHamlet
from webapp.demo.base.maker import TOLD_ON, Dice, Maker, day_between, demo_id
from webapp.demo.base.names import Names
from webapp.demo.register.land import Land
from webapp.people.models import Member
from webapp.register.models import Cluster, Consent, Household, SupportLevel

CLUSTERS = ("Đầu bản", "Giữa bản", "Ven hồ", "Cuối bản")
SIZES = {1: 2, 2: 8, 3: 17, 4: 28, 5: 23, 6: 13, 7: 6, 8: 2, 9: 1}
MEMBER_PHONES = 143  # lower numbers belong to members
NEEDS = (
    "housing_repair", "clean_water", "toilet", "livestock_pen", "seed_or_breeding", "technique_training",
    "loan_info", "health_insurance_card", "school_support", "vocational_or_job", "civil_documents",
    "road_access", "electricity", "phone_signal", "elderly_support", "child_support",
)  # fmt: skip
LISTED_ON = date(2017, 3, 1)
FIRST_WEEK = 7
"""Days in which the notice is read, before anything is recorded."""
ASKED_AGAIN_AFTER = timedelta(days=730)
WITHDRAWN_ON = date(2018, 4, 12)


@dataclass
class DemoHousehold:
    """A household and its consent answer."""

    row: Household
    hamlet: DemoHamlet
    answer: str
    needs: list[tuple[str, date, date | None]] = field(default_factory=list)
    """(need, opened, closed) as told to the carer."""

    @property
    def recorded(self) -> bool:
        return self.answer == "given"


def make_homes(maker: Maker, land: Land) -> dict[str, list[DemoHousehold]]:
    """By hamlet letters, in path order."""
    names = Names(maker.dice, set())
    return {
        hamlet.letters: _hamlet(maker, names, land.hamlets[hamlet.letters].id, hamlet) for hamlet in HAMLETS
    }


def _hamlet(maker: Maker, names: Names, unit_id: str, hamlet: DemoHamlet) -> list[DemoHousehold]:
    clusters = _clusters(maker, unit_id, hamlet)
    answers = _answers(maker.dice, hamlet)
    sizes = _sizes(maker.dice, answers.count("given"), hamlet.people)
    homes = []
    for place, (cluster, answer) in enumerate(zip(clusters, answers, strict=True), start=1):
        code = f"{hamlet.letters}-{place:03d}"
        row = maker.row(
            Household, f"household/{code}",
            code=code, hamlet_id=unit_id, cluster_id=cluster.id, path_order=place * 10, head_name=code,
        )  # fmt: skip
        home = DemoHousehold(row, hamlet, answer)
        if answer in ("given", "not_asked"):  # the name is known before consent is asked
            row.head_name = names.head(woman=maker.dice.chance(22))
        if home.recorded:
            _fill(maker.dice, row, next(sizes))
            home.needs = _needs(maker.dice)
        row.origin = {
            "head_name": row.head_name,
            "people": row.people,
            "head_phone": row.head_phone,
            "preferred_contact": row.preferred_contact,
        }
        row.derive()
        homes.append(home)
    return homes


def _clusters(maker: Maker, unit_id: str, hamlet: DemoHamlet) -> list[Cluster]:
    """One per house along the path."""
    ids = [demo_id(f"cluster/{hamlet.letters}/{order}") for order in range(hamlet.clusters)]
    about = hamlet.households // hamlet.clusters
    ends = [about * order + maker.dice.between(-4, 4) for order in range(1, hamlet.clusters)]
    found = []
    for order, (first, last) in enumerate(pairwise([0, *ends, hamlet.households])):
        cluster = maker.row(
            Cluster, f"cluster/{hamlet.letters}/{order}",
            hamlet_id=unit_id, name=CLUSTERS[order], order=order + 1,
            neighbours=ids[max(0, order - 1) : order] + ids[order + 1 : order + 2],
        )  # fmt: skip
        found += [cluster] * (last - first)
    return found


def _answers(dice: Dice, hamlet: DemoHamlet) -> list[str]:
    given = ["given"] * (hamlet.households - len(hamlet.unrecorded))
    return dice.shuffled([*given, *hamlet.unrecorded])


def _sizes(dice: Dice, households: int, people: int) -> Iterator[int]:
    """They add up to the official population, which recorded households carry alone."""
    sizes = [dice.weighted(SIZES) for _ in range(households)]
    while (short := people - sum(sizes)) != 0:
        place = dice.below(households)
        step = 1 if short > 0 else -1
        if 2 <= sizes[place] + step <= 8:
            sizes[place] += step
    return iter(sizes)


def _fill(dice: Dice, row: Household, people: int) -> None:
    row.people = people
    row.under_6 = min(people - 1, dice.weighted({0: 5, 1: 4, 2: 1}))
    row.from_6_to_15 = min(people - 1 - row.under_6, dice.weighted({0: 3, 1: 4, 2: 3}))
    grown = people - row.under_6 - row.from_6_to_15
    row.from_60 = min(grown, dice.weighted({0: 6, 1: 3, 2: 1}))
    row.from_16_to_59 = grown - row.from_60
    row.away_long = min(row.from_16_to_59, dice.weighted({0: 7, 1: 2, 2: 1}))
    if dice.chance(58):
        row.head_phone = f"0900000{dice.between(MEMBER_PHONES + 1, 999):03d}"  # neighbours share phones
    row.support_level = dice.weighted(
        {SupportLevel.REGULAR: 70, SupportLevel.ATTENTION: 24, SupportLevel.CLOSE: 6}
    )
    row.preferred_contact = dice.weighted({None: 6, 1: 3, 2: 1 if row.head_phone else 0})
    if dice.chance(18):  # the household's own wish; drawn regardless of names
        row.preferred_language = dice.one_of(["viet", "thai", "khmu", "hmong"])


def _needs(dice: Dice) -> list[tuple[str, date, date | None]]:
    if not dice.chance(22):
        return []
    found = []
    for code in dice.shuffled(NEEDS)[: dice.between(1, 2)]:
        opened = day_between(dice, date(2017, 9, 1), date(2018, 9, 20))
        closed = opened + timedelta(days=dice.between(10, 200)) if dice.chance(35) else None
        found.append((code, opened, closed if closed and closed < date(2018, 10, 1) else None))
    return found


def ask_for_consent(maker: Maker, home: DemoHousehold, reader: Member) -> None:
    """Read by the carer, or else the branch secretary."""
    if home.answer == "not_asked":
        return
    begun = home.hamlet.pilot.begun if home.hamlet.pilot else LISTED_ON
    asked = begun + timedelta(days=maker.dice.below(FIRST_WEEK))
    again = asked + ASKED_AGAIN_AFTER
    _consent(maker, home, reader, asked, "given" if home.answer == "withdrawn" else home.answer)
    if home.answer == "withdrawn":
        _consent(maker, home, reader, WITHDRAWN_ON, "withdrawn")
    elif home.recorded and again < TOLD_ON:
        _consent(maker, home, reader, again, "given")


def _consent(maker: Maker, home: DemoHousehold, reader: Member, asked: date, answer: str) -> None:
    maker.row(
        Consent, f"consent/{home.row.code}/{asked}",
        household_id=home.row.id, answer=answer, asked_on=maker.day(asked), read_by_id=reader.id,
        purposes=["contact", "needs", "concerns", "movements"] if answer == "given" else [],
    )  # fmt: skip
