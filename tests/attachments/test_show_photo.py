"""A photo is opened only for its record, drawn anew, and shown to whoever may see the record, to nobody else."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.attachments.sending import GPS, MAKER, Sealed, Sender, mp4, picture, sealed, webm
from tests.attachments.show_photo import bomb, gif, visit_with
from tests.submissions.measures import a_day_passes
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.attachments import files
from webapp.attachments.models import Attachment, Blob, Stage
from webapp.audit.models import Reading
from webapp.concerns.models import Concern
from webapp.register.models import Consent
from webapp.submissions.intake import quota

ON_ITS_WAY = "ảnh đang trên đường"


async def state_of(file: Sealed) -> tuple[str, str]:
    blob = await Blob.get(id=file.id)
    return blob.state, blob.code


async def test_the_page_says_that_it_is_on_its_way_until_it_is_there(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    file = sealed(sender.phone, picture())
    await visit_with(sender, huoi_co.an, file)
    dan, clerk = await browser_of(huoi_co.dan), await browser_of(huoi_co.clerk)
    here = f"/households/{huoi_co.an.id}"
    assert ON_ITS_WAY in (await dan.get(here)).text
    assert (await dan.get(f"/attachments/{file.id}")).status_code == 404

    await sender.send(file)

    assert ON_ITS_WAY not in (await dan.get(here)).text
    assert f'href="/attachments/{file.id}/page"' in (await dan.get(here)).text
    assert f'src="/attachments/{file.id}"' in (await clerk.get(here)).text
    assert "<img" not in (await dan.get(here)).text, "a phone loads it only when somebody asks"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
async def test_what_is_shown_is_drawn_anew_without_a_word_beside_it(
    sender: Sender, huoi_co: World, browser_of: Any, format_: str
) -> None:
    photo = picture(2000, 1000, format_=format_)
    assert MAKER.encode() in photo
    file = sealed(sender.phone, photo, f"image/{format_.lower()}")
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)

    answer = await (await browser_of(huoi_co.clerk)).get(f"/attachments/{file.id}")

    assert (await Reading.filter(digest=None).values_list("household", flat=True)) == [huoi_co.an.id]
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (1280, 640), {})
    assert not shown.getexif().get_ifd(GPS)
    assert MAKER.encode() not in answer.content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith('inline; filename="')
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == (
        "nosniff",
        "no-store",
    )
    # On the disk nobody finds a picture, neither the one that came nor the one that is shown.
    assert not files.coming(file.id).exists()
    assert b"JFIF" not in files.kept(file.id).read_bytes()


async def test_who_may_not_see_the_household_finds_nothing(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    file = sealed(sender.phone, picture())
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)

    seen = {}
    for name in ("dan", "en", "khoa", "clerk", "secretary", "viewer"):
        answer = await (await browser_of(getattr(huoi_co, name))).get(f"/attachments/{file.id}")
        seen[name] = answer.status_code
    assert seen == {"dan": 200, "en": 404, "khoa": 200, "clerk": 200, "secretary": 200, "viewer": 403}
    stranger = await (await browser_of(None)).get(f"/attachments/{file.id}")
    assert stranger.status_code == 303


async def test_it_is_opened_only_when_a_submission_of_its_own_phone_names_it(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    file = sealed(sender.phone, picture())
    await sender.send(file)
    assert await state_of(file) == (Stage.WHOLE, "")
    en = Sender(await enrolled(huoi_co.en), sender.browser)
    await visit_with(en, huoi_co.canh, file)
    assert await state_of(file) == (Stage.WHOLE, "")
    assert not await Attachment.exists()

    await visit_with(sender, huoi_co.an, file)

    assert await state_of(file) == (Stage.KEPT, "")
    assert (await (await browser_of(huoi_co.dan)).get(f"/attachments/{file.id}")).status_code == 200


async def test_it_is_opened_too_when_its_record_waited_for_another_day(
    sender: Sender, huoi_co: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "A_DAY", 0)
    file = sealed(sender.phone, picture())
    await sender.send(file)
    sender.phone.write(1, huoi_co.an.id, [1], files=[file.named])
    await sender.phone.exchange(sender.browser)
    assert await state_of(file) == (Stage.WHOLE, "")

    await a_day_passes()
    monkeypatch.setattr(quota, "A_DAY", 1)
    await sender.phone.exchange(sender.browser, [])

    assert await state_of(file) == (Stage.KEPT, "")


async def test_of_somebody_elses_household_it_is_not_opened(sender: Sender, huoi_co: World) -> None:
    file = sealed(sender.phone, picture())
    sender.phone.write(1, huoi_co.canh.id, [1], files=[file.named])
    await sender.phone.exchange(sender.browser)
    assert (sender.phone.receipts[1].status, sender.phone.receipts[1].code) == (3, "scope")

    await sender.send(file)

    assert await state_of(file) == (Stage.WHOLE, "")


async def test_of_a_family_that_did_not_agree_no_photo_is_kept(sender: Sender, huoi_co: World) -> None:
    await Consent.create(
        household=huoi_co.an, answer="refused", asked_on="2026-01-01", commune=huoi_co.an.commune
    )
    file = sealed(sender.phone, picture())
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)

    assert not await Attachment.exists()
    assert await state_of(file) == (Stage.WHOLE, "")


@pytest.mark.parametrize(
    "wrong",
    [
        [["x", 1, "image/jpeg"]],
        [["A" * 43, 0, "image/jpeg"]],
        [["A" * 43, 2_000_001, "image/jpeg"]],
        [["A" * 43, 9, "text/html"]],
        [["A" * 43, 9]],
        [["A" * 43, 9, "image/jpeg"]] * 5,
        "A",
        {"A": 1},
    ],
)
async def test_names_that_cannot_be_meant_are_put_aside(sender: Sender, huoi_co: World, wrong: Any) -> None:
    sender.phone.write(1, huoi_co.an.id, [1], files=wrong)
    await sender.phone.exchange(sender.browser)
    assert (sender.phone.receipts[1].status, sender.phone.receipts[1].code) == (3, "form")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: b"", "kind"),
        (lambda: b"<!doctype html><script>1</script>", "kind"),
        (lambda: b"\xff\xd8\xff" + b"JFIF" * 900, "kind"),
        (lambda: picture(noise=True)[:9000], "kind"),
        (lambda: picture(format_="PNG")[:700], "kind"),
        (gif, "kind"),
        (bomb, "pixels"),
        (lambda: picture(2001, 2000), "pixels"),
        (lambda: webm(), "kind"),
    ],
    ids=[
        "empty",
        "page",
        "only a mark",
        "cut jpeg",
        "cut png",
        "gif",
        "bomb",
        "4 million and more",
        "sound",
    ],
)
async def test_what_is_no_photo_is_refused(sender: Sender, huoi_co: World, content: Any, code: str) -> None:
    file = sealed(sender.phone, content())
    assert len(file.bytes) < 2_000_000
    await visit_with(sender, huoi_co.an, file)

    answer = await sender.send(file)

    assert (answer.status_code, answer.text) == (410, code)
    assert await state_of(file) == (Stage.REFUSED, code)
    assert not files.kept(file.id).exists()


async def test_four_million_points_are_drawn(sender: Sender, huoi_co: World) -> None:
    file = sealed(sender.phone, picture(2000, 2000))
    await visit_with(sender, huoi_co.an, file)
    assert (await sender.send(file)).status_code == 204


async def test_what_was_sealed_for_somebody_else_or_is_of_another_size_is_refused(
    sender: Sender, huoi_co: World
) -> None:
    other = await enrolled(huoi_co.en)
    file = sealed(other, picture())
    await visit_with(sender, huoi_co.an, file)
    assert (await sender.send(file)).text == "seal"

    small = sealed(sender.phone, picture(50, 50))
    await sender.send(small)
    sender.phone.write(1, huoi_co.an.id, [1], files=[[small.id, len(small.bytes) + 1, small.type]])
    await sender.phone.exchange(sender.browser)
    assert await state_of(small) == (Stage.REFUSED, "size")


SOUNDS = [
    (webm, "audio/webm", ""),
    (lambda: webm(60), "audio/webm", ""),
    (mp4, "audio/mp4", ""),
    (lambda: mp4(62), "audio/mp4", ""),
    (lambda: webm(63), "", "length"),
    (lambda: mp4(63), "", "length"),
    (lambda: webm(4, filler=99_900), "audio/webm", ""),
    (lambda: webm(4, filler=100_000), "", "size"),
    (lambda: webm(codec=b"V_VP8", sort=1), "", "kind"),
    (lambda: webm(tracks=2), "", "kind"),
    (lambda: mp4(handler=b"vide"), "", "kind"),
    (lambda: mp4(entry=b"avc1"), "", "kind"),
    (lambda: webm()[:-3], "", "kind"),
    (lambda: b"\x1a\x45\xdf\xa3" + bytes(400), "", "kind"),
    (lambda: b"\x1a\x45\xdf\xa3" + b"\x18\x53\x80\x67\xff" * 90_000, "", "kind"),
    (lambda: b"ID3" + bytes(400), "", "kind"),
    (picture, "", "kind"),
]


@pytest.mark.parametrize(("content", "type_", "code"), SOUNDS)
async def test_a_spoken_note_is_one_sound_of_a_minute(
    sender: Sender, huoi_co: World, content: Any, type_: str, code: str
) -> None:
    file = sealed(sender.phone, content(), "audio/webm")
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)
    blob = await Blob.get(id=file.id)
    assert (blob.type, blob.code) == (type_, code)


async def test_a_spoken_note_is_played_by_the_branch_and_kept_from_the_office(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    file = sealed(sender.phone, webm(), "audio/webm")
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)

    dan = await browser_of(huoi_co.dan)
    answer = await dan.get(f"/attachments/{file.id}")
    assert (answer.headers["content-type"], answer.content) == ("audio/webm", webm())
    assert answer.headers["content-disposition"].startswith("attachment")
    page = await dan.get(f"/households/{huoi_co.an.id}")
    assert (
        f'<audio controls controlslist="nodownload" preload="none" src="/attachments/{file.id}"' in page.text
    )
    assert "media-src 'self'" in page.headers["content-security-policy"]
    clerk = await browser_of(huoi_co.clerk)
    assert (await clerk.get(f"/attachments/{file.id}")).status_code == 404
    assert "<audio" not in (await clerk.get(f"/households/{huoi_co.an.id}")).text


async def test_of_a_concern_it_is_shown_to_whoever_may_see_the_concern(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    shown, hidden = sealed(sender.phone, picture()), sealed(sender.phone, picture(300, 300))
    for category, file in ((2, shown), (14, hidden)):
        sender.phone.write(2, huoi_co.an.id, [category, 2, "Cầu gãy", None, None, [1]], files=[file.named])
        await sender.phone.exchange(sender.browser)
        await sender.send(file)
    concern = await Concern.get(category=2)

    clerk, secretary = await browser_of(huoi_co.clerk), await browser_of(huoi_co.secretary)
    assert f"/attachments/{shown.id}" in (await clerk.get(f"/concerns/{concern.id}")).text
    found = [(await clerk.get(f"/attachments/{file.id}")).status_code for file in (shown, hidden)]
    assert found == [200, 404]
    assert (await secretary.get(f"/attachments/{hidden.id}")).status_code == 200


async def test_a_file_opened_by_itself_is_shown_inside_a_page_that_can_lock(
    sender: Sender, huoi_co: World, browser_of: Any
) -> None:
    file = sealed(sender.phone, picture())
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)
    dan, en = await browser_of(huoi_co.dan), await browser_of(huoi_co.en)

    bare = await dan.get(f"/attachments/{file.id}", headers={"sec-fetch-mode": "navigate"})
    assert (bare.status_code, bare.headers["location"]) == (303, f"/attachments/{file.id}/page")
    shown = await dan.get(bare.headers["location"])
    assert f'<img src="/attachments/{file.id}"' in shown.text
    assert 'id="boot"' in shown.text
    assert (await en.get(bare.headers["location"])).status_code == 404
