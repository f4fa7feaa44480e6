"""The catalogue tells the truth: every fault has its line, and every test that a line names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LINES = [
    line.split("|")[1:-1]
    for line in (Path(__file__).parent / "CATALOGUE.md").read_text().splitlines()
    if line.startswith("| T-")
]
EXPECTED = [*range(1, 26), *range(30, 37), *range(40, 44), *range(50, 57), *range(60, 67), 70, 71]


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    assigned = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return named | assigned


def test_every_fault_has_one_line() -> None:
    assert [line[0].strip() for line in LINES] == [f"T-{number:02}" for number in EXPECTED]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0].strip())
def test_what_a_line_names_is_there(line: list[str]) -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", line[2])

    assert named
    for path, name in named:
        assert name in names_in(TESTS / path), f"{path}::{name}"
