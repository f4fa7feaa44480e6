"""Rows of one table that point at each other go into a backup in an order in which they can be put back."""

from datetime import date
from typing import Any

import pytest

from tests.support.world import World
from webapp.core.database.db import now
from webapp.rollout.models import GuidingPaper
from webapp.safekeeping import dump

pytestmark = pytest.mark.both


async def test_what_is_pointed_at_comes_first_whatever_its_id(huoi_co: World) -> None:
    common: dict[str, Any] = {
        "org": huoi_co.branch,
        "issued_on": date(2026, 3, 1),
        "commune": huoi_co.commune.id,
    }
    written = {"by_name": "Hà Thị Ơn", "form": "f", "at": now()}
    above = await GuidingPaper.create(
        id="z" * 11, kind="resolution", number="01-NQ/CB", title="Nghị quyết", **common, **written
    )
    for number, id_ in enumerate(("A" * 11, "B" * 11, "zz" + "A" * 9)):
        await GuidingPaper.create(
            id=id_,
            carries_out=above,
            kind="plan",
            number=f"0{number}-KH/CB",
            title="Kế hoạch",
            **common,
            **written | {"form": f"f{number}"},
        )

    lines = [line async for line in dump.rows(GuidingPaper)]
    columns = dump.columns(GuidingPaper)
    await GuidingPaper.exclude(carries_out_id=None).delete()
    await GuidingPaper.all().delete()
    await dump.put_rows("guiding_paper", columns, lines)

    assert lines[0][list(columns).index("id")] == "z" * 11
    assert await GuidingPaper.filter(carries_out_id="z" * 11).count() == 3
