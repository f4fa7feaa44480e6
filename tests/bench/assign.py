"""Our proposer against two solvers: `python -m tests.bench.assign [seconds]`, where highspy and ortools are installed.

They get the same distances, stability, languages, borders between stretches and limits; every answer is then
priced by our own whole yardstick. Prints seconds of processor time and the price, uncovered households apart.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from tests.assignments.hamlets import demo, drawn
from webapp.assignments.proposer.costs import Costs
from webapp.assignments.proposer.problem import Task
from webapp.assignments.proposer.propose import propose_holders


def costs_of(task: Task) -> Costs:
    return Costs(task, sorted((one for one in task.carers if one.available), key=lambda one: one.id))


def highs(costs: Costs, limit: float) -> list[int]:
    import highspy

    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", limit)
    given = _model(costs, solver.addBinary, solver.addConstr, solver.minimize)
    return [max(row, key=lambda j: solver.variableValue(row[j])) for row in given]


def cpsat(costs: Costs, limit: float) -> list[int]:
    from ortools.sat.python import cp_model

    model, solver = cp_model.CpModel(), cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = 1

    def run(price: Any) -> None:
        model.minimize(price)
        solver.solve(model)

    given = _model(costs, lambda: model.new_bool_var(""), model.add, run)
    return [max(row, key=lambda j: solver.value(row[j])) for row in given]


def _model(
    costs: Costs, binary: Callable[[], Any], rule: Callable[[Any], Any], run: Callable[[Any], Any]
) -> list[dict[int, Any]]:
    given = [{j: binary() for j in (*allowed, costs.nobody)} for allowed in costs.allowed]
    used = [binary() for _ in range(costs.nobody)]
    price = sum(costs.own[i][j] * var for i, row in enumerate(given) for j, var in row.items())
    for row in given:
        rule(sum(row.values()) == 1)
    for j, var in enumerate(used):
        mine = [row[j] for row in given if j in row]
        rule(sum(mine) <= costs.capacity[j] * var)
        rule(sum(mine) >= var)
        price += costs.of_load(j, 1) * var
    for i, border in enumerate(costs.beside):
        for j in given[i] if border else ():
            step = binary()
            rule(step >= given[i][j] - given[i + 1].get(j, 0))
            price += border * step
    run(price)
    return given


def main(limit: float) -> None:
    hamlets = {
        "8 x 3": drawn(4, 8, 3, slack=1.3),
        "demo CP, 148 x 14": demo()[0],
        "100 x 12": drawn(2, 100, 12, slack=1.4),
        "300 x 40": drawn(1, 300, 40, slack=1.4),
    }
    for name, task in hamlets.items():
        costs = costs_of(task)
        before = time.process_time()
        ours = propose_holders(task)
        print(f"{name:18} ours   {time.process_time() - before:7.2f} s  {shown(ours.cost, costs)}")
        for solver in (highs, cpsat):
            before = time.perf_counter()
            try:
                answer = shown(costs.whole(solver(costs, limit)), costs)
            except Exception as error:  # no answer within the limit
                answer = f"nothing ({type(error).__name__})"
            print(f"{name:18} {solver.__name__:6} {time.perf_counter() - before:7.2f} s  {answer}")


def shown(price: int, costs: Costs) -> str:
    uncovered, tidy = divmod(price, costs.weights.uncovered)
    return f"{tidy:>8} and {uncovered} halves uncovered"


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
