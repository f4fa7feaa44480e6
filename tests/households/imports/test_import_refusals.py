"""Who may import a list, and what is answered to a file that holds none."""

import pytest

from tests.households.lists import HEAD, NEW, TABLE, compound, imported, xlsx
from tests.support.browsing import wrong_fields
from webapp.accounts.models import Account
from webapp.people.models import OrgUnit
from webapp.register.models import HouseholdImport
from webapp.web.person import Role

ADDRESSES = ("confirmation", "undoing", "rows/0")


@pytest.fixture
async def clerk_next_door(huoi_co, browser_of):
    """Somebody with the same work in another commune of the same installation."""
    other = await OrgUnit.create(kind="commune", name="Xã Bên", commune="elsewhere01")
    account = await Account.create(
        username="vp",
        password_hash="-",
        name="Vi Thị Mo",
        role=Role.COMMUNE_OFFICE,
        unit=other,
        commune=other.id,
    )
    browser = await browser_of(account)
    await browser.get("/sign-in")
    return browser


@pytest.mark.parametrize("who", ["dan", "khoa", "secretary", "viewer"])
async def test_only_the_clerk_imports_lists(huoi_co, browser_of, who):
    browser = await browser_of(getattr(huoi_co, who))

    shown = await browser.get("/households/import")
    sent = await browser.send_form("/households/import", {"list": "x"})

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert await HouseholdImport.all().count() == 0


async def test_a_stranger_is_sent_to_sign_in(huoi_co, browser_of):
    browser = await browser_of(None)

    answer = await browser.get("/households/import")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/households/import")


@pytest.mark.both
async def test_a_clerk_of_another_commune_cannot_tell_that_a_list_exists(clerk_next_door, hand_in):
    seen = await imported(await hand_in(xlsx(TABLE)))

    shown = [
        await clerk_next_door.get(f"/households/import/{seen.id}{part}") for part in ("", "/to-correct.xlsx")
    ]
    sent = [await clerk_next_door.send_form(f"/households/import/{seen.id}/{part}") for part in ADDRESSES]

    assert {answer.status_code for answer in shown + sent} == {404}
    await seen.refresh_from_db()
    assert (seen.confirmed_at, seen.undone_at) == (None, None)
    assert seen.report["counts"] == {"new": 2, "wrong": 1, "duplicate": 0}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp trống."),
        (b"%PDF-1.7", "không phải bảng tính"),
        (b"PK\x03\x04 broken", "Không đọc được"),
        (compound({"EncryptedPackage": b"p" * 3000}), "bằng mật khẩu"),
        (xlsx([["Tên hàng", "Giá"], ["Muối", 5000]]), "dòng tên cột"),
        (b"x" * 5_000_001, "Tệp quá lớn"),
    ],
)
async def test_a_file_without_a_list_comes_back_with_a_sentence(hand_in, content, sentence):
    answer = await hand_in(content)

    assert answer.status_code == 422
    assert sentence in answer.text and wrong_fields(answer) == ["list"]
    assert await HouseholdImport.all().count() == 0


@pytest.mark.both
async def test_a_form_without_a_file_asks_for_one(clerk):
    await clerk.get("/households/import")

    answer = await clerk.post(
        "/households/import", data={"_csrf_token": clerk.token}, files={"list": ("", b"")}
    )

    assert answer.status_code == 422
    assert wrong_fields(answer) == ["list"]


async def test_a_file_far_too_large_is_not_read_to_its_end(hand_in):
    answer = await hand_in(b"x" * 10_100_000)

    assert answer.status_code == 413


async def test_a_name_that_looks_like_markup_is_shown_as_it_is_written(hand_in, clerk):
    evil = [*NEW]
    evil[1] = "<script>alert(1)</script>"

    answer = await hand_in(xlsx([HEAD, evil]), name='"><script>.xlsx')
    preview = await clerk.get(answer.headers["location"])

    assert "<script>alert" not in preview.text and "<script>.xlsx" not in preview.text
    assert "&lt;script&gt;alert" in preview.text


async def test_long_lists_are_shown_fifty_rows_at_a_time(hand_in, clerk):
    names = [f"Lô Văn {a}{b}" for a in "BCDGHKLMNT" for b in ("an", "ao", "inh", "ong", "ung", "uyên")]
    answer = await hand_in(
        xlsx([HEAD, *([n, name, "Huồi Cọ", "", 4, ""] for n, name in enumerate(names, 1))])
    )

    first = await clerk.get(f"{answer.headers['location']}?show=new")
    second = await clerk.get(f"{answer.headers['location']}?show=new&page=2")
    beyond = await clerk.get(f"{answer.headers['location']}?show=new&page=999")

    assert first.text.count("Lô Văn") == 50
    assert second.text.count("Lô Văn") == beyond.text.count("Lô Văn") == 10


async def test_the_lines_left_out_are_named(hand_in, clerk):
    answer = await hand_in(xlsx([["DANH SÁCH HỘ"], HEAD, NEW, ["Cộng Huồi Cọ"], [], ["", "Người lập biểu"]]))

    preview = await clerk.get(f"{answer.headers['location']}?show=skipped")

    for words in ("DANH SÁCH HỘ", "Cộng Huồi Cọ", "Người lập biểu", "Dòng cộng", "Phần ký tên"):
        assert words in preview.text
