"""Three phones, couriers, an office, its province, and bad luck of every kind: what was promised holds."""

import os
import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.sync import weather
from tests.sync.invariants import Watch, relive
from tests.sync.valley import World
from tests.sync.weather import OFTEN, SELDOM, Action


class Commune(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.watch = Watch(self.world)

    @invariant()
    def promises(self) -> None:
        self.watch.every_step()

    def teardown(self) -> None:
        self.watch.at_the_end()


def _rule_for(action):
    """One number a step, whatever it goes on to pick, printed with the name of its action: `relive` lives it again."""

    def step(self, luck):
        action(self.world, random.Random(luck).randrange)

    step.__name__ = step.__qualname__ = action.__name__
    return rule(luck=st.integers(0, 2**32 - 1))(step)


for _action in dict.fromkeys((*OFTEN, *SELDOM)):
    setattr(Commune, _action.__name__, _rule_for(_action))

Commune.TestCase.settings = settings(
    max_examples=int(os.environ.get("SOAK", "60")), stateful_step_count=40, deadline=None
)
TestCommune = Commune.TestCase


FOUND: dict[str, tuple[int, list[tuple[Action, int]]]] = {
    "a forger's bytes come back with a backup, and the number they lie under is erased": (
        554,
        [
            (weather.forge, 2739264387),
            (weather.backup, 3054692661),
            (weather.write, 3897992191),
            (weather.exchange, 1242672495),
            (weather.erase, 1163725132),
            (weather.restore, 1754442097),
        ],
    ),
    "a backup older than the end of a phone's access holds what was proven in time and not read yet": (
        1918,
        [
            (weather.exchange, 3427039946),
            (weather.backup, 3072502609),
            (weather.backup, 2749860748),
            (weather.exchange, 3198700934),
            (weather.exchange, 3527677266),
            (weather.backup, 575219230),
            (weather.clone, 3515685696),
            (weather.restore, 1534404698),
            (weather.revoke, 4082098903),
            (weather.restore, 3481783464),
        ],
    ),
    "after a restore the copy of a phone only names what the other one's bytes have taken the numbers of": (
        6081,
        [
            (weather.backup, 2647984462),
            (weather.clone, 3462526829),
            (weather.write, 762491818),
            (weather.exchange, 3229821541),
            (weather.restore, 1103934384),
            (weather.write, 3466380809),
        ],
    ),
    "one of two bodies under a number is erased, and the backup is older than both": (
        4346,
        [
            (weather.clone, 214771409),
            (weather.write, 743091743),
            (weather.backup, 3070659402),
            (weather.write, 3389383807),
            (weather.exchange, 1735010443),
            (weather.exchange, 2695380551),
            (weather.erase, 1129919160),
            (weather.restore, 4234800410),
        ],
    ),
    "a forger's bytes lie under a number that is only named, and the true ones are sent once more": (
        7929,
        [
            (weather.backup, 795861982),
            (weather.disk_fails, 258021879),
            (weather.restore, 2500993127),
            (weather.exchange, 4090580937),
            (weather.write, 1148726571),
            (weather.exchange, 804645825),
            (weather.write, 2531720218),
            (weather.forge, 588310120),
        ],
    ),
    "a copied phone has more failed records than one request takes, and the other one has their numbers": (
        0,
        [
            (weather.exchange, 0),
            (weather.clone, 0),
            (weather.exchange, 2311153995),
            (weather.write, 1),
            (weather.write, 0),
            (weather.write, 3805696),
            (weather.write, 245),
            (weather.write, 1),
            (weather.exchange, 430945),
            (weather.exchange, 0),
        ],
    ),
    "a copied phone asks what became of its records, and the request is cut before it says which bodies": (
        0,
        [
            (weather.exchange, 71280),
            (weather.write, 100000001),
            (weather.clone, 6197),
            (weather.exchange, 2311153995),
            (weather.write, 10971),
            (weather.write, 2648429),
            (weather.write, 578),
            (weather.write, 7119828),
            (weather.write, 344984733),
            (weather.write, 9131),
            (weather.exchange, 256),
            (weather.write, 362),
            (weather.exchange, 0),
            (weather.exchange, 81),
            (weather.write, 37697),
            (weather.exchange, 1115),
            (weather.exchange, 1280539578),
            (weather.write, 3794),
            (weather.exchange, 53995),
            (weather.write, 51703),
            (weather.exchange, 29490027),
        ],
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_world_that_once_broke_a_promise_keeps_it(name: str) -> None:
    seed, story = FOUND[name]
    relive(story, seed)
