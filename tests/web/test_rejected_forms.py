"""What was typed into any form survives a post that fails or comes after the session ended, for who typed it and nobody else."""

import os
import re
import time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from litestar import Litestar
from tortoise.exceptions import OperationalError

from tests.support.browsing import Browser
from tests.support.rejected_forms import hidden
from tests.support.routes import filled, handlers
from tests.support.world import World
from webapp.accounts.models import StoredSession
from webapp.app import reset_memory
from webapp.settings import settings
from webapp.visits.models import Visit
from webapp.web import rejected_forms
from webapp.web.person import Role

WORDS = "Mái nhà dột, bà con cần bạt che"
OWN = {"/typed/{id_:str}"}
"""Drops what was kept; nothing is typed into it."""
MACHINES = ("/sync/v1/", "/enrol/device")


def forms(app: Litestar) -> list[tuple[str, Any]]:
    return [
        (path, handler)
        for path, method, handler in handlers(app)
        if method == "POST"
        and handler.opt["policy"] != "public"
        and not path.startswith(MACHINES)
        and path not in OWN
    ]


def person_for(policy: Any, world: World) -> Any:
    people = {
        Role.MEMBER: world.dan,
        Role.BRANCH_SECRETARY: world.khoa,
        Role.COMMUNE_OFFICE: world.clerk,
        Role.COMMUNE_SECRETARY: world.secretary,
        Role.PROVINCE_VIEWER: world.viewer,
    }
    return (
        world.clerk if policy == "signed_in" else next(who for role, who in people.items() if role in policy)
    )


async def page_of(browser: Browser) -> dict[str, str]:
    """The hidden fields of any form that this person opened."""
    return hidden((await browser.get("/typed")).text) | {
        rejected_forms.BY: rejected_forms.signature(browser.person)
    }


async def opened(browser_of: Any, person: Any) -> Browser:
    browser: Browser = await browser_of(person)
    browser.person = person.id  # type: ignore[attr-defined]
    await browser.get("/sign-in")
    return browser


async def sign_out(browser: Browser) -> None:
    await StoredSession.all().delete()


async def test_every_form_of_a_page_names_whose_page_it_is(huoi_co: World, browser_of: Any) -> None:
    browser = await browser_of(huoi_co.dan)
    text = (await browser.get(f"/households/{huoi_co.an.id}/visits/new")).text

    assert rejected_forms.signed_by(hidden(text)[rejected_forms.BY]) == huoi_co.dan.id
    assert rejected_forms.signed_by(f"{huoi_co.dan.id}.AAAAAAAA") == ""
    assert rejected_forms.BY not in hidden((await (await browser_of(None)).get("/sign-in")).text)


async def test_what_was_typed_after_the_session_ended_waits_for_the_same_account(
    app: Litestar, huoi_co: World, browser_of: Any
) -> None:
    other = await opened(browser_of, huoi_co.en)
    for path, handler in forms(app):
        person = person_for(handler.opt["policy"], huoi_co)
        browser = await opened(browser_of, person)
        fields = {
            rejected_forms.BY: rejected_forms.signature(person.id),
            "note": f"{WORDS} {path}",
            "op": "AAAAAAAAAAA",
        }
        browser.cookies.delete("s")

        answer = await browser.send_form(filled(path, huoi_co), fields)

        assert answer.status_code == 401, path
        assert WORDS not in answer.text and "/typed" in answer.text, path
        again = await opened(browser_of, person)
        text = unescape((await again.get("/typed")).text)
        assert f"{WORDS} {path}" in text, path
        assert f'action="{filled(path, huoi_co)}"' in text
        assert WORDS not in (await other.get("/typed")).text


async def test_what_was_typed_is_on_the_page_of_any_failure(
    app: Litestar, huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.web.errors import Refused

    async def post(error: Exception, path: str, person: Any) -> Any:
        browser = await opened(browser_of, person)
        with monkeypatch.context() as broken:
            for _, handler in forms(app):
                broken.setattr(handler, "opt", handler.opt | {"policy": Failing(error)})
            return await browser.send_form(
                filled(path, huoi_co), {"note": WORDS, "op": "AAAAAAAAAAA", "password": "Mật khẩu của tôi"}
            )

    for path, handler in forms(app):
        person = person_for(handler.opt["policy"], huoi_co)
        for error, status in ((OperationalError("database is locked"), 500), (Refused("Không được"), 409)):
            answer = await post(error, path, person)
            text = unescape(answer.text)
            assert answer.status_code == status, path
            assert WORDS in text and "AAAAAAAAAAA" in text, path
            assert "Mật khẩu của tôi" not in text


class Failing:
    """A policy that cannot be asked."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __eq__(self, other: object) -> bool:
        raise self.error

    __hash__ = None  # type: ignore[assignment]


async def test_sent_again_after_signing_in_it_is_saved_once_and_no_longer_kept(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await opened(browser_of, huoi_co.dan)
    form = f"/households/{huoi_co.an.id}/visits"
    shown = (await browser.get(f"{form}/new")).text
    op = re.search(r'name="op" value="([^"]+)"', shown)
    assert op
    await sign_out(browser)
    fields = hidden(shown) | {"op": op[1], "met": "1", "note": WORDS}
    assert (await browser.post(form, data=fields)).status_code == 401

    browser = await opened(browser_of, huoi_co.dan)
    assert "/typed" in (await browser.get("/")).text
    kept = (await browser.get("/typed")).text
    assert WORDS in unescape(kept)
    again = dict(re.findall(r'name="([\w]+)" value="([^"]*)"', kept))
    answer = await browser.post(form, data={**again, "note": WORDS})

    assert answer.status_code == 303
    assert [visit.note for visit in await Visit.all()] == [WORDS]
    assert WORDS not in unescape((await browser.get("/typed")).text)
    assert "/typed" not in (await browser.get("/")).text


async def test_a_form_whose_token_is_gone_is_kept_and_one_of_another_site_is_not(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await opened(browser_of, huoi_co.dan)
    form = f"/households/{huoi_co.an.id}/visits"

    for by, kept in ((rejected_forms.signature(huoi_co.dan.id), True), (f"{huoi_co.dan.id}.forged", False)):
        answer = await browser.post(form, data={rejected_forms.BY: by, "note": f"{WORDS} {kept}"})
        assert answer.status_code == 403
        assert WORDS not in answer.text
        assert (f"{WORDS} {kept}" in unescape((await browser.get("/typed")).text)) is kept


async def test_words_beside_a_photo_are_kept_too(huoi_co: World, browser_of: Any) -> None:
    browser = await opened(browser_of, huoi_co.dan)
    browser.cookies.delete("s")
    fields = {
        rejected_forms.BY: rejected_forms.signature(huoi_co.dan.id),
        "note": WORDS,
        "_csrf_token": browser.token,
    }

    answer = await browser.post(
        f"/households/{huoi_co.an.id}/visits", data=fields, files={"photo": ("a.jpg", b"\xff\xd8" * 500)}
    )

    assert answer.status_code == 401
    text = unescape((await (await opened(browser_of, huoi_co.dan)).get("/typed")).text)
    assert WORDS in text
    assert "chọn lại" in text


def in_pieces(body: bytes) -> Any:
    """Without its length said before: the office learns it while it reads."""

    async def pieces() -> Any:
        for start in range(0, len(body), 60_000):
            yield body[start : start + 60_000]

    return pieces()


NOT_KEPT = "không giữ được"


@pytest.mark.parametrize("said", [True, False], ids=["length said", "in pieces"])
async def test_of_a_form_that_is_too_long_the_short_words_are_kept_and_the_rest_is_told(
    huoi_co: World, browser_of: Any, said: bool
) -> None:
    clerk = await opened(browser_of, huoi_co.clerk)
    fields = (await page_of(clerk)) | {"name": WORDS, "note": "dài quá " * 60_000, "place": "Huồi Cọ"}
    body = urlencode(fields).encode()
    kind = {"content-type": "application/x-www-form-urlencoded"}

    answer = await clerk.post("/members/new", content=body if said else in_pieces(body), headers=kind)

    assert answer.status_code == 413 and 'href="/typed"' in answer.text
    text = unescape((await clerk.get("/typed")).text)
    assert WORDS in text and NOT_KEPT in text
    assert "dài quá dài" not in text and "Huồi Cọ" not in text


async def test_of_a_form_whose_photo_is_too_big_every_word_is_kept(huoi_co: World, browser_of: Any) -> None:
    browser = await opened(browser_of, huoi_co.dan)
    path = f"/households/{huoi_co.an.id}/visits"
    fields = (await page_of(browser)) | {"met": "1", "note": WORDS, "on": "1/12/2026"}
    files = {"photo": ("a.jpg", b"\xff\xd8" * 5_500_000, "image/jpeg")}

    answer = await browser.post(path, data=fields, files=files)

    assert answer.status_code == 413
    text = unescape((await browser.get("/typed")).text)
    assert WORDS in text and 'value="1/12/2026"' in text
    assert "chọn lại" in text and NOT_KEPT not in text


async def test_of_a_form_that_cannot_be_read_to_its_end_the_words_are_kept(
    huoi_co: World, browser_of: Any
) -> None:
    browser = await opened(browser_of, huoi_co.dan)
    fields = (await page_of(browser)) | {"note": WORDS}
    parts = [
        f'--x\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields
    ]
    odd = '--x\r\ncontent-disposition: form-data; name="on"\r\ncontent-type: text/plain; charset=none\r\n\r\n1\r\n--x--\r\n'

    answer = await browser.post(
        f"/households/{huoi_co.an.id}/visits",
        content="".join([*parts, odd]).encode(),
        headers={"content-type": "multipart/form-data; boundary=x"},
    )

    assert answer.status_code == 400 and 'href="/typed"' in answer.text
    assert WORDS in unescape((await browser.get("/typed")).text)


async def test_a_long_form_that_is_taken_is_taken_whole(huoi_co: World, browser_of: Any) -> None:
    """What is looked at before the page reads it is there for the page too."""
    browser = await opened(browser_of, huoi_co.dan)
    path, op = f"/households/{huoi_co.an.id}/visits", "AAAAAAAAAAA"
    shown = hidden((await browser.get(f"{path}/new")).text)
    fields = shown | {"op": op, "met": "1", "note": WORDS, "filler": "x" * 600_000}

    answer = await browser.post(path, data=fields)

    assert answer.status_code == 303
    assert (await Visit.get()).note == WORDS


def test_nothing_is_typed_behind_a_file() -> None:
    """So that whatever of a file does not come, all words came before it. Whether the family agrees is asked anew."""
    photo = Path("templates/attachments/_add.html").read_text()
    seen = 0
    for template in Path("templates").rglob("*.html"):
        text = template.read_text().replace('{% include "attachments/_add.html" %}', photo)
        for form in re.findall(r'<form method="post".*?</form>', text, re.DOTALL):
            _, file, behind = re.sub(r"{#.*?#}", "", form, flags=re.DOTALL).partition('type="file"')
            behind = re.sub(r'f\.choices\(form, "agreed"', "", behind)
            assert not file or not re.search(r"<textarea|<select|<input|f\.(field|choices)\(", behind), (
                template
            )
            seen += bool(file)
    assert seen >= 7


async def test_kept_words_are_sealed_few_and_go_after_a_day(app: Litestar, huoi_co: World) -> None:
    for number in range(rejected_forms.MANY + 3):
        assert rejected_forms.keep(
            huoi_co.dan.id, rejected_forms.Words("/x", [("note", f"{WORDS} {number}")])
        )
    folder = settings().data / "typed" / huoi_co.dan.id
    files = list(folder.iterdir())

    assert len(files) == rejected_forms.MANY
    assert not any(b"note" in file.read_bytes() for file in files)
    assert {file.stat().st_mode & 0o077 for file in files} == {0}
    for file in files:
        os.utime(file, (time.time() - rejected_forms.LASTS - 1,) * 2)
    assert rejected_forms.kept_for(huoi_co.dan.id) == []
    reset_memory(app)
    assert list(folder.iterdir()) == []


async def test_what_was_kept_can_be_thrown_away_by_who_typed_it(huoi_co: World, browser_of: Any) -> None:
    rejected_forms.keep(huoi_co.dan.id, rejected_forms.Words("/x", [("note", WORDS)]))
    [kept] = rejected_forms.kept_for(huoi_co.dan.id)

    await (await opened(browser_of, huoi_co.en)).send_form(f"/typed/{kept.id}")
    assert rejected_forms.waits(huoi_co.dan.id)
    await (await opened(browser_of, huoi_co.dan)).send_form(f"/typed/{kept.id}")
    assert not rejected_forms.waits(huoi_co.dan.id)


def test_no_field_that_hides_what_is_typed_is_ever_kept() -> None:
    names: set[str] = set()
    for file in Path("templates").rglob("*.html"):
        for tag in re.findall(r"(?:<input|f\.field\()[^>}]*type=\"password\"[^>}]*", file.read_text()):
            names |= set(re.findall(r'name="(\w+)"|f\.field\(\w+, "(\w+)"', tag)[0]) - {""}
    assert "password" in names
    assert all(rejected_forms.SECRET.search(name) for name in names), names
