"""The layout rules of the README: one order of packages, imports downward only, small files."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from webapp.web.person import Role

ORDER = [
    "settings",
    "core", "core.database",
    "web",
    "lists",
    "people",
    "accounts", "accounts.passwords", "accounts.pins", "accounts.enrolment", "accounts.sign_in",
    "register",
    "members", "members.imports", "organisation", "rollout",
    "attachments",
    "submissions", "submissions.intake",
    "audit",
    "feature",
    "promises",
    "households.details", "households", "households.family", "households.poverty", "households.hamlets",
    "households.requests", "households.lifecycle", "households.monthly", "households.imports",
    "assignments", "assignments.proposer", "assignments.charge", "assignments.plans", "assignments.absences", "assignments.board",
    "duty", "notices", "meetings", "help_requests", "visits", "concerns", "residents", "reception", "progress", "handovers",
    "features",
    "household_page",
    "paper", "reports",
    "kinds",
    "phone", "office",
    "safekeeping", "waiting",
    "installing",
    "province", "upstream",
    "upkeep",
    "demo.base", "demo.register", "demo.records", "demo",
    "app",
    "cli",
]  # fmt: skip
"""Every package of `webapp`, with its sub-packages, from the ground up; a package imports what stands before it."""
MAY_NOT_KNOW = {"webapp", "litestar", "tortoise", "jinja2"}
CODE = sorted([*Path("sync").rglob("*.py"), *Path("webapp").rglob("*.py")])
APPLICATION = [file for file in CODE if file.parts[0] == "webapp" and "migrations" not in file.parts]


@cache
def imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def package(name: str) -> str:
    """The longest package of `ORDER` that a dotted name lies in; "" for `webapp` itself."""
    parts = name.split(".")[1:]
    for length in (2, 1):
        if (found := ".".join(parts[:length])) in ORDER:
            return found
    return ""


def test_sync_knows_nothing_of_the_web_or_the_domain() -> None:
    for file in Path("sync").rglob("*.py"):
        assert not {name.split(".")[0] for name in imports(file)} & MAY_NOT_KNOW, file
        words = file.read_text().lower()
        assert not [w for w in ("household", "visit", "concern", "member") if w in words], file


def test_every_package_has_its_place_in_the_order() -> None:
    folders = {
        file.parent.relative_to("webapp").parts for file in APPLICATION if file.parent != Path("webapp")
    }
    modules = {file.stem for file in Path("webapp").glob("*.py")} - {"__init__"}
    assert {".".join(parts) for parts in folders} | modules == set(ORDER)


@pytest.mark.parametrize("file", APPLICATION, ids=str)
def test_imports_point_downward(file: Path) -> None:
    own = package(".".join(file.with_suffix("").parts))
    for name in imports(file):
        other = package(name) if name.startswith("webapp.") else ""
        if other:
            assert ORDER.index(other) <= ORDER.index(own), f"{file} imports {name}"


def test_no_folder_is_overfull() -> None:
    for folder in {file.parent for file in APPLICATION}:
        modules = [file for file in folder.glob("*.py") if file.stem != "__init__"]
        assert len(modules) <= 20, folder


def test_routes_are_imported_by_their_feature_and_the_application_only() -> None:
    for file in CODE:
        if file.name == "feature.py":
            continue
        for name in imports(file):
            if name.startswith("webapp.") and name.split(".")[-1].endswith("routes"):
                assert file in (Path("webapp/app.py"), Path("webapp/cli.py")), f"{file} imports {name}"


def test_a_feature_is_known_by_the_list_of_features_only() -> None:
    declared = {str(file) for file in Path("webapp").glob("*/**/feature.py")}
    listed = {name for name in imports(Path("webapp/features.py")) if name.endswith(".feature")}
    assert declared == {f"{name.replace('.', '/')}.py" for name in listed - {"webapp.feature"}}
    for file in CODE:
        for name in imports(file):
            free = name == "webapp.feature" or not name.endswith(".feature")
            assert free or file == Path("webapp/features.py"), f"{file} imports {name}"


def test_no_table_is_looked_up_by_the_name_of_a_relation() -> None:
    """That would be an import upward behind the imports' back; a feature says which tables it adds."""
    for file in APPLICATION:
        if file.parts[1] not in ("core", "safekeeping"):
            assert not re.search(r"related_model|fields_map", file.read_text()), file


def test_a_migration_knows_of_the_application_only_the_database() -> None:
    """What a release did to the tables stays as it was, whatever becomes of the models."""
    for file in Path("webapp/migrations").glob("*.py"):
        known = {name for name in imports(file) if name.split(".")[0] == "webapp"}
        assert known <= {"webapp.core.database.db", "webapp.core.database.db.new_id"}, file


def test_no_function_outgrows_one_screen_and_no_file_three_hundred_lines() -> None:
    for file in CODE:
        if "migrations" in file.parts:
            continue
        text = file.read_text()
        assert text.count("\n") <= 300, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{file}: {node.name}"


SHOWING = [
    *("queries", "standing", "timeline", "viewer", "shown", "conflicts", "family_sheet"),
    *("arrivals", "put_aside", "unreadable"),
]
"""Modules that show rows, beside pages and routes."""
SAVED = {"link.next_at"}
"""What a route sets and saves."""


@pytest.mark.parametrize(
    "file",
    [
        one
        for one in APPLICATION
        if one.stem in SHOWING or one.stem.endswith(("page", "pages", "_queries", "routes"))
    ],
    ids=str,
)
def test_what_shows_a_row_does_not_change_it(file: Path) -> None:
    """A name blanked on a row for a page is erased by whoever saves the row; a page gets a value of its own."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            said = ast.unparse(node)
            assert said.split(".")[0] in ("self", "form") or said in SAVED, (
                f"{file}:{node.lineno} sets {said}"
            )
        elif isinstance(node, ast.Call):
            assert ast.unparse(node.func) != "setattr", f"{file}:{node.lineno} calls setattr"


def test_templates_and_scripts_stay_small() -> None:
    for file in Path("templates").rglob("*.html"):
        lines = file.read_text().splitlines()
        assert len(lines) <= 120, file
        assert not [number for number, line in enumerate(lines, 1) if len(line) > 160], file
    for file in Path("static").glob("*.js"):
        assert file.read_text().count("\n") <= 200, file
        assert file.read_text().startswith("//"), f"{file} does not open with a sentence of purpose"


def test_a_role_is_named_where_it_is_given_and_in_the_policies_only() -> None:
    """Whoever asks, asks a group of `policies` or the `Person`."""
    gives = {"web/person.py", "web/policies.py", "accounts/sign_in/signed_in.py", "demo/commune.py"}
    named = re.compile(rf'\bRole\.|\.role\b.*"(?:{"|".join(Role)})"')
    found = {str(file.relative_to("webapp")) for file in APPLICATION if named.search(file.read_text())}
    assert found == gives
    asks = [file for file in Path("templates").rglob("*.html") if re.search(r"\.role\b", file.read_text())]
    assert not asks


def test_a_form_names_its_kind_by_word() -> None:
    for file in Path("templates").rglob("*.html"):
        assert not re.search(r"data-(kind|schema)=", file.read_text()), file


def test_templates_mirror_the_packages() -> None:
    folders = {file.parent.relative_to("templates") for file in Path("templates").rglob("*.html")}
    assert {".".join(folder.parts) for folder in folders if folder.parts} <= {*ORDER, "shared"}


@pytest.mark.parametrize("file", sorted(Path("webapp/province").glob("*.py")), ids=str)
def test_the_province_knows_nothing_of_what_stays_in_a_commune(file: Path) -> None:
    """Contract 2.14: it could not show a household if it wanted to."""
    stays = {"register", "households", "household_page", "assignments", "visits", "concerns", "upstream", "safekeeping", "audit", "demo"}  # fmt: skip
    for name in imports(file):
        parts = name.split(".")
        assert parts[0] != "webapp" or len(parts) < 2 or parts[1] not in stays, f"{file} imports {name}"
    assert "webapp.submissions.intake.apply" not in imports(file), file


def test_only_the_application_and_its_command_know_what_stands_above() -> None:
    """What goes to the province is made from features; no feature knows of it."""
    for file in CODE:
        for name in imports(file):
            above = [part for part in ("upstream", "province") if name.startswith(f"webapp.{part}")]
            free = file.parent.name in ("upstream", "province") or file.name in ("app.py", "cli.py")
            assert not above or free, f"{file} imports {name}"


def test_no_test_is_imported_from_another() -> None:
    """What several share stands in a module of its own or in `conftest.py`."""
    for file in Path("tests").rglob("*.py"):
        borrowed = [
            name for name in imports(file) if any(part.startswith("test_") for part in name.split("."))
        ]
        assert not borrowed, f"{file} imports {borrowed}"
