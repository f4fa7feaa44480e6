"""Notices for tests."""

from datetime import date
from typing import Any

from tests.support.world import World
from webapp.core.calendar import today
from webapp.core.database.db import new_id, now
from webapp.notices.models import Notice
from webapp.register.models import Household

TOLD, NOT_HOME, ASKED, DECLINED = range(1, 5)
WORDS = "Từ tháng này, học sinh bán trú được hỗ trợ gạo. Gia đình nộp đơn ở trường."


async def published(world: World, number: str = "12/TB", on: date | None = None, **more: Any) -> Notice:
    return await Notice.create(
        commune=world.commune.id,
        number=number,
        **{"title": "Gạo cho học sinh bán trú", "issuer": "UBND xã", "words": WORDS} | more,
        by_name="Hà Thị Ơn",
        at=now(),
        published_on=on or today(),
        published_by_name="Hà Thị Ơn",
        form=new_id(),
    )


async def tell(
    browser: Any, home: Household, notice: Notice, outcome: int, question: str = "", op: str = ""
) -> Any:
    sent = {"notice": notice.id, "outcome": str(outcome), "question": question, "op": op or f"op-{outcome}"}
    return await browser.send_form(f"/households/{home.id}/notices", sent)
