"""A sealed file comes in pieces over any number of cuts, by the rules of tus 1.0, and within the day's limits."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.blobs import SIZE_MAX
from tests.attachments.sending import Sealed, Sender, path, picture, sealed
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.attachments import files
from webapp.attachments.models import Blob, Stage


@pytest.fixture
def file(sender: Sender) -> Sealed:
    return sealed(sender.phone, picture(400, 300, noise=True))


async def test_a_file_is_begun_with_its_length_and_continued_where_it_ended(
    sender: Sender, file: Sealed
) -> None:
    begun = await sender.begin(file)
    assert (begun.status_code, begun.headers["location"]) == (201, path(file))
    assert begun.headers["tus-resumable"] == "1.0.0"

    added = await sender.add(file, 0, file.bytes[:1000])
    assert (added.status_code, added.headers["upload-offset"]) == (204, "1000")
    asked = await sender.ask(file)
    assert (asked.status_code, asked.headers["upload-offset"], asked.headers["upload-length"]) == (
        200,
        "1000",
        str(len(file.bytes)),
    )
    assert asked.content == b""
    # Beginning again is no harm: the phone may not have heard the first answer.
    assert (await sender.begin(file)).headers["upload-offset"] == "1000"

    assert (await sender.send(file)).status_code == 204
    assert files.coming(file.id).read_bytes() == file.bytes
    assert (await Blob.get(id=file.id)).state == Stage.WHOLE


async def test_a_wrong_offset_is_told_the_true_one_and_changes_nothing(sender: Sender, file: Sealed) -> None:
    await sender.begin(file)
    await sender.add(file, 0, file.bytes[:1000])

    for offset in (0, 999, 1001):
        answer = await sender.add(file, offset, file.bytes[offset : offset + 10])
        assert (answer.status_code, answer.headers["upload-offset"]) == (409, "1000")
    assert (await sender.ask(file)).headers["upload-offset"] == "1000"


async def test_a_piece_with_a_wrong_checksum_is_not_taken(sender: Sender, file: Sealed) -> None:
    await sender.begin(file)
    wrong = f"sha256 {b64encode(hashlib.sha256(b'other').digest()).decode()}"

    assert (await sender.add(file, 0, file.bytes[:100], checksum=wrong)).status_code == 460
    assert (await sender.add(file, 0, file.bytes[:100], checksum="md5 xxxx")).status_code == 400
    assert (await sender.ask(file)).headers["upload-offset"] == "0"


async def test_more_than_was_announced_is_refused(sender: Sender, file: Sealed) -> None:
    await sender.begin(file)

    answer = await sender.add(file, 0, file.bytes + b"1")

    assert (answer.status_code, answer.headers["tus-max-size"]) == (413, str(SIZE_MAX))


async def test_other_rules_than_ours_are_refused(sender: Sender, file: Sealed) -> None:
    head = sender.head(file)
    other = await sender.browser.head(path(file), headers=head | {"tus-resumable": "0.2.2"})
    assert (other.status_code, other.headers["tus-version"]) == (412, "1.0.0")
    assert (await sender.ask(file)).status_code == 404
    await sender.begin(file)
    plain = await sender.browser.patch(path(file), headers=head | {"upload-offset": "0"}, content=b"1")
    assert plain.status_code == 415
    assert (await sender.browser.post(path(file), headers=head)).status_code == 400


async def test_a_second_request_ends_the_first(sender: Sender, file: Sealed) -> None:
    """T-55: a phone that asks again has given up what it asked before; the offset never falls."""
    await sender.begin(file)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield file.bytes[:500]
        begun.set()
        await go_on.wait()

    first = asyncio.ensure_future(sender.add(file, 0, slowly(), checksum=None))
    await begun.wait()
    second = await asyncio.wait_for(sender.add(file, 0, file.bytes[:800]), 5)
    go_on.set()
    ended = await first

    reached = int((await sender.ask(file)).headers["upload-offset"])
    assert {ended.status_code, second.status_code} <= {204, 409}
    assert reached in (500, 800)
    assert (await sender.send(file)).status_code == 204


@pytest.mark.both
async def test_bytes_that_are_not_what_their_name_says_are_refused_for_good(
    sender: Sender, file: Sealed
) -> None:
    await sender.begin(file)
    altered = bytes([file.bytes[0] ^ 1]) + file.bytes[1:]

    answer = await sender.add(file, 0, altered)

    assert (answer.status_code, answer.text) == (410, "hash")
    assert (await sender.ask(file)).status_code == 410
    assert not files.coming(file.id).exists()


async def test_who_does_not_sign_gets_nothing(sender: Sender, file: Sealed, huoi_co: World) -> None:
    await sender.begin(file)
    head = sender.head(file)
    en = Sender(await enrolled(huoi_co.en), sender.browser)
    device, signature = head["authorization"].split(" ")[1:]
    for wrong in (
        "",
        "Gandan",
        f"Gandan {device} {signature[:-4]}AAAA",
        f"Gandan AAAAAAAAAAA {signature}",
        "Gandan ! !",
    ):
        answer = await sender.browser.head(path(file), headers=head | {"authorization": wrong})
        assert answer.status_code == 403, wrong
    assert (await en.ask(file)).status_code == 403
    assert (await en.begin(file)).status_code == 403
    assert (await en.add(file, 0, b"1")).status_code == 403
    await Device.filter(id=device).update(revoked_at=datetime.now(UTC))
    assert (await sender.add(file, 0, file.bytes[:9])).status_code == 403


def unlike(sender: Sender, number: int) -> Sealed:
    return sealed(sender.phone, b"%d" % number)


async def test_one_file_may_be_two_megabytes_and_not_a_byte_more(sender: Sender, file: Sealed) -> None:
    assert (await sender.begin(file, SIZE_MAX + 1)).status_code == 413
    assert (await sender.begin(file, 0)).status_code == 413
    assert (await sender.begin(file, SIZE_MAX)).status_code == 201


async def test_a_hundred_files_a_day_and_not_one_more(sender: Sender, huoi_co: World) -> None:
    for number in range(100):
        assert (await sender.begin(unlike(sender, number))).status_code == 201, number
    hundred_first = unlike(sender, 100)
    assert (await sender.begin(hundred_first)).status_code == 429
    other = Sender(await enrolled(huoi_co.dan), sender.browser)
    assert (await other.begin(unlike(other, 1))).status_code == 201

    await Blob.all().update(begun_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (await sender.begin(hundred_first)).status_code == 201


async def test_thirty_megabytes_a_day_and_not_a_byte_more(sender: Sender) -> None:
    for number in range(14):
        await sender.begin(unlike(sender, number), SIZE_MAX)
    assert (await sender.begin(unlike(sender, 15), SIZE_MAX - 1)).status_code == 201
    assert (await sender.begin(unlike(sender, 16), 2)).status_code == 429
    assert (await sender.begin(unlike(sender, 17), 1)).status_code == 201
    assert (await sender.begin(unlike(sender, 18), 1)).status_code == 429


async def test_a_full_disk_refuses_photos_first_and_submissions_go_on(
    sender: Sender, file: Sealed, huoi_co: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-19: a reserve of 200 MB is for submissions; a photo hears 507 before it is touched."""

    def free(bytes_: int) -> None:
        usage = type("Usage", (), {"free": bytes_})
        monkeypatch.setattr(files.shutil, "disk_usage", lambda _: usage)

    free(files.RESERVE + len(file.bytes) - 1)
    assert (await sender.begin(file)).status_code == 507
    free(files.RESERVE + len(file.bytes))
    assert (await sender.begin(file)).status_code == 201
    free(files.RESERVE)
    assert (await sender.add(file, 0, file.bytes[:10])).status_code == 507

    sender.phone.write(1, huoi_co.an.id, [1], files=[file.named])
    await sender.phone.exchange(sender.browser)
    assert sender.phone.receipts[1].status == 1

    free(files.RESERVE + 10**9)
    assert (await sender.send(file)).status_code == 204


async def test_a_disk_that_is_full_in_the_middle_of_a_piece_loses_nothing(
    sender: Sender, file: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-19"""
    await sender.begin(file)
    await sender.add(file, 0, file.bytes[:100])
    real = files.write_at

    def full(id_: str, offset: int, piece: bytes) -> None:
        real(id_, offset, piece[:7])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_at", full)
    assert (await sender.add(file, 100, file.bytes[100:200])).status_code == 507
    monkeypatch.setattr(files, "write_at", real)

    assert (await sender.ask(file)).headers["upload-offset"] == "100"
    await sender.send(file)
    assert Path(files.coming(file.id)).read_bytes() == file.bytes


async def test_no_cookie_and_no_form_token_are_needed(sender: Sender, file: Sealed) -> None:
    sender.browser.cookies.clear()
    assert (await sender.send(file)).status_code == 204
    assert "set-cookie" not in (await sender.ask(file)).headers
