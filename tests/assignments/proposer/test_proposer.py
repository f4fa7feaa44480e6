"""The proposer keeps to every hard rule, and finds the best where that can be checked."""

import time
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assignments.hamlets import best_of_all, demo, drawn
from webapp.assignments.proposer.costs import Costs
from webapp.assignments.proposer.exact_matching import match_holders
from webapp.assignments.proposer.explain import explain_line
from webapp.assignments.proposer.local_search import improve_holders
from webapp.assignments.proposer.problem import Carer, House, Task, Weights, Why
from webapp.assignments.proposer.propose import propose_holders, propose_stand_ins

PLAIN = Weights(contiguity=0, neighbours=0, novice=0, heavy=0, spread=0)
tasks = st.builds(
    drawn,
    st.integers(0, 10**6),
    st.integers(3, 40),
    st.integers(1, 8),
    slack=st.sampled_from([0.6, 1.0, 1.5]),
    known=st.booleans(),
)
small = st.builds(
    drawn,
    st.integers(0, 10**6),
    st.integers(2, 6),
    st.integers(1, 3),
    slack=st.sampled_from([0.8, 1.2, 2.0]),
    known=st.booleans(),
)


def costs_of(task: Task) -> Costs:
    return Costs(task, sorted((one for one in task.carers if one.available), key=lambda one: one.id))


@given(tasks)
@settings(deadline=None, max_examples=60)
def test_hard_rules_hold_or_the_household_is_listed_with_the_reason(task: Task) -> None:
    found = propose_holders(task)

    assert sorted(line.house.id for line in found.lines) == sorted(house.id for house in task.houses)
    members = {carer.id: carer for carer in task.carers}
    for id_, load in found.loads.items():
        assert members[id_].available
        assert load <= members[id_].capacity
    for line in found.lines:
        if line.carer is None:
            assert line.why
        else:
            assert (line.house.id, line.carer.id) not in task.barred
            assert line.carer.home != (line.house.cluster, line.house.place)
            assert line.why is None
    assert "" not in {explain_line(line, {0: "A", 1: "B", 2: "C"}) for line in found.lines}


@given(tasks)
@settings(deadline=None, max_examples=40)
def test_a_household_is_left_out_only_when_nobody_who_may_take_it_has_room(task: Task) -> None:
    found = propose_holders(task)
    costs = costs_of(task)
    room = {
        carer.id: costs.capacity[j] - found.loads.get(carer.id, 0) for j, carer in enumerate(costs.carers)
    }

    for i, line in enumerate(found.lines):
        if line.carer is None:
            assert not [j for j in costs.allowed[i] if room[costs.carers[j].id] > 0]


@given(tasks, st.randoms())
@settings(deadline=None, max_examples=30)
def test_the_order_of_the_facts_changes_nothing(task: Task, dice: Random) -> None:
    mixed = replace(
        task,
        houses=tuple(dice.sample(task.houses, len(task.houses))),
        carers=tuple(dice.sample(task.carers, len(task.carers))),
    )

    assert propose_holders(mixed) == propose_holders(task)


@given(small)
@settings(deadline=None, max_examples=80)
def test_matching_alone_is_the_best_of_all_for_what_neighbours_have_no_part_in(task: Task) -> None:
    costs = costs_of(replace(task, weights=PLAIN))

    assert costs.whole(match_holders(costs)) == best_of_all(task, costs)


@given(small)
@settings(deadline=None, max_examples=80)
def test_a_small_hamlet_gets_the_best_of_all(task: Task) -> None:
    task = replace(task, houses=tuple(replace(house, holder="") for house in task.houses))

    found = propose_holders(task)

    assert found.proven
    assert found.cost == best_of_all(task, costs_of(task))


def test_tidying_alone_comes_close_to_the_best_of_all() -> None:
    """What a hamlet too large to be proven rests on."""
    best = apart = 0
    for seed in range(60):
        task = drawn(seed, 6, 3, slack=1.2)
        costs = costs_of(task)
        gap = costs.whole(improve_holders(costs, match_holders(costs))) - best_of_all(task, costs)
        best, apart = best + (gap == 0), max(apart, gap)

    assert best >= 48
    assert apart <= 2 * Weights().contiguity


def test_three_hundred_households_and_forty_members_take_less_than_a_second() -> None:
    task, took = drawn(1, 300, 40, slack=1.3), []
    for _ in range(3):  # at best: on a busy machine the same work costs more
        before = time.process_time()
        found = propose_holders(task)
        took.append(time.process_time() - before)
        assert not found.uncovered

    assert min(took) < 1


def test_the_invented_commune_needs_twelve_cadres_where_the_handbook_says() -> None:
    assert [propose_holders(task).lent_needed for task in demo()] == [2, 2, 1, 0, 0, 3, 4]


def test_with_the_cadres_every_household_of_the_invented_commune_is_covered() -> None:
    for task in demo():
        lent = tuple(Carer(f"x{n}", f"X {n}", 10, lent=True) for n in range(5))
        found = propose_holders(replace(task, carers=(*task.carers, *lent)))

        assert not found.uncovered
        assert len([id_ for id_ in found.loads if id_.startswith("x")]) == found.lent_needed


@given(tasks, st.integers(0, 7))
@settings(deadline=None, max_examples=30)
def test_nine_in_ten_families_keep_their_member_when_little_changes(task: Task, leaver: int) -> None:
    first = propose_holders(replace(task, houses=tuple(replace(house, holder="") for house in task.houses)))
    again = replace(
        task, houses=tuple(replace(one, holder=first.holders.get(one.id, "")) for one in task.houses)
    )
    assert propose_holders(again).changed <= 0.1 * len(first.holders)

    gone = task.carers[leaver % len(task.carers)].id
    without = replace(
        again, carers=tuple(replace(one, available=one.available and one.id != gone) for one in task.carers)
    )
    stayed = propose_holders(without)
    could = [one for one, held in first.holders.items() if held != gone]
    moved = [one for one in could if stayed.holders.get(one) != first.holders[one]]
    # Making room for those who were left alone comes first; tidiness may move one in ten at most.
    assert len(moved) <= 0.1 * len(could) + first.loads.get(gone, 0) * len(task.carers)


@given(tasks, st.integers(0, 7))
@settings(deadline=None, max_examples=30)
def test_while_one_is_away_nobody_else_is_moved(task: Task, leaver: int) -> None:
    first = propose_holders(task)
    known = replace(
        task, houses=tuple(replace(one, holder=first.holders.get(one.id, "")) for one in task.houses)
    )
    gone = task.carers[leaver % len(task.carers)].id

    for line in propose_stand_ins(known, gone).lines:
        held = line.house.holder
        assert line.carer is None or line.carer.id != gone
        if held not in ("", gone):
            assert line.carer and line.carer.id == held


def hamlet(count: int, *carers: Carer, **facts: object) -> Task:
    houses = tuple(House(f"h{i}", f"HC-{i:03d}", 0, 10 * i, **facts) for i in range(count))  # type: ignore[arg-type]
    return Task(houses, carers)


def test_each_stretch_lies_beside_the_members_home() -> None:
    found = propose_holders(
        hamlet(6, Carer("a", "Lô Văn Ăn", 3, (0, -10)), Carer("b", "Vi Thị Én", 3, (0, 60)))
    )

    assert list(found.holders.values()) == ["a", "a", "a", "b", "b", "b"]


def test_a_secretary_keeps_time_to_guide_while_anybody_else_has_room() -> None:
    leader, other = Carer("a", "Lô Văn Ăn", 10, leads=True), Carer("b", "Vi Thị Én", 5)

    assert propose_holders(hamlet(11, leader, other)).loads == {"a": 6, "b": 5}
    known = hamlet(11, leader, replace(other, capacity=9), holder="a")
    assert propose_holders(known).loads == {"a": 6, "b": 5}


def test_for_a_secretarys_time_no_household_is_left_alone_and_no_cadre_is_asked_for() -> None:
    leader = Carer("a", "Lô Văn Ăn", 10, leads=True)

    for known in ("", "a"):
        found = propose_holders(hamlet(10, leader, holder=known))
        assert (found.loads, len(found.uncovered), found.lent_needed) == ({"a": 10}, 0, 0)
    short = propose_holders(hamlet(11, leader))
    assert (short.loads, len(short.uncovered), short.lent_needed) == ({"a": 10}, 1, 1)


def test_more_than_usual_for_now_is_used_and_a_cadre_asked_for_all_the_same() -> None:
    for_now = Carer("a", "Lô Văn Ăn", 10, usual=9)

    found = propose_holders(hamlet(10, for_now))

    assert (found.loads, found.lent_needed) == ({"a": 10}, 1)
    assert propose_holders(hamlet(10, replace(for_now, capacity=8))).lent_needed == 1


def test_a_cadre_who_takes_few_is_helped_by_the_next() -> None:
    cadres = [Carer(f"x{n}", "Vi Văn Sơn", 3, lent=True) for n in range(2)]

    found = propose_holders(hamlet(10, Carer("a", "Lô Văn Ăn", 4), *cadres))

    assert (len(found.uncovered), found.lent_needed) == (0, 1)


def test_what_the_branch_fixed_stays_and_the_own_home_is_somebody_elses() -> None:
    task = hamlet(4, Carer("a", "Lô Văn Ăn", 4, (0, 0)), Carer("b", "Vi Thị Én", 4, (0, 30)))
    far = replace(task.houses[3], holder="a", fixed=True)

    found = propose_holders(replace(task, houses=(*task.houses[:3], far)))

    assert (found.holders["h3"], found.holders["h0"]) == ("a", "b")


def test_a_familys_wish_and_a_full_branch_are_told_apart() -> None:
    task = hamlet(3, Carer("a", "Lô Văn Ăn", 1))

    found = propose_holders(replace(task, barred=frozenset({("h0", "a")})))

    assert found.lines[0].why is Why.BARRED
    assert {line.why for line in found.lines[1:]} == {None, Why.NO_ROOM}
    assert found.lent_needed == 1
    assert propose_holders(hamlet(2)).lines[0].why is Why.NOBODY


def test_those_who_need_help_most_are_covered_first() -> None:
    task = hamlet(3, Carer("a", "Lô Văn Ăn", 1))
    close = replace(task.houses[2], support=2)

    assert propose_holders(replace(task, houses=(*task.houses[:2], close))).holders == {"h2": "a"}


def test_every_line_says_why_in_one_sentence() -> None:
    task = hamlet(2, Carer("a", "Lô Văn Dần", 9, (0, 10)), language="thai")
    dan = replace(task.carers[0], languages=frozenset({"thai"}))
    known = replace(task.houses[0], holder="a")

    said = [
        explain_line(line, {0: "Khe trên"})
        for line in propose_holders(Task((known, task.houses[1]), (dan,))).lines
    ]

    assert said[0] == (
        "Giao đ/c Dần: đang phụ trách hộ này, cùng cụm Khe trên, cách nhà 1 hộ, "
        "nói được tiếng gia đình muốn dùng, phụ trách 1/9 hộ."
    )
    assert said[1].startswith("Chưa có ai nhận")
