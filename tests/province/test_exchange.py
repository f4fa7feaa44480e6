"""A commune's server speaks with the province: cut anywhere, sent twice, signed by nobody else (contract 2.14, T-01..T-13)."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync import parcel, seal
from sync.envelope import Submission, make_body, to_text
from sync.ranges import Ranges
from tests.province.conftest import TODAY, Server, joined, raised
from tests.province.exchange import tell
from tests.submissions.intake.faults import cut_request
from tests.support.phone import post
from webapp.accounts.models import Device
from webapp.core import keys
from webapp.core.labels import LABELS
from webapp.people.queries import this_commune
from webapp.province.letters import BackupPart, Counted, TakenBack
from webapp.province.models import MonthTable, OfficeDevice, RaisedConcern
from webapp.province.replies import NotSigned, check_reply
from webapp.submissions.models import StoredSubmission
from webapp.upkeep import expire_rows
from webapp.web.person import Role

WATER = raised("Xin thêm ống", "Bản Huồi Cọ")
TABLE = Counted("2026-10", TODAY, "visits", ("Bản Huồi Cọ",), ((12, 12), (-1, -1), (14, 14)))


@pytest.fixture
async def browser(open_as: Any) -> Any:
    return await open_as(None)


@pytest.mark.both
async def test_a_request_cut_at_every_byte_keeps_what_came_whole_and_doubles_nothing(
    province_app: object, server: Server, browser: Any
) -> None:
    """T-01 between two offices."""
    server.write(*[raised(f"Việc {n}") for n in range(4)], TABLE)
    whole = len(server.request()[1])

    for length in range(whole):
        await cut_request(province_app, server.request()[1][:length])
    reply = await tell(browser, server)

    assert {receipt.status for receipt in reply.receipts} == {1}
    assert (await RaisedConcern.all().count(), await MonthTable.all().count()) == (4, 1)
    assert await StoredSubmission.all().count() == 5


@pytest.mark.both
async def test_twice_and_at_once_is_once(province_app: object, server: Server, browser: Any) -> None:
    server.write(WATER, TABLE)
    hello, body = server.request()

    answers = await asyncio.gather(*(post(browser, body) for _ in range(4)))
    again = await tell(browser, server)

    told = {parcel.read_answer(one.content, nonce=hello.nonce).receipts[0] for one in answers}
    assert told == {again.receipts[0]}
    assert (await RaisedConcern.all().count(), await MonthTable.all().count()) == (1, 1)


async def test_another_key_is_refused_and_leaves_nothing(
    province_app: object, server: Server, browser: Any
) -> None:
    """T-13"""
    server.write(WATER)
    server.key = seal.DeviceKey.generate()

    answer = await post(browser, server.request()[1])

    assert answer.status_code == 403
    assert await StoredSubmission.all().count() == await RaisedConcern.all().count() == 0


@pytest.mark.both
async def test_a_letter_altered_after_it_was_signed_is_not_taken(
    province_app: object, server: Server, browser: Any
) -> None:
    server.write(WATER)
    hello, _ = server.request()
    [mine] = server.outbox
    altered = Submission(mine.device, mine.seq, mine.body.replace("ống".encode(), b"voi"))
    honest = parcel.request(LABELS, hello, server.key, [mine], deflate=False)
    forged = honest.replace(mine.body, altered.body)
    assert forged != honest

    await post(browser, forged)

    assert await RaisedConcern.all().count() == 0
    assert [receipt.status for receipt in (await tell(browser, server)).receipts] == [1]
    assert (await RaisedConcern.get()).text == "Xin thêm ống"


async def test_nobody_else_can_sign_an_answer(province_app: object, server: Server, browser: Any) -> None:
    hello, body = server.request()
    answer = (await post(browser, body)).content
    other = seal.DeviceKey.generate().public

    check_reply(answer, server.device, keys.signer().public)
    for wrong in [(answer, server.device, other), (answer, bytes(8), keys.signer().public)]:
        with pytest.raises(NotSigned):
            check_reply(*wrong)
    for place in range(len(answer)):
        bent = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        with pytest.raises(NotSigned):
            check_reply(bent, server.device, keys.signer().public)


@pytest.mark.both
@pytest.mark.parametrize(
    "values",
    [
        [1, 3, None, "2026-11-02", "2026-11-02", None, "HC-001"],
        [99, 3, None, "2026-11-02", "2026-11-02"],
        [1, 3, "x" * 61, "2026-11-02", "2026-11-02"],
        [1, 3, None, "hôm qua", "2026-11-02"],
        [1, 3, None, "2026-11-02", "2026-11-02", "x" * 1001],
        [],
    ],
)
async def test_a_letter_that_says_more_than_it_may_is_put_aside(
    province_app: object, server: Server, browser: Any, values: list[Any]
) -> None:
    body = make_body(kind=101, schema=1, wall=0, values=values)
    server.outbox.append(Submission(server.device, 1, body))

    reply = await tell(browser, server)

    assert [(one.status, one.code) for one in reply.receipts] == [(3, "form")]
    assert await RaisedConcern.all().count() == 0


@pytest.mark.parametrize("number", [0, 1, 4, -3])
async def test_a_small_number_is_not_taken_even_from_a_commune_that_sends_it(
    province_app: object, server: Server, browser: Any, number: int
) -> None:
    """P-13"""
    server.write(Counted("2026-10", TODAY, "visits", ("Bản Huồi Cọ",), ((number, 12), (9, 9), (14, 14))))

    assert [one.code for one in (await tell(browser, server)).receipts] == ["form"]
    assert await MonthTable.all().count() == 0


async def test_who_wrote_it_or_whom_it_is_about_has_no_place(
    province_app: object, server: Server, browser: Any
) -> None:
    for about in ({"entity": "AAAAAAAAAAA"}, {"extras": {"n": "Lô Văn Dần"}}):
        body = make_body(kind=101, schema=1, wall=0, values=WATER.values(), **about)  # type: ignore[arg-type]
        server.outbox.append(Submission(server.device, len(server.outbox) + 1, body))

    assert {one.code for one in (await tell(browser, server)).receipts} == {"scope"}


@pytest.mark.both
async def test_a_commune_takes_back_its_own_words_only(
    province_app: object, server: Server, browser: Any
) -> None:
    """P-06"""
    other = await joined("Nhôn Mai")
    server.write(WATER)
    await tell(browser, server)
    other.write(TakenBack(to_text(server.device), 1))
    assert [one.code for one in (await tell(browser, other)).receipts] == ["form"]
    assert await RaisedConcern.all().count() == 1

    server.write(TakenBack(to_text(server.device), 1))
    reply = await tell(browser, server, server.outbox[1:])
    again = await tell(browser, server)

    assert [one.status for one in reply.receipts] == [1]
    assert [one.status for one in again.receipts] == [5, 1]
    assert await RaisedConcern.all().count() == 0
    assert bytes((await StoredSubmission.get(device_id=to_text(server.device), seq=1)).body) == b""


@pytest.mark.both
async def test_a_month_is_counted_once(province_app: object, server: Server, browser: Any) -> None:
    """Two counts of one month could be subtracted."""
    server.write(TABLE, Counted("2026-10", TODAY, "visits", ("Bản Huồi Cọ",), ((13, 13), (-1, -1), (15, 15))))

    await tell(browser, server)

    assert (await MonthTable.get()).columns[0] == [12, 12]


async def test_the_answer_comes_once_and_a_later_wording_again(
    province_app: object, server: Server, browser: Any, open_as: Any
) -> None:
    official = await open_as(Role.PROVINCE_OFFICE)
    server.write(WATER)
    await tell(browser, server)
    one = await RaisedConcern.get()
    for words in ("Sẽ cấp.", "Sẽ cấp trong tháng 12."):
        await official.send_form(f"/concerns/{one.id}", {"answer": words})
        reply = await tell(browser, server, [])
        [page] = [json.loads(content) for content in reply.pages.values()]
        assert (page["text"], page["by"]) == (words, "Hoàng Tỉnh")


@pytest.mark.both
async def test_a_restored_server_is_told_what_it_sent_and_goes_on_under_another_name(
    province_app: object, server: Server, browser: Any
) -> None:
    """Contract 2.6: the commune asks for what the province has."""
    server.write(WATER, TABLE, BackupPart("a.backup", 0, 1, 3, b"abc"))
    await tell(browser, server)
    again = Server(key=server.key)

    for _ in range(2):
        reply = await tell(browser, server, [], next=to_text(again.device), copies=1)
    copies = {path: body for path, body in reply.pages.items() if path.startswith("/copies/")}
    again.write(raised("Việc mới"))
    await tell(browser, again)

    name = to_text(server.device)
    assert copies == {f"/copies/{name}/{one.seq}": one.body for one in server.outbox[:2]}
    assert await RaisedConcern.all().count() == 2
    assert await OfficeDevice.filter(until=None).count() == 1
    assert await Device.filter(kind="office").count() == 2


async def test_only_the_office_itself_names_its_next_server(
    province_app: object, server: Server, browser: Any
) -> None:
    """The name of a server that is known already, another commune's, is not taken over."""
    other = await joined("Nhôn Mai")

    await tell(browser, other, [], next=to_text(server.device))

    assert (
        await OfficeDevice.get(device_id=to_text(server.device)).prefetch_related("office")
    ).office.name == "Hữu Khuông"
    assert await OfficeDevice.filter(until=None).count() == 2


async def test_a_stranger_leaves_nothing_that_counts(
    province_app: object, unit: object, browser: Any
) -> None:
    stranger = Server()
    stranger.write(WATER)
    hello, body = stranger.request()

    answer = await post(browser, body)

    reply = parcel.read_answer(answer.content, nonce=hello.nonce)
    assert [(one.status, one.code) for one in reply.receipts] == [(3, "device-unknown")]
    assert reply.pages == {}
    assert await RaisedConcern.all().count() == 0


async def test_what_is_asked_for_is_told(province_app: object, server: Server, browser: Any) -> None:
    server.write(WATER, TABLE)
    await tell(browser, server)

    hello, _ = server.request([])
    answer = await post(browser, parcel.request(LABELS, hello, server.key, asked=Ranges.of([1, 2, 3])))

    assert [one.seq for one in parcel.read_answer(answer.content, nonce=hello.nonce).receipts] == [1, 2]


async def test_what_unknown_servers_sent_goes_after_ninety_days(province_app: object, browser: Any) -> None:
    strangers = [Server(), Server()]
    for at, one in enumerate(strangers):
        one.write(WATER)
        await post(browser, one.request()[1])
        if not at:
            await StoredSubmission.all().update(received_at=datetime.now(UTC) - timedelta(days=91))
            await Device.filter(kind="unknown").update(enrolled_at=datetime.now(UTC) - timedelta(days=91))

    await expire_rows(await this_commune())

    [left] = await StoredSubmission.all()
    assert left.device_id == to_text(strangers[1].device)
    assert await Device.filter(kind="unknown").count() == 1
