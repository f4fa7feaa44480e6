"""The province's node has its own few addresses; nothing of a commune's exists there."""

import re
from typing import Any

import pytest
from litestar import Litestar

from tests.province.conftest import TODAY, Server, raised
from tests.support.phone import post
from tests.support.routes import MADE_UP, handlers
from webapp.app import ROUTES
from webapp.province.letters import Counted
from webapp.province.models import JoinedOffice, RaisedConcern
from webapp.web.person import Role

ADDRESSES = {
    "/account",
    "/account/password",
    "/account/sessions/ending",
    "/accounts",
    "/accounts/{account_id:str}/closing",
    "/",
    "/communes/{office_id:str}",
    "/concerns",
    "/concerns/{concern_id:str}",
    "/files",
    "/overdue",
    "/overdue/{row_id:str}",
    "/healthz",
    "/put-aside",
    "/sign-in",
    "/sign-out",
    "/static/{path:path}",
    "/sync/v1/backup",
    "/sync/v1/exchange",
    "/sync/v1/join",
    "/typed",
    "/typed/{id_:str}",
}
PAGES = ("/", "/concerns", "/files", "/overdue", "/put-aside")


def filled(path: str) -> str:
    return re.sub(r"\{\w+:\w+\}", MADE_UP, path)


async def test_there_are_these_addresses_and_no_others(province_app: Litestar) -> None:
    assert {path for path, _, _ in handlers(province_app)} == ADDRESSES
    assert all(handler.opt.get("policy") for _, _, handler in handlers(province_app))


async def test_every_address_of_a_commune_is_nowhere(province_app: Litestar, open_as: Any) -> None:
    """Walked as somebody who may see everything that there is."""
    browser = await open_as(Role.PROVINCE_OFFICE)
    walked = 0
    for handler in ROUTES:
        for path in handler.paths:
            if path in ADDRESSES:
                continue
            assert (await browser.get(filled(path))).status_code == 404, path
            assert (await browser.send_form(filled(path))).status_code == 404, path
            walked += 1
    assert walked > 40


@pytest.mark.parametrize("path", PAGES)
async def test_a_stranger_is_led_to_sign_in(province_app: object, open_as: Any, path: str) -> None:
    answer = await (await open_as(None)).get(path)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY]
)
async def test_an_account_of_a_commune_would_be_refused(
    province_app: object, open_as: Any, role: Role
) -> None:
    browser = await open_as(role)

    assert {(await browser.get(path)).status_code for path in PAGES} == {403}


async def test_the_viewer_sees_and_does_not_answer(
    province_app: object, server: Server, open_as: Any
) -> None:
    viewer = await open_as(Role.PROVINCE_VIEWER)
    server.write(raised("Xin thêm ống"))
    await post(viewer, server.request()[1])
    one = await RaisedConcern.get()

    assert "Xin thêm ống" in (await viewer.get(f"/concerns/{one.id}")).text
    assert (await viewer.send_form(f"/concerns/{one.id}", {"answer": "Không"})).status_code == 403
    assert (await RaisedConcern.get()).answer == ""


@pytest.mark.both
async def test_an_answer_needs_words(province_app: object, server: Server, open_as: Any) -> None:
    official = await open_as(Role.PROVINCE_OFFICE)
    server.write(raised("Xin thêm ống"))
    await post(official, server.request()[1])
    one = await RaisedConcern.get()

    assert (await official.send_form(f"/concerns/{one.id}", {"answer": " "})).status_code == 422
    assert (await official.send_form(f"/concerns/{one.id}", {"answer": "Sẽ cấp."})).status_code == 303

    one = await RaisedConcern.get()
    assert (one.answer, one.answered_by) == ("Sẽ cấp.", "Hoàng Tỉnh")


async def test_silence_and_gaps_are_told_by_commune(
    province_app: object, server: Server, open_as: Any
) -> None:
    official = await open_as(Role.PROVINCE_VIEWER)
    assert "Chưa có tin 7 ngày:" in (await official.get("/")).text
    server.write(*[raised(str(n)) for n in range(5)])

    await post(official, server.request([server.outbox[0], server.outbox[3]])[1])

    page = (await official.get("/")).text
    assert "Chưa có tin 7 ngày:" not in page
    office = await JoinedOffice.get()
    assert "2-3 5" in (await official.get(f"/communes/{office.id}")).text


@pytest.mark.both
async def test_every_page_opens_and_none_may_be_kept(
    province_app: object, server: Server, open_as: Any
) -> None:
    official = await open_as(Role.PROVINCE_OFFICE)
    office = await JoinedOffice.get()

    for path in (*PAGES, f"/communes/{office.id}"):
        answer = await official.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        for link in ("/households", "/device", "/help", "/arrivals"):
            assert f'href="{link}"' not in answer.text


def cells(row: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)]


async def test_totals_are_shown_by_commune_and_those_not_told_by_a_dash(
    province_app: object, server: Server, open_as: Any
) -> None:
    viewer = await open_as(Role.PROVINCE_VIEWER)
    server.write(
        Counted("2026-10", TODAY, "visits", ("Bản Huồi Cọ", "Xàn"), ((9, 8, 17), (-1, 6, -2), (12, 14, 26))),
        Counted("2026-10", TODAY, "poverty", ("Xàn",), ((5, 5), (10, 10), (15, 15), (30, 30))),
    )
    await post(viewer, server.request()[1])

    totals = (await viewer.get("/")).text.rpartition("<tbody>")[2]
    commune = (await viewer.get(f"/communes/{(await JoinedOffice.get()).id}")).text
    tables = [part.partition("</tbody>")[0] for part in commune.split("<tbody>")[1:]]

    assert cells(totals) == ["17", "≥5", "26", "–", "–", "–", "5", "10", "15", "30"]
    assert [[cells(row) for row in table.split("<tr>")[1:]] for table in tables] == [
        [["9", "&lt;5", "12"], ["8", "6", "14"], ["17", "≥5", "26"]],
        [["5", "10", "15", "30"], ["5", "10", "15", "30"]],
    ]
