"""The log of the office: what happened and where, never what was typed, and no line that somebody else made."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar, Request

from tests.literal.forms import forms_on
from tests.support.logs import people_of
from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.core import logs

TYPED = "mật khẩu của tôi là MOONGTHIAN"
FORGED = f"{TYPED}\nERROR - 2026-11-30 - gandan - fault FORGED\r\u2028\u202eFORGED\u200f" + "x" * 500


class Kept(logging.Handler):
    """Every record as any handler may print it: its words, its arguments, the error it carries with its text."""

    def __init__(self) -> None:
        super().__init__()
        self.plain, self.ours = io.StringIO(), io.StringIO()

    def emit(self, record: logging.LogRecord) -> None:
        self.plain.write(logging.Formatter().format(record) + "\n")
        self.ours.write(logs.OneLine().format(record) + "\n")


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, root = Kept(), logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def nothing_typed(kept: Kept) -> int:
    said = kept.plain.getvalue()
    assert "MOONG" not in said and "FORGED" not in said, said[:3000]
    return len(said.splitlines())


async def test_a_fault_at_any_form_logs_no_typed_word_and_no_forged_line(
    app: Litestar, huoi_co: World, browser_of: Any, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address that takes a form, as whoever may send it; reading it fails and quotes it, as databases do."""
    people = people_of(huoi_co)
    browsers = {role: await browser_of(person) for role, person in people.items()} | {
        None: await browser_of(None)
    }
    for browser in browsers.values():
        await browser.get("/sign-in")
    plain = Request.form

    async def failing(request: Any) -> Any:
        raise ValueError(f"could not store {dict(await plain(request))}: {FORGED}")

    monkeypatch.setattr(Request, "form", failing)
    faults = 0
    for path, method, handler in handlers(app):
        policy = handler.opt["policy"]
        if method != "POST" or handler.opt.get("exclude_from_csrf") or path.startswith("/sync/"):
            continue
        role = (
            None
            if policy == "public"
            else next((r for r in people if policy == "signed_in" or r in policy), 0)
        )
        if role == 0:
            continue
        sent = {name: FORGED for name in ("username", "note", "summary", "op", "code", "reason", "name")}
        faults += (await browsers[role].send_form(filled(path, huoi_co), sent)).status_code == 500
    assert faults > 40
    assert nothing_typed(kept) == faults
    assert len(kept.ours.getvalue().splitlines()) == faults


async def test_a_database_that_fails_while_writing_logs_no_typed_word(
    huoi_co: World, browser_of: Any, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    dan = await browser_of(huoi_co.dan)
    forms = {}
    for place in ("/visits/new", "/concerns/new", "/changes/new"):
        for form in forms_on((await dan.get(f"/households/{huoi_co.an.id}{place}")).text):
            if form.action.startswith("/households/"):
                forms[form.action] = form

    async def failing(*args: Any, **named: Any) -> Any:
        raise ValueError(f"NOT NULL constraint failed: {args} {named} {FORGED}")

    monkeypatch.setattr("webapp.submissions.intake.apply.Applier.apply", failing)
    monkeypatch.setattr("webapp.submissions.intake.ledger.TortoiseLedger.insert_many", failing)
    answers = [
        await dan.send_form(form.action, form.values | dict.fromkeys(form.typed, TYPED))
        for form in forms.values()
    ]
    assert [answer for answer in answers if answer.status_code == 500]
    assert nothing_typed(kept) > 0


@pytest.mark.parametrize("odd", ["x" * 61, TYPED * 9, FORGED, "a\x00b", "\ud800"])
async def test_whatever_is_pasted_as_a_user_name_is_no_fault(
    huoi_co: World, browser_of: Any, kept: Kept, odd: str
) -> None:
    stranger = await browser_of(None)
    fields = {"username": odd.encode("utf-8", "surrogatepass").decode("latin-1"), "password": FORGED}
    answer = await stranger.send_form("/sign-in", fields)
    assert answer.status_code in (400, 404, 422), answer.text
    assert nothing_typed(kept) == 0


async def test_a_value_that_its_column_does_not_take_is_refused_not_a_fault(
    huoi_co: World, browser_of: Any, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.accounts.models import Account

    async def unfit(*_: Any) -> Any:
        return await Account.get_or_none(username=FORGED)

    monkeypatch.setattr("webapp.accounts.sign_in.routes.account_with", unfit)
    stranger = await browser_of(None)
    answer = await stranger.send_form("/sign-in", {"username": "vanphong", "password": "12345678"})
    assert answer.status_code == 400
    assert nothing_typed(kept) == 1
    assert "username" in kept.plain.getvalue()


async def test_an_error_behind_every_handler_is_contained(kept: Kept) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError(FORGED)

    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await logs.Contained(broken)(scope, None, send)  # type: ignore[arg-type]
    assert said[0]["status"] == 500
    assert nothing_typed(kept) == 1


def test_another_library_s_values_stay_out_and_line_breaks_are_spelled_out() -> None:
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        record = logging.LogRecord(
            "asyncio", 40, "", 1, f"never retrieved\n{FORGED}", (), (ValueError, error, None)
        )
    said = logs.OneLine().format(record)
    assert "never retrieved: ValueError" in said and "FORGED" not in said and "\n" not in said

    ours = logging.LogRecord("gandan", 40, "", 1, "closed %s", ("a\nb\u202ec\u200f\x1b[2J",), None)
    assert logs.OneLine().format(ours).endswith("closed a\\u000ab\\u202ec\\u200f\\u001b[2J")
