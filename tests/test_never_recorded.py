"""What is never recorded: no table, form, choice, template or list header may hold it. This list only grows."""

from pathlib import Path

import pytest
from tortoise import Tortoise

from tests.support.never_recorded import banned_in
from webapp.core.database.db import tortoise_config

# Where a person is told that something is never recorded, or a list's forbidden column is named to refuse it.
TELLS = {
    "templates/help.html",
    "webapp/lists/columns.py",
    "webapp/core/vi_text.py",
    "webapp/web/free_text.py",
}


@pytest.fixture
async def models() -> dict[str, object]:
    await Tortoise.init(config=tortoise_config("sqlite://:memory:"), init_connections=False)
    found = dict(Tortoise.apps["gandan"])
    await Tortoise.close_connections()
    return found


async def test_no_table_and_no_column_holds_it(models: dict[str, object]) -> None:
    for name, model in models.items():
        meta = model._meta  # type: ignore[attr-defined]
        assert not banned_in(meta.db_table), name
        for column in meta.fields_map:
            assert not banned_in(column), f"{name}.{column}"


def test_no_source_template_script_or_phrase_names_it() -> None:
    for folder, pattern in (
        ("webapp", "*.py"),
        ("templates", "*.html"),
        ("static", "*.js"),
        ("webapp", "*.po"),
    ):
        for file in Path(folder).rglob(pattern):
            if str(file) in TELLS or "vendor" in file.parts or "demo" in file.parts:
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                told = (
                    "never" in line.lower() or "không ghi" in line.lower() or "do not write" in line.lower()
                )
                assert told or not banned_in(line), f"{file}:{number}: {line.strip()} {banned_in(line)}"


def test_the_check_itself_finds_what_it_is_for() -> None:
    assert banned_in("household_religion") == ["religion"]
    assert banned_in("Dân tộc") == ["dan toc"]
    assert banned_in("attitude = fields.TextField()") == ["attitude"]
    assert banned_in("Nhóm hộ, ngày thăm, nhu cầu") == []
