"""The invented commune is the same on every database and every day, and is told only once."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.demo.contents import everything
from webapp.core.calendar import today
from webapp.core.database.db import open_database
from webapp.demo.base.maker import Dice
from webapp.demo.commune import seed_commune, seed_once
from webapp.register.models import Household
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


def test_the_dice_fall_the_same_everywhere() -> None:
    dice = Dice(20181010)

    assert [dice.below(100) for _ in range(8)] == [99, 72, 46, 66, 77, 17, 37, 95]
    assert "".join(dice.shuffled("abcdefg")) == "edcgfba"


async def test_it_comes_out_the_same_a_second_time_and_on_either_database(
    told_file: Path, database_url: str
) -> None:
    async with open_database(f"sqlite://{told_file}"):
        first = await everything()

    async with open_database(database_url):
        await seed_commune()
        second = await everything()

    assert second.keys() == first.keys()
    for table in first:
        assert second[table] == first[table], table


async def test_told_on_another_day_everything_moves_but_what_the_law_dates(
    told_file: Path, migrated_file: Path, tmp_path: Path
) -> None:
    async with open_database(f"sqlite://{told_file}"):
        first = await everything()
    shutil.copy(migrated_file, tmp_path / "later.db")

    async with open_database(f"sqlite://{tmp_path / 'later.db'}"):
        await seed_commune(date(2018, 10, 10) + timedelta(days=3000))
        second = await everything()

    assert second["OrgLink"] == first["OrgLink"]
    for table, column in (
        ("Visit", "happened_on"),
        ("Assignment", "valid_from"),
        ("PovertyRecord", "decision_date"),
    ):
        before = sorted((row["id"], date.fromisoformat(row[column])) for row in first[table])
        after = sorted((row["id"], date.fromisoformat(row[column])) for row in second[table])
        assert after == [(id_, day + timedelta(days=3000)) for id_, day in before], table


async def test_the_first_start_tells_it_as_of_today_and_the_second_keeps_everything(
    migrated_file: Path, tmp_path: Path
) -> None:
    shutil.copy(migrated_file, tmp_path / "new.db")
    async with open_database(f"sqlite://{tmp_path / 'new.db'}"):
        await seed_once()
        await Household.filter(code="HC-001").update(people=60)
        before = await everything()

        await seed_once()

        assert await everything() == before
        newest = await Visit.all().order_by("-happened_on").first()
        assert newest is not None
        assert timedelta(0) < today() - newest.happened_on < timedelta(days=5)
