"""Hamlets to try the proposer on: drawn from a seed, or as the invented commune has them."""

from itertools import product
from random import Random

from webapp.assignments.proposer.costs import Costs
from webapp.assignments.proposer.problem import FULL, REDUCED, Carer, House, Task
from webapp.demo.base.figures import HAMLETS, DemoHamlet


def drawn(seed: int, houses: int, carers: int, *, slack: float = 1.1, known: bool = False) -> Task:
    """A hamlet of three clusters; with `known`, most households have somebody already."""
    dice = Random(seed)
    members = [
        Carer(
            f"m{j:02d}",
            f"Lô Văn {j}",
            max(1, round(houses * slack / carers)) + dice.randint(-1, 1),
            home=(dice.randint(0, 2), 10 * dice.randint(0, houses // 3)),
            languages=frozenset(dice.sample(["viet", "thai", "khmu", "hmong"], 2)),
            experienced=dice.random() < 0.8,
            available=dice.random() < 0.9,
        )
        for j in range(carers)
    ]
    homes = tuple(
        House(
            f"h{i:03d}",
            f"HC-{i:03d}",
            i * 3 // houses,
            10 * i,
            support=dice.choice([0, 0, 0, 1, 2]),
            language=dice.choice(["", "", "", "thai", "khmu"]),
            poor=dice.random() < 0.7,
            neighbours=f"t{i // 5}",
            holder=dice.choice(members).id if known and dice.random() < 0.9 else "",
        )
        for i in range(houses)
    )
    barred = {(dice.choice(homes).id, dice.choice(members).id) for _ in range(houses // 3)}
    return Task(homes, tuple(members), barred=frozenset(barred))


def best_of_all(task: Task, costs: Costs) -> int:
    """By trying everything: the cheapest complete list within everybody's limits."""
    choices = [[*allowed, costs.no_carer] for allowed in costs.allowed]
    return min(
        costs.whole(one)
        for one in product(*choices)
        if all(one.count(j) <= costs.capacity[j] for j in range(costs.no_carer))
    )


def told(hamlet: DemoHamlet) -> Task:
    """Plain counts, and everybody's usual limit."""
    states = [(FULL, True)] * hamlet.full + [(REDUCED, True)] * hamlet.reduced
    states += [(FULL, False)] * (hamlet.exempt + hamlet.away_long)
    homes = range(0, hamlet.households, max(1, hamlet.households // len(states)))
    members = [
        Carer(f"m{j:02d}", f"M {j}", capacity, (0, 10 * homes[j]), available=able)
        for j, (capacity, able) in enumerate(states)
    ]
    houses = tuple(
        House(f"{hamlet.letters}{i:03d}", f"{hamlet.letters}-{i:03d}", 0, 10 * i)
        for i in range(hamlet.households)
    )
    return Task(houses, tuple(members))


def demo() -> list[Task]:
    return [told(hamlet) for hamlet in HAMLETS]
