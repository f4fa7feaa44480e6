"""Without script a photo comes with the form: the same look into it, kept while the form is put right."""

import re
from typing import Any

import pytest

from tests.attachments.sending import picture
from tests.attachments.show_photo import bomb, gif
from tests.support.browsing import wrong_fields
from tests.support.world import World
from webapp.attachments import files
from webapp.attachments.models import Attachment, Blob, Stage
from webapp.visits.models import Visit

VISIT = {"met": "1", "did": "1", "need": "0", "op": "AAAAAAAAAAA"}
CONCERN = {"category": "2", "severity": "2", "agreed": "1", "op": "AAAAAAAAAAB"}


def photo(content: bytes, name: str = "IMG_1.jpg") -> dict[str, Any]:
    return {"photo": (name, content, "image/jpeg")}


def kept_in(text: str) -> list[str]:
    return re.findall(r'name="photo_kept" value="([\w-]{43})"', text)


async def test_a_photo_comes_with_a_visit_once(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    here = f"/households/{huoi_co.an.id}"
    assert 'href="?photo=1"' in (await dan.get(f"{here}/visits/new")).text, "a form without one stays light"
    form = (await dan.get(f"{here}/visits/new?photo=1")).text
    assert 'enctype="multipart/form-data"' in form and 'capture="environment"' in form
    assert "Không chụp mặt người" in form

    for _ in range(2):
        answer = await dan.send_form(f"{here}/visits", VISIT, files=photo(picture()))
        assert answer.status_code == 303, answer.text

    [row] = await Attachment.all().prefetch_related("blob")
    assert row.record == (await Visit.get()).id
    assert (row.blob.state, row.blob.type, row.blob.by) == (Stage.KEPT, "image/jpeg", huoi_co.dan.id)
    shown = await dan.get(f"/attachments/{row.blob_id}")
    assert shown.content[:3] == b"\xff\xd8\xff"
    assert f"/attachments/{row.blob_id}" in (await dan.get(here)).text


async def test_a_form_without_a_photo_is_as_before(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    await dan.get(f"/households/{huoi_co.an.id}/visits/new")
    answer = await dan.send_form(f"/households/{huoi_co.an.id}/visits", VISIT, files=photo(b"", ""))
    assert answer.status_code == 303
    assert not await Blob.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"MZ" + bytes(900), "không phải ảnh"),
        (gif, "không phải ảnh"),
        (lambda: picture()[:900], "không phải ảnh"),
        (bomb, "quá nhiều điểm ảnh"),
        (lambda: picture() + bytes(2_000_000), "2 MB"),
    ],
)
async def test_what_is_no_photo_is_told_beside_the_form(
    huoi_co: World, browser_of: Any, content: Any, said: str
) -> None:
    dan = await browser_of(huoi_co.dan)
    await dan.get(f"/households/{huoi_co.an.id}/visits/new")

    answer = await dan.send_form(f"/households/{huoi_co.an.id}/visits", VISIT, files=photo(content()))

    assert answer.status_code == 422
    assert said in answer.text and wrong_fields(answer) == ["photo"]
    assert not await Visit.exists()
    assert not await Blob.exists()


@pytest.mark.both
async def test_a_photo_is_kept_while_the_form_is_put_right_and_looked_at_again(
    huoi_co: World, browser_of: Any
) -> None:
    dan = await browser_of(huoi_co.dan)
    there = f"/households/{huoi_co.an.id}/concerns"
    await dan.get(f"{there}/new")
    wrong = await dan.send_form(there, CONCERN | {"agreed": ""}, files=photo(picture()))
    assert wrong.status_code == 422
    [kept] = kept_in(wrong.text)

    check = await dan.send_form(there, CONCERN | {"photo_kept": kept})
    assert (check.status_code, kept_in(check.text)) == (200, [kept])
    done = await dan.send_form(there, CONCERN | {"photo_kept": kept, "checked": "1"})

    assert done.status_code == 303
    assert [row.blob_id for row in await Attachment.all()] == [kept]


async def test_nobody_names_a_photo_of_somebody_else(huoi_co: World, browser_of: Any) -> None:
    dan, en = await browser_of(huoi_co.dan), await browser_of(huoi_co.en)
    await dan.get("/households")
    wrong = await dan.send_form(
        f"/households/{huoi_co.an.id}/visits", VISIT | {"met": ""}, files=photo(picture())
    )
    [kept] = kept_in(wrong.text)

    await en.get("/households")
    taken = await en.send_form(f"/households/{huoi_co.canh.id}/visits", VISIT | {"photo_kept": kept})

    assert taken.status_code == 303
    assert not await Attachment.exists()
    assert (await en.get(f"/attachments/{kept}")).status_code == 404


async def test_a_full_disk_says_so_and_the_visit_goes_on_without(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-19"""
    monkeypatch.setattr(files, "there_is_room_for", lambda size: False)
    dan = await browser_of(huoi_co.dan)
    here = f"/households/{huoi_co.an.id}"
    await dan.get(f"{here}/visits/new")

    refused = await dan.send_form(f"{here}/visits", VISIT, files=photo(picture()))
    assert (refused.status_code, wrong_fields(refused)) == (422, ["photo"])
    assert (await dan.send_form(f"{here}/visits", VISIT)).status_code == 303


async def test_at_a_desk_too_a_person_sends_a_hundred_photos_a_day(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)
    here = f"/households/{huoi_co.an.id}"
    await dan.get(f"{here}/visits/new")
    await dan.send_form(f"{here}/visits", VISIT, files=photo(picture()))
    [one] = await Blob.all()
    columns = {name: getattr(one, name) for name in one._meta.db_fields if name not in ("id", "offset")}
    await Blob.bulk_create([Blob(id=f"{number:043}", **columns) for number in range(98)])

    for expected in (303, 422):
        form = VISIT | {"op": f"AAAAAAAAAA{expected % 10}"}
        answer = await dan.send_form(f"{here}/visits", form, files=photo(picture()))
        assert answer.status_code == expected
    assert wrong_fields(answer) == ["photo"]
