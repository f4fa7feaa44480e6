"""The proposer on the invented commune's own register, read as any branch's is."""

import re
from dataclasses import replace
from pathlib import Path

from tests.conftest import application, started
from tests.demo.conftest import demo_office, told, told_file
from tests.support.browsing import browser_for
from webapp.accounts.models import Account
from webapp.assignments.charge.capacity import USUAL
from webapp.assignments.plans.load_problem import Facts, facts_of
from webapp.assignments.proposer.problem import Task, Weights
from webapp.assignments.proposer.propose import propose_holders
from webapp.demo.base.figures import HAMLETS
from webapp.demo.base.maker import TOLD_ON
from webapp.people.models import PartyOrg

__all__ = ["demo_office", "told", "told_file"]
NEEDED = {"CP": 2, "CL": 2, "XA": 1, "HP": 0, "HC": 0, "PB": 3, "TH": 4}


def plain(facts: Facts) -> Task:
    """Usual limits, every household the same work, secretaries like everybody else."""
    carers = tuple(replace(one, capacity=USUAL[facts.members[one.id].capacity]) for one in facts.task.carers)
    houses = tuple(replace(one, support=0) for one in facts.task.houses)
    return replace(facts.task, carers=carers, houses=houses, weights=Weights(lead_percent=100))


async def test_the_register_says_that_twelve_cadres_are_needed(told: None) -> None:
    facts = {
        hamlet.letters: await facts_of(await PartyOrg.get(name=f"Chi bộ {hamlet.name}"), TOLD_ON)
        for hamlet in HAMLETS
    }

    assert {letters: propose_holders(plain(one)).lent_needed for letters, one in facts.items()} == NEEDED


async def test_the_pages_of_the_plans_and_the_conferences_table_say_the_same(demo_office: Path) -> None:
    """As the office opens them: overrides, secretaries and levels of help as they are written down."""
    needed, alone, changed = {}, {}, {}
    async with started(application()):
        office = await browser_for(application(), await Account.get(username="vanphong"))
        report = (await office.get("/reports/hamlets?on=10/10/2018")).text
        for hamlet in HAMLETS:
            branch = await PartyOrg.get(name=f"Chi bộ {hamlet.name}")
            made = await office.send_form(f"/assignments/branches/{branch.id}/plans")
            page = (await office.get(made.headers["location"])).text
            asked = re.search(r"Chi bộ cần xã tăng cường (\d+) cán bộ", page)
            needed[hamlet.letters] = int(asked[1]) if asked else 0
            alone[hamlet.letters], changed[hamlet.letters] = (
                tile(page, "chưa có người"),
                tile(page, "hộ đổi người"),
            )

    assert needed == NEEDED
    rows = {
        name: int(re.findall(r"<td[^>]*>(?:<b>)?(\d+)", cells)[-1])
        for name, cells in re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', report, re.S)
    }
    assert {hamlet.letters: rows[hamlet.name] for hamlet in HAMLETS} == NEEDED
    assert alone == {"CP": 15, "CL": 18, "XA": 0, "HP": 0, "HC": 0, "PB": 23, "TH": 31}
    for hamlet in HAMLETS:  # the pilots, as they run: hardly anybody is moved who can stay
        assert changed[hamlet.letters] <= hamlet.households // 10


def tile(page: str, said: str) -> int:
    found = re.search(rf"<b>(\d+)</b>{said}", page)
    assert found, said
    return int(found[1])
