"""The layout rules of the README, kept by the computer."""

import ast
from pathlib import Path

import pytest

ORDER = [
    "people",
    "accounts",
    "households",
    "assignments",
    "duty",
    "visits",
    "concerns",
    "progress",
    "attachments",
    "reports",
    "paper",
]
MAY_NOT_KNOW = {"webapp", "litestar", "tortoise", "jinja2"}
PAGES_ONLY = {
    "settings",
    "sqlite",
    "pages",
    "i18n",
    "assets",
    "calendar",
    "keys",
    "vi_text",
    "identity",
    "words",
}
CODE = sorted([*Path("sync").rglob("*.py"), *Path("webapp").rglob("*.py")])


def imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_sync_knows_nothing_of_the_web_or_the_domain() -> None:
    for file in Path("sync").rglob("*.py"):
        assert not {name.split(".")[0] for name in imports(file)} & MAY_NOT_KNOW, file
        words = file.read_text().lower()
        assert not [w for w in ("household", "visit", "concern", "member") if w in words], file


@pytest.mark.parametrize("file", sorted(Path("webapp").glob("*/*.py")), ids=str)
def test_a_feature_imports_only_features_before_it(file: Path) -> None:
    feature = file.parent.name
    if feature not in ORDER:
        return
    for name in imports(file):
        parts = name.split(".")
        if parts[0] != "webapp" or len(parts) < 2 or parts[1] not in ORDER or parts[1] == feature:
            continue
        # Who may do a thing is asked everywhere; accounts' models hold the roles.
        earlier = ORDER.index(parts[1]) <= ORDER.index(feature) or parts[1:3] == ["accounts", "models"]
        assert earlier, f"{file} imports {name}"
        assert len(parts) == 2 or parts[2] in ("models", "queries", "rules"), f"{file} imports {name}"


def test_pages_and_words_know_no_feature() -> None:
    for file in Path("webapp").glob("*.py"):
        if file.stem in PAGES_ONLY:
            known = {name.split(".")[1] for name in imports(file) if name.startswith("webapp.")}
            assert not known & {*ORDER, "outbox", "demo"}, file


def test_routes_are_imported_by_the_application_only() -> None:
    for file in CODE:
        for name in imports(file):
            parts = name.split(".")
            if parts[0] == "webapp" and parts[-1] == "routes" and file.name != "app.py":
                assert file == Path("webapp/cli.py"), f"{file} imports {name}"


def test_no_function_outgrows_one_screen_and_no_file_three_hundred_lines() -> None:
    for file in CODE:
        if "migrations" in file.parts:
            continue
        text = file.read_text()
        assert text.count("\n") <= 300, file
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 50, f"{file}: {node.name}"


def test_templates_and_scripts_stay_small() -> None:
    for file in Path("templates").rglob("*.html"):
        assert file.read_text().count("\n") <= 120, file
    for file in Path("static").glob("*.js"):
        assert file.read_text().count("\n") <= 200, file
        assert file.read_text().startswith("//"), f"{file} does not open with a sentence of purpose"


def test_templates_mirror_the_features() -> None:
    folders = {p.name for p in Path("templates").iterdir() if p.is_dir()}
    assert folders <= {*ORDER, "shared", "outbox", "readings", "upstream", "province"}


@pytest.mark.parametrize("file", sorted(Path("webapp/province").glob("*.py")), ids=str)
def test_the_province_knows_nothing_of_what_stays_in_a_commune(file: Path) -> None:
    """Contract 2.14: it could not show a household if it wanted to."""
    stays = {"households", "assignments", "visits", "concerns", "upstream", "safekeeping", "readings", "demo"}
    for name in imports(file):
        parts = name.split(".")
        assert parts[0] != "webapp" or len(parts) < 2 or parts[1] not in stays, f"{file} imports {name}"
    assert "webapp.outbox.apply" not in imports(file), file


def test_only_the_application_and_its_command_know_what_stands_above() -> None:
    """What goes to the province is made from features; no feature knows of it."""
    for file in CODE:
        for name in imports(file):
            above = [part for part in ("upstream", "province") if name.startswith(f"webapp.{part}")]
            free = file.parent.name in ("upstream", "province") or file.name in ("app.py", "cli.py")
            assert not above or free, f"{file} imports {name}"
