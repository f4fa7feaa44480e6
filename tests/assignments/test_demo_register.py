"""The proposer on the invented commune's own register, read as any branch's is."""

import shutil
from dataclasses import replace
from pathlib import Path

from tests.office import apart
from webapp.assignments.asked import Task, Weights
from webapp.assignments.facts import Facts, facts_of
from webapp.assignments.proposer import propose
from webapp.assignments.rules import USUAL
from webapp.db import database
from webapp.demo.commune import seed
from webapp.demo.figures import HAMLETS
from webapp.demo.maker import TOLD_ON
from webapp.people.models import PartyOrg

NEEDED = {"CP": 2, "CL": 2, "XA": 1, "HP": 0, "HC": 0, "PB": 3, "TH": 4}


def plain(facts: Facts) -> Task:
    """Usual limits, every household the same work, secretaries like everybody else."""
    carers = tuple(replace(one, capacity=USUAL[facts.members[one.id].capacity]) for one in facts.task.carers)
    houses = tuple(replace(one, support=0) for one in facts.task.houses)
    return replace(facts.task, carers=carers, houses=houses, weights=Weights(lead_percent=100))


async def told_facts(url: str) -> dict[str, Facts]:
    async with database(url):
        await seed()
        return {
            hamlet.letters: await facts_of(await PartyOrg.get(name=f"Chi bộ {hamlet.name}"), TOLD_ON)
            for hamlet in HAMLETS
        }


def test_the_register_says_that_twelve_cadres_are_needed(migrated_file: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "demo.db")

    facts = apart(told_facts(f"sqlite://{tmp_path / 'demo.db'}"))

    assert {letters: propose(plain(one)).lent_needed for letters, one in facts.items()} == NEEDED
    for letters in ("HC", "HP", "XA"):  # the pilots, as they run: nobody is moved who can stay
        found = propose(replace(facts[letters].task, weights=Weights(lead_percent=100)))
        assert not found.uncovered
        assert found.changed <= 0.1 * len(found.lines)
