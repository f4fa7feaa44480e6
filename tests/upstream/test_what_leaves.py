"""The whole way up with a commune full of marked words: none of them is at the province (contract 2.14, P-07, P-13)."""

import re
from typing import Any

import pytest

from sync.envelope import Content
from tests.safekeeping.erased import erase_all_about
from tests.support.browsing import wrong_fields
from tests.support.upper import Province
from tests.support.world import World
from tests.upstream.send_up import reported, send_up
from tests.upstream.what_leaves import fill_the_commune, joined_long_ago
from webapp.concerns.models import Concern
from webapp.core.calendar import today
from webapp.core.i18n import show_date
from webapp.safekeeping.recovery_key import make_recovery_key
from webapp.upstream.files import letters_files
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.queue import create_letters, letter_body
from webapp.upstream.sending import contact_province

MARKED = (
    "Moong Thị An", "Lô Văn Dần", "0912345678", "HC-001", "Ghi chú kín", "Lời kín trong nhà", "Tóm tắt kín",
    "Hà Thị Ơn", "Ngân Văn Phúc",
)  # fmt: skip
PAGES = ("/", "/concerns", "/files")


@pytest.fixture
async def sent(joined: ProvinceLink, huoi_co: World, browser_of: Any) -> Concern:
    """Everything that there is to send is sent: a concern, two months, a backup."""
    make_recovery_key()
    await joined_long_ago(joined)
    concern = await fill_the_commune(huoi_co, await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)
    assert (await send_up(clerk, concern, "Xin cấp ống nước")).status_code == 303
    await contact_province(joined)
    return concern


async def test_nothing_marked_is_at_the_province_nor_on_its_pages(
    sent: Concern, province: Province, official: Any
) -> None:
    kept = await province.everything()
    pages = [await official.get(path) for path in PAGES]
    pages += [
        await official.get(f"/communes/{row['id']}")
        for row in await province.rows("SELECT id FROM joined_office")
    ]
    pages += [
        await official.get(f"/concerns/{row['id']}")
        for row in await province.rows("SELECT id FROM raised_concern")
    ]

    assert {page.status_code for page in pages} == {200}
    seen = kept.decode("utf-8", errors="replace") + "".join(page.text for page in pages)
    assert "Xin cấp ống nước" in seen
    assert [word for word in (*MARKED, sent.receipt_code, sent.id, sent.household_id) if word in seen] == []
    assert len(await province.rows("SELECT id FROM month_table")) >= 3
    assert len(await province.rows("SELECT id FROM stored_backup WHERE whole_at IS NOT NULL")) == 1


async def test_what_the_office_reads_is_byte_for_byte_what_the_province_holds(
    sent: Concern, province: Province, huoi_co: World, browser_of: Any
) -> None:
    page = (await (await browser_of(huoi_co.clerk)).get("/upstream")).text
    shown = [Content.parse(_plain(one).encode()) for one in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)]
    held = await province.rows("SELECT body FROM submission WHERE kind IN (101, 102)")

    assert sorted(map(repr, shown)) == sorted(repr(Content.parse(bytes(row["body"]))) for row in held)
    letters = {row.seq: letter_body(row) for row in await SentLetter.all()}
    everything = await province.rows("SELECT seq, body FROM submission")
    assert letters == {row["seq"]: bytes(row["body"]) for row in everything}


async def test_no_number_under_five_is_at_the_province(sent: Concern, province: Province) -> None:
    for row in await province.rows("SELECT body FROM submission WHERE kind = 102"):
        _month, _day, _subject, _rows, *columns = Content.parse(bytes(row["body"])).values
        assert [n for column in columns for n in column if 0 <= n < 5] == []  # type: ignore[union-attr]


async def test_the_file_is_sealed(joined: ProvinceLink, huoi_co: World, browser_of: Any) -> None:
    """Whoever carries it reads nothing of it, not even what the province may read."""
    concern = await fill_the_commune(huoi_co, await browser_of(None))
    await send_up(await browser_of(huoi_co.clerk), concern, "Xin cấp ống nước")

    [content] = await letters_files(joined)

    assert "Xin cấp".encode() not in content


async def test_what_is_erased_here_is_erased_there(
    sent: Concern, joined: ProvinceLink, province: Province, official: Any, huoi_co: World, browser_of: Any
) -> None:
    """P-06, T-64 one level up: the words, the answer, and the copy that this office kept of them."""
    [raised] = await province.rows("SELECT id FROM raised_concern")
    await official.get(f"/concerns/{raised['id']}")
    await official.send_form(f"/concerns/{raised['id']}", {"answer": "Tỉnh sẽ cấp ống"})
    await contact_province(joined)
    clerk = await browser_of(huoi_co.clerk)
    await erase_all_about(clerk, huoi_co.an)

    for _ in range(2):
        await contact_province(joined)

    assert await province.rows("SELECT id FROM raised_concern") == []
    kept = (await province.everything()).decode("utf-8", errors="replace")
    assert [words for words in ("Xin cấp ống nước", "Tỉnh sẽ cấp ống") if words in kept] == []
    page = (await clerk.get("/upstream")).text
    assert "Xin cấp ống nước" not in page and "Xin tỉnh xóa số 1" in page
    assert b"Xin c" not in b"".join([bytes(row.body) for row in await SentLetter.all()])


async def test_what_is_erased_before_it_left_never_leaves(
    joined: ProvinceLink, province: Province, huoi_co: World, browser_of: Any
) -> None:
    clerk, concern = await browser_of(huoi_co.clerk), await reported(huoi_co, await browser_of(None))
    await send_up(clerk, concern, "Xin cấp ống nước")
    await create_letters(joined)
    await erase_all_about(clerk, huoi_co.an)

    await contact_province(joined)

    assert [(row["seq"], row["kind"]) for row in await province.rows("SELECT seq, kind FROM submission")] == [
        (1, 0)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nhà bà Moong Thị An cần ống",
        "moong thi an, can ong",
        "gọi 0912 345 678",
        "hộ HC-001",
        "do Lô Văn Dần báo",
    ],
)
async def test_words_that_tell_whose_it_is_are_given_back(huoi_co: World, browser_of: Any, text: str) -> None:
    concern = await reported(huoi_co, await browser_of(None))

    answer = await send_up(await browser_of(huoi_co.clerk), concern, text)

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["text"]


async def test_the_preview_is_what_leaves(joined: ProvinceLink, huoi_co: World, browser_of: Any) -> None:
    concern, clerk = await reported(huoi_co, await browser_of(None)), await browser_of(huoi_co.clerk)
    path = f"/concerns/{concern.id}/send-up"
    await clerk.get(path)

    preview = await clerk.send_form(path, {"op": "1", "text": "Xin cấp ống nước", "with_hamlet": "1"})
    again = await clerk.send_form(path, {"op": "1", "text": "Xin cấp ống nước", "again": "1"})
    await send_up(clerk, concern, "Xin cấp ống nước", "1")
    await send_up(clerk, concern, "Lần nữa", "1")
    await contact_province(joined)

    [letter] = await SentLetter.all()
    said = [value for value in Content.parse(letter_body(letter)).values if value is not None]
    told = re.findall(r"<dd>(.*?)</dd>", preview.text)
    day = show_date(today())
    assert len(told) == len(said) == 6
    assert told[2:3] + told[5:] == ["Bản Huồi Cọ", "Xin cấp ống nước"]
    assert said[2] == "Bản Huồi Cọ" and said[5] == "Xin cấp ống nước"
    assert day in told[4]
    assert "Ống nước nhà ông An vỡ" not in preview.text
    assert "Xin cấp ống nước" in again.text


async def test_how_a_service_behaved_is_sent_up_by_the_secretary_only(
    joined: ProvinceLink, huoi_co: World, browser_of: Any
) -> None:
    concern = await reported(huoi_co, await browser_of(None), [14, 2, "Chờ ba lần", None, 1, 1])
    clerk, secretary = await browser_of(huoi_co.clerk), await browser_of(huoi_co.secretary)

    assert (await send_up(clerk, concern, "Xin xem lại quy trình")).status_code == 404
    assert (await send_up(secretary, concern, "Xin xem lại quy trình")).status_code == 303
    await contact_province(joined)

    assert "Xin xem lại quy trình" in (await secretary.get("/upstream")).text
    assert "Xin xem lại quy trình" not in (await clerk.get("/upstream")).text


def _plain(html: str) -> str:
    return (
        html.replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
