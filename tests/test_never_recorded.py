"""What is never recorded: no table, form, choice, template or list header may hold it. This list only grows."""

import re
from pathlib import Path

import pytest
from tortoise import Tortoise

from webapp.core.db import config
from webapp.core.vi_text import fold

BANNED = [
    *(
        "ton giao",
        "tin nguong",
        "dan toc",
        "quan diem",
        "thai do",
        "tu tuong",
        "chap hanh",
        "vi pham",
        "y thuc",
    ),
    *(
        "tam tu",
        "trung thanh",
        "ke hoach hoa",
        "uy tin",
        "xep hang ho",
        "diem ho",
        "cccd",
        "cmnd",
        "can cuoc",
    ),
    *("benh", "chan doan", "hiv", "ma tuy", "thu nhap", "gps", "toa do", "kinh do", "vi do"),
    *(
        "religion",
        "ethnic",
        "opinion",
        "attitude",
        "loyalty",
        "ideology",
        "obedience",
        "compliance",
        "belief",
    ),
    *(
        "diagnos",
        "disease",
        "disabil",
        "income",
        "latitude",
        "longitude",
        "geolocation",
        "national_id",
        "score",
    ),
    *("ranking", "prestige", "offence", "violation", "contracepti", "family planning", "awareness"),
]
# Where a person is told that something is never recorded, or a list's forbidden column is named to refuse it.
TELLS = {
    "templates/help.html",
    "webapp/lists/columns.py",
    "webapp/core/vi_text.py",
    "webapp/web/free_text.py",
}
PLAIN_WORD = {word: re.compile(rf"(?<![a-z]){re.escape(word)}") for word in BANNED}


def banned_in(text: str) -> list[str]:
    folded = fold(text.replace("_", " ").replace("-", " ")) + " " + fold(text)
    return [word for word, pattern in PLAIN_WORD.items() if pattern.search(folded)]


@pytest.fixture
async def models() -> dict[str, object]:
    await Tortoise.init(config=config("sqlite://:memory:"), init_connections=False)
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
