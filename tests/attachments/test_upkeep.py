"""What nobody names goes after 30 days, what is erased goes at once, and a backup and a rebuild keep the rest."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.attachments.sending import Sealed, Sender, picture, sealed
from tests.attachments.show_photo import visit_with
from tests.safekeeping.backup import elsewhere, office
from tests.support.phone import enrolled
from tests.support.world import World, build_world
from webapp.attachments import files
from webapp.attachments.lifecycle import open_file
from webapp.attachments.models import Attachment, Blob, Stage
from webapp.safekeeping.backup import write_backup
from webapp.safekeeping.recovery_key import from_letters, make_recovery_key
from webapp.safekeeping.restore import restore_backup
from webapp.submissions.intake.file_upkeep import remove_unnamed_files, tidy_files
from webapp.submissions.intake.rebuild import projections_checksum, rebuild_from_log
from webapp.submissions.models import StoredSubmission
from webapp.submissions.rulings import target_of

pytestmark = pytest.mark.both


@pytest.fixture
def file(sender: Sender) -> Sealed:
    return sealed(sender.phone, picture())


def after(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


async def test_a_file_that_nothing_names_goes_after_thirty_days(
    sender: Sender, file: Sealed, huoi_co: World
) -> None:
    await sender.send(file)
    half = sealed(sender.phone, picture(90, 90))
    await sender.begin(half)
    await sender.add(half, 0, half.bytes[:50])
    named = sealed(sender.phone, picture(80, 80))
    await visit_with(sender, huoi_co.an, named)
    await sender.send(named)

    await remove_unnamed_files(huoi_co.commune.id, after(29.9))
    assert await Blob.all().count() == 3
    await remove_unnamed_files(huoi_co.commune.id, after(30.1))

    assert [blob.id for blob in await Blob.all()] == [named.id]
    assert [path.name for path in files.folder().iterdir()] == [f"{named.id}.kept"]
    assert (await sender.ask(file)).status_code == 404


async def test_what_a_person_may_still_take_in_keeps_its_files(
    sender: Sender, file: Sealed, huoi_co: World, browser_of: Any
) -> None:
    sender.phone.write(1, huoi_co.canh.id, [1], files=[file.named])
    await sender.phone.exchange(sender.browser)
    await sender.send(file)

    await remove_unnamed_files(huoi_co.commune.id, after(60))
    assert (await Blob.get(id=file.id)).state == Stage.WHOLE

    clerk = await browser_of(huoi_co.clerk)
    await clerk.get("/put-aside")
    target = target_of(await StoredSubmission.get(device_id__not="", status=3))
    answer = await clerk.send_form(
        "/put-aside", {"verdict": "admit", "reason": "Đã đổi người", "targets": target, "code": "scope"}
    )
    assert answer.status_code == 303, answer.text
    assert (await Blob.get(id=file.id)).state == Stage.KEPT


async def test_files_that_no_row_knows_go_after_a_day(sender: Sender, file: Sealed, huoi_co: World) -> None:
    await sender.send(file)
    for name in ("A" * 43, "B" * 43 + ".kept", file.id + ".new"):
        (files.folder() / name).write_bytes(b"1")
        os.utime(files.folder() / name, (time.time() - 90_000,) * 2)
    (files.folder() / ("C" * 43)).write_bytes(b"1")

    await remove_unnamed_files(huoi_co.commune.id)

    assert {path.name for path in files.folder().iterdir()} == {file.id, "C" * 43}


async def test_erasing_a_record_takes_its_photo_away_for_good(
    sender: Sender, file: Sealed, huoi_co: World, browser_of: Any
) -> None:
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)
    late = sealed(sender.phone, picture(70, 70))
    await visit_with(sender, huoi_co.an, late)
    clerk = await browser_of(huoi_co.clerk)
    await clerk.get(f"/households/{huoi_co.an.id}/erasure")

    wish = {
        "household": huoi_co.an.id,
        "which": "all",
        "reason": "Gia đình xin xoá",
        "sure": "1",
        "op": "AAAAAAAAAAA",
    }
    assert (await clerk.send_form("/erasures", wish)).status_code == 303

    assert not await Attachment.exists()
    assert list(files.folder().iterdir()) == []
    assert (await clerk.get(f"/attachments/{file.id}")).status_code == 404
    for one in (file, late):
        assert (await sender.begin(one)).status_code == 410
        assert (await sender.ask(one)).status_code == 410


async def test_a_crash_before_the_last_step_is_made_good_at_the_start(
    sender: Sender, file: Sealed, huoi_co: World
) -> None:
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)
    # All is on disk, the row is not written yet.
    files.write_at(file.id, 0, file.bytes)
    await Blob.filter(id=file.id).update(state=Stage.WHOLE)

    await tidy_files(huoi_co.commune.id)

    assert (await Blob.get(id=file.id)).state == Stage.KEPT
    assert not files.coming(file.id).exists()


async def test_a_rebuild_makes_the_same_names_again(
    sender: Sender, file: Sealed, huoi_co: World, browser_of: Any
) -> None:
    await visit_with(sender, huoi_co.an, file)
    await sender.send(file)
    before = await projections_checksum(huoi_co.commune.id)

    await rebuild_from_log(check=False)

    assert await projections_checksum(huoi_co.commune.id) == before
    assert (await (await browser_of(huoi_co.dan)).get(f"/attachments/{file.id}")).status_code == 200


async def test_a_backup_brings_photos_back_and_the_phone_goes_on(
    environment: None,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    key = make_recovery_key()
    async with office() as browser:
        world = await build_world()
        sender = Sender(await enrolled(world.dan), browser)
        file, half = sealed(sender.phone, picture()), sealed(sender.phone, picture(600, 600, noise=True))
        await visit_with(sender, world.an, file)
        await sender.send(file)
        await sender.begin(half)
        await sender.add(half, 0, half.bytes[:50])
        target = await write_backup(tmp_path / "copy.backup")
        await sender.add(half, 50, half.bytes[50:99])

    await elsewhere("sqlite", tmp_path, monkeypatch, request)
    await restore_backup(target, from_letters(key))

    async with office() as browser:
        sender.browser = browser
        assert open_file(await Blob.get(id=file.id))[:3] == b"\xff\xd8\xff"
        assert (await sender.ask(half)).headers["upload-offset"] == "50"
        assert (await sender.send(half)).status_code == 204
        assert files.coming(half.id).read_bytes() == half.bytes


async def test_a_file_that_goes_while_a_backup_is_written_does_not_spoil_it(
    sender: Sender, file: Sealed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sender.send(file)
    make_recovery_key()
    real = Path.rglob

    def with_one_that_went(self: Path, pattern: str) -> Any:
        return [*real(self, pattern), *([self / "gone"] if self.name == "blobs" else [])]

    monkeypatch.setattr(Path, "rglob", with_one_that_went)
    monkeypatch.setattr(Path, "is_file", lambda self: True if self.name == "gone" else os.path.isfile(self))
    assert (await write_backup(tmp_path / "copy.backup")).stat().st_size > 1000
