"""Poverty decisions: 488 poor, 63 near-poor, 52 escaped; for every household, recorded or not."""

from collections.abc import Iterator
from datetime import date

from webapp.demo.base.maker import Maker
from webapp.demo.register.homes import DemoHousehold
from webapp.households.poverty.models import PovertyRecord

BEFORE, LAST_YEAR, THIS_YEAR = date(2015, 12, 18), date(2016, 12, 15), date(2017, 12, 20)
ON_REQUEST = (date(2018, 5, 10), date(2018, 6, 28), date(2018, 7, 25))
ESCAPES = {LAST_YEAR: 14, THIS_YEAR: 21, ON_REQUEST[0]: 5, ON_REQUEST[1]: 7, ON_REQUEST[2]: 5}
NUMBERS = {
    BEFORE: "81", LAST_YEAR: "92", THIS_YEAR: "104", ON_REQUEST[0]: "37", ON_REQUEST[1]: "52", ON_REQUEST[2]: "60",
}  # fmt: skip


def review_poverty(maker: Maker, homes: dict[str, list[DemoHousehold]]) -> None:
    days = iter(maker.dice.shuffled([day for day, how_many in ESCAPES.items() for _ in range(how_many)]))
    for along_path in homes.values():
        hamlet = along_path[0].hamlet
        mixed = maker.dice.shuffled(along_path)
        outcomes = (
            [("poor", False)] * hamlet.poor
            + [("near_poor", True)] * hamlet.escaped_to_near_poor
            + [("near_poor", False)] * (hamlet.near_poor - hamlet.escaped_to_near_poor)
            + [("none", True)] * hamlet.escaped_to_other
            + [("none", False)] * (hamlet.other - hamlet.escaped_to_other)
        )
        for home, (outcome, escaped) in zip(mixed, outcomes, strict=True):
            if escaped:
                _escaped(maker, home, outcome, days)
            else:
                _decided(maker, home, THIS_YEAR, outcome, "stay")


def _escaped(maker: Maker, home: DemoHousehold, outcome: str, days: Iterator[date]) -> None:
    day = next(days)
    earlier = {LAST_YEAR: BEFORE, THIS_YEAR: LAST_YEAR}.get(day, THIS_YEAR)
    _decided(maker, home, earlier, "poor", "stay")
    _decided(maker, home, day, outcome, "escaped_poverty")
    if day == LAST_YEAR:
        _decided(maker, home, THIS_YEAR, outcome, "stay")


def _decided(maker: Maker, home: DemoHousehold, day: date, outcome: str, change: str) -> None:
    maker.row(
        PovertyRecord, f"poverty/{home.row.code}/{day}",
        household_id=home.row.id, poverty_class=outcome, change=change,
        decision_no=f"{NUMBERS[day]}/QĐ-UBND", decision_date=maker.day(day),
        review_kind="on_request" if day in ON_REQUEST else "annual", source="UBND xã",
    )  # fmt: skip
