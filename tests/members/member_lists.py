"""A list of members as an office hands it in."""

from collections.abc import Sequence
from typing import Any

from tests.households.lists import xlsx
from webapp.members.imports.columns import EXPORTED
from webapp.people.models import MemberImport

HEAD = list(EXPORTED.values())


async def hand_in(browser: Any, content: bytes, name: str = "ds.xlsx") -> Any:
    await browser.get("/sign-in")
    return await browser.send_form("/members/import", files={"list": (name, content)})


async def looked_at(browser: Any, table: Sequence[Sequence[Any]]) -> MemberImport:
    answer = await hand_in(browser, xlsx(table))
    assert answer.status_code == 303, answer.text
    return await MemberImport.get(id=answer.headers["location"].rpartition("/")[2])


def verdicts(seen: MemberImport) -> list[str]:
    return [row["verdict"] for row in seen.rows]


def row_of(**cells: Any) -> list[Any]:
    return [cells.get(meaning, "") for meaning in EXPORTED]
