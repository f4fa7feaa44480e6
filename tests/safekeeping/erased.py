"""An erasure at the office's page, and the places where words could be left."""

import json
import re
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from webapp.register.models import Household
from webapp.safekeeping import dump, recovery_key

SECRET = ("Bà cụ kể chuyện riêng", "Giếng nhà ông Toàn cạn", "0987654321", "Nói hộ nhà bên kia")


async def erase_all_about(browser: Any, household: Household) -> None:
    """As the office does it: from the household's page, all of it, and yes."""
    page = (await browser.get(f"/households/{household.id}/erasure")).text
    chosen = {
        "household": household.id,
        "op": value_of(page, "op"),
        "which": "all",
        "reason": "Gia đình muốn",
    }
    sure = await browser.send_form("/erasures", chosen)
    assert sure.status_code == 200 and "Đúng, xoá hẳn" in sure.text
    gone = await browser.send_form("/erasures", hidden(sure.text))
    assert gone.status_code == 303, gone.status_code


def value_of(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)[1]  # type: ignore[index]


def hidden(page: str) -> dict[str, Any]:
    form = page[page.index('action="/erasures"') :]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


async def in_tables(words: Sequence[str] = SECRET) -> list[str]:
    """What the rows say, whatever the database."""
    rows = [row for model in dump.tables() async for row in dump.rows(model)]
    return [name for name in words if name in readable(rows)]


def readable(rows: list[Any]) -> str:
    said = []
    for value in [value for row in rows if isinstance(row, list) for value in row]:
        said.append(json.dumps(value, ensure_ascii=False))
        if isinstance(value, str):
            try:
                said.append(b64decode(value, validate=True).decode(errors="replace"))
            except ValueError:
                continue
    return "\n".join(said)


def in_files(folder: Path, words: Sequence[str] = SECRET) -> list[str]:
    """Words found by grep in any file of the office: database, write-ahead log, copies, journal."""
    return [
        f"{path.name}: {word}"
        for path in folder.rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes()
    ]


def in_backup(file: Path, letters: str, words: Sequence[str] = SECRET) -> list[str]:
    with file.open("rb") as stream:
        lines = [
            json.loads(line)
            for line in recovery_key.decrypted_lines(stream, recovery_key.from_letters(letters))
        ]
    return [word for word in words if word in readable(lines)]
