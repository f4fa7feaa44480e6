"""What the province kept but did not take in: shown with its reason, decided in bulk, with who, when and why."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.envelope import Submission, make_body, to_text
from tests.province.conftest import Server, raised
from tests.province.exchange import tell
from webapp.accounts.models import Device
from webapp.province.models import OfficeDevice, RaisedConcern
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.web.person import Role


async def bad_letters(server: Server, browser: Any, count: int = 2) -> None:
    for n in range(count):
        body = make_body(
            kind=101, schema=1, wall=0, values=[99, 3, f"Bản {n} <b>", "2026-11-02", "2026-11-02"]
        )
        server.outbox.append(Submission(server.device, len(server.outbox) + 1, body))
    reply = await tell(browser, server)
    assert {one.code for one in reply.receipts} == {"form"}


async def of_a_closed_server(server: Server, browser: Any) -> None:
    await Device.filter(id=to_text(server.device)).update(revoked_at=datetime.now(UTC))
    server.write(raised("Xin thêm ống"))
    assert [one.code for one in (await tell(browser, server)).receipts] == ["revoked"]
    await Device.filter(id=to_text(server.device)).update(revoked_at=None)


def chosen(shown: str) -> dict[str, Any]:
    return {
        "targets": re.findall(r'name="targets"[^>]* value="([^"]+)"', shown),
        "op": re.search(r'name="op" value="([^"]+)"', shown)[1],
        "code": re.search(r'name="code" value="([^"]+)"', shown)[1],
    }


async def test_several_are_left_out_at_once_with_a_reason_and_their_office_is_told(
    server: Server, open_as: Any
) -> None:
    await bad_letters(server, await open_as(None))
    desk = await open_as(Role.PROVINCE_OFFICE)
    shown = (await desk.get("/put-aside")).text
    sent = chosen(shown) | {"verdict": "reject", "reason": "Sai mẫu"}
    assert "Tỉnh nhận lúc" in shown and "Xã nhận lúc" not in shown
    assert "Hữu Khuông" in shown and len(sent["targets"]) == 2
    assert "Bản 1" not in shown, "what says more than a letter may is not read here"

    for _ in range(2):
        assert (await desk.send_form("/put-aside", sent)).status_code in (303, 422)

    told = await tell(await open_as(None), server)
    assert {(one.status, one.code) for one in told.receipts} == {(4, "rejected")}
    rulings = await Ruling.all()
    assert {(one.verdict, one.reason, one.by_name) for one in rulings} == {
        ("reject", "Sai mẫu", "Hoàng Tỉnh")
    }
    assert len(rulings) == 2
    assert "Bản 1" not in (await desk.get("/put-aside")).text


async def test_what_is_let_in_is_a_letter_like_any_other_once(server: Server, open_as: Any) -> None:
    await of_a_closed_server(server, await open_as(None))
    desk = await open_as(Role.PROVINCE_OFFICE)
    shown = (await desk.get("/put-aside")).text
    assert "Xin thêm ống" in shown, "what may be taken in is read there too"
    sent = chosen(shown) | {"verdict": "admit", "reason": "Máy cũ của xã"}

    for _ in range(2):
        assert (await desk.send_form("/put-aside", sent)).status_code == 303

    assert (await RaisedConcern.get()).text == "Xin thêm ống"
    assert await Ruling.all().count() == 1
    told = await tell(await open_as(None), server)
    assert [(one.status, one.code) for one in told.receipts] == [(1, "")]


@pytest.mark.both
async def test_what_still_cannot_be_read_waits_on_and_the_words_stay(server: Server, open_as: Any) -> None:
    await of_a_closed_server(server, await open_as(None))
    await OfficeDevice.all().delete()
    desk = await open_as(Role.PROVINCE_OFFICE)
    sent = chosen((await desk.get("/put-aside")).text) | {"verdict": "admit", "reason": "Máy <cũ>"}

    answer = await desk.send_form("/put-aside", sent)

    assert answer.status_code == 422
    assert "Vẫn chưa thể đưa vào" in answer.text
    assert await RaisedConcern.all().count() == 0
    assert await StoredSubmission.filter(status=3).count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "Hãy ghi lý do"),
        ({"targets": []}, "Hãy chọn"),
        ({"verdict": "admit"}, "không quyết"),
    ],
)
async def test_a_form_that_says_too_little_decides_nothing(
    server: Server, open_as: Any, changed: dict[str, Any], words: str
) -> None:
    await bad_letters(server, await open_as(None))
    desk = await open_as(Role.PROVINCE_OFFICE)
    sent = (
        chosen((await desk.get("/put-aside")).text) | {"verdict": "reject", "reason": "Sai <mẫu>"} | changed
    )

    answer = await desk.send_form("/put-aside", sent)

    assert answer.status_code == 422, words
    assert changed.get("reason") == "" or "Sai &lt;mẫu&gt;" in answer.text
    assert await Ruling.all().count() == 0 and await StoredSubmission.filter(status=3).count() == 2


async def test_who_only_looks_decides_nothing(server: Server, open_as: Any) -> None:
    await bad_letters(server, await open_as(None))
    sent = chosen((await (await open_as(Role.PROVINCE_OFFICE)).get("/put-aside")).text)
    viewer = await open_as(Role.PROVINCE_VIEWER)

    shown = (await viewer.get("/put-aside")).text
    answer = await viewer.send_form("/put-aside", sent | {"verdict": "reject", "reason": "Sai"})

    assert "Hữu Khuông, Số 2" in shown and "Bản 1" not in shown
    assert "<button name=" not in shown and 'name="reason"' not in shown
    assert answer.status_code == 403
    assert await Ruling.all().count() == 0
