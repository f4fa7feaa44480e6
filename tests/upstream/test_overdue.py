"""An erasure that nobody at the commune confirms is confirmed by the province at its own pages, from three facts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.inbox import Status
from tests.submissions.two_accounts import CONDUCT, DETAILS, LAND, NOTE, WHY, ask, names, second, status, told
from tests.support.upper import Province
from tests.support.world import World
from webapp.core import journal
from webapp.submissions.models import Ruling
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.sending import contact_province

STAYS = (NOTE, LAND, CONDUCT, DETAILS, WHY, "Moong Thị An", "HC-001", "Hà Thị Ơn")


@pytest.fixture
async def waiting(joined: ProvinceLink, huoi_co: World, browser_of: Any) -> str:
    """Asked for by the clerk eleven days ago."""
    await told(huoi_co, await browser_of(None))
    target = (await names(huoi_co.an))[3]
    await ask(await browser_of(huoi_co.clerk), huoi_co.an, target)
    await Ruling.all().update(received_at=datetime.now(UTC) - timedelta(days=11))
    return target


async def words_at(province: Province) -> str:
    rows = await province.rows("SELECT body FROM submission")
    return "\n".join(bytes(row["body"]).decode() for row in rows)


def button(page: str) -> str:
    start = page.index('action="/overdue/') + len('action="')
    return page[start : page.index('"', start)]


async def test_the_province_confirms_and_the_words_never_travel(
    joined: ProvinceLink, province: Province, official: Any, huoi_co: World, waiting: str
) -> None:
    assert await contact_province(joined) == 1 and await contact_province(joined) == 0
    page = (await official.get("/overdue")).text
    assert "Lô Văn Dần" in page and "Hữu Khuông" in page and "Phản ánh" in page
    assert not [word for word in STAYS if word in page + await words_at(province)]
    letter = await SentLetter.get(kind=105)
    assert letter.body.decode() in (await words_at(province)), "byte for byte what the office can read here"

    for _ in range(2):
        assert (await official.send_form(button(page), {})).status_code == 303
    page = (await official.get("/overdue")).text
    assert (
        "Xác nhận: xoá hẳn" not in page
        and "Hoàng Văn Tỉnh đã xác nhận" in page
        and await status(waiting) == Status.ACCEPTED
    )
    await contact_province(joined)
    await contact_province(joined)

    assert await status(waiting) == Status.ERASED
    [fact] = [one for one in journal.facts() if one["what"] == "erased"]
    assert fact["by"] == "Hà Thị Ơn, Hoàng Văn Tỉnh, Tỉnh Nghệ An"
    assert await Ruling.filter(by="province").count() == 1, "however often the answer comes"
    await contact_province(joined)
    assert "Lô Văn Dần" not in (await official.get("/overdue")).text + await words_at(province)


async def test_what_is_not_overdue_does_not_leave_and_what_the_commune_decides_is_taken_back(
    joined: ProvinceLink,
    province: Province,
    official: Any,
    huoi_co: World,
    browser_of: Any,
    waiting: str,
) -> None:
    await Ruling.all().update(received_at=datetime.now(UTC) - timedelta(days=1))
    assert await contact_province(joined) == 0
    await Ruling.all().update(received_at=datetime.now(UTC) - timedelta(days=11))
    await contact_province(joined)
    await official.send_form(button((await official.get("/overdue")).text), {})

    kept = await second(await browser_of(huoi_co.secretary), waiting, "keep", "Gia đình nói không rút")
    assert kept.status_code == 303
    await contact_province(joined)
    await contact_province(joined)

    assert await status(waiting) == Status.ACCEPTED, "the commune's own word came first"
    assert "Lô Văn Dần" not in (await official.get("/overdue")).text + await words_at(province)


async def test_the_office_reads_what_left(
    joined: ProvinceLink, huoi_co: World, browser_of: Any, waiting: str
) -> None:
    await contact_province(joined)

    page = (await (await browser_of(huoi_co.clerk)).get("/upstream")).text

    assert "Việc xoá quá hạn" in page and "Lô Văn Dần" in page
