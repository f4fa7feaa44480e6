"""After a restore the phones bring what the backup lacks, the newest phones too, and closed ones stay closed."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync import parcel, seal
from sync.envelope import from_text, to_text
from sync.ranges import Ranges
from tests.conftest import started
from tests.safekeeping.backup import offer_again, office, same, work
from tests.support.phone import Phone, post
from tests.support.world import World, build_world
from webapp.accounts.enrolment.phone_keys import PhoneKeys
from webapp.accounts.enrolment.rules import enrol_phone, hand_out_slip
from webapp.accounts.models import Device
from webapp.accounts.revocation import close_phone
from webapp.app import create_app
from webapp.core.database.db import open_database
from webapp.core.keys import office_point
from webapp.core.labels import LABELS
from webapp.people.models import Member
from webapp.safekeeping import backup
from webapp.submissions.intake import rebuild
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


async def enrolled_by_slip(member: Member) -> Phone:
    slip, _ = await hand_out_slip(member, by="Hà Thị Ơn")
    phone = Phone(b"", seal.DeviceKey.generate(), office_point())
    keys = PhoneKeys(phone.key.public, phone.reading.public, phone.receive.public, bytes(32))
    phone.device = from_text((await enrol_phone(slip, keys, label="máy mới")).id)
    return phone


async def test_every_phone_refills_a_restored_office_at_its_next_contact(
    database_url: str, tmp_path: Path, restore_elsewhere: Any
) -> None:
    """T-21: phones from before and after the backup, what was acknowledged and what was not, each exactly once."""
    async with office() as browser:
        world = await build_world()
        old = await enrolled_by_slip(world.dan)
        await work(old, world, ["trước"])
        await old.exchange(browser)
        file = await backup.write_backup(tmp_path / "away" / "kept.backup")
        await work(old, world, ["sau"])
        await old.exchange(browser)
        new, lost = await enrolled_by_slip(world.dan), await enrolled_by_slip(world.dan)
        await work(new, world, ["máy mới một", "máy mới hai"])
        await new.exchange(browser)
        await close_phone(await Device.get(sign_key=lost.key.public), "lost")
        await backup.write_backup(tmp_path / "away" / "cut.backup")
    (tmp_path / "away" / "cut.backup").unlink()

    await restore_elsewhere(file, same(database_url))

    async with office() as browser:
        for phone in (old, new):
            await offer_again(phone, browser)
            assert {receipt.status for receipt in phone.receipts.values()} == {1}
        await work(lost, world, ["của kẻ nhặt được máy"])
        reply = await lost.exchange(browser)
        assert reply.welcome.wipe and lost.receipts[1].status == 3
        assert {visit.note for visit in await Visit.all()} == {"trước", "sau", "máy mới một", "máy mới hai"}
        assert await rebuild.rebuild_from_log(check=True) == 0


async def offer_above_high(phone: Phone, browser: Any) -> None:
    """What static/answer.js does that meets another incarnation: it asks for nothing that was accepted."""
    before = phone.incarnation
    reply = await phone.exchange(browser, [])
    assert reply.welcome.incarnation != before
    await phone.exchange(browser, [one for one in phone.outbox if one.seq > reply.welcome.high])


async def test_what_was_signed_only_after_the_backup_is_offered_again(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest, restore_elsewhere: Any
) -> None:
    """T-21: the backup holds it without a signature, for a request was cut; the phone has heard since that it counts."""
    async with office() as browser:
        world = await build_world()
        phone = await enrolled_by_slip(world.dan)
        await work(phone, world, ["trước"])
        await phone.exchange(browser)
        await work(phone, world, ["bị cắt", "cũng bị cắt"])
        cut = parcel.request(LABELS, phone.hello(), phone.key, phone.outbox[1:], deflate=False)[:-68]
        await post(browser, cut)
        assert await StoredSubmission.filter(code="unsigned").count() == 2
        file = await backup.write_backup(tmp_path / "away" / "kept.backup")
        await phone.exchange(browser)
        assert {receipt.status for receipt in phone.receipts.values()} == {1}

    await restore_elsewhere(file, same(database_url))

    async with office() as browser:
        device = await Device.get(kind="phone")
        assert device.received == "1"
        assert str(Ranges.parse(device.received).missing(3)) == "2-3"
        await offer_above_high(phone, browser)
        assert {visit.note for visit in await Visit.all()} == {"trước", "bị cắt", "cũng bị cắt"}
        assert await StoredSubmission.all().count() == 3
        assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_phone_known_from_the_journal_alone_gets_the_share_it_was_given(
    database_url: str, tmp_path: Path, restore_elsewhere: Any
) -> None:
    """§2.11: for the device's whole life; with another one the right PIN opens nothing."""
    async with office() as browser:
        world = await build_world()
        await enrolled_by_slip(world.khoa)
        file = await backup.write_backup(tmp_path / "away" / "kept.backup")
        phone, older = await enrolled_by_slip(world.dan), await enrolled_by_slip(world.dan)
        phone.extras, older.extras = {"share": 1}, {"share": 1}
        given = (await phone.exchange(browser)).share
        assert len(given) == 32 and given != (await older.exchange(browser)).share
        await backup.write_backup(tmp_path / "away" / "cut.backup")
    (tmp_path / "away" / "cut.backup").unlink()
    enrolled_by_an_older_release(tmp_path / "away" / "journal.jsonl", older)

    await restore_elsewhere(file, same(database_url))

    async with office() as browser:
        assert (await phone.exchange(browser)).share == given
        # What was random is gone: rather none than a wrong one, and all else goes on.
        await work(older, world, ["máy cũ"])
        reply = await older.exchange(browser)
        assert (reply.share, older.receipts[1].status) == (b"", 1)


def enrolled_by_an_older_release(journal: Path, phone: Phone) -> None:
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for fact in lines:
        if fact.get("device") == to_text(phone.device):
            del fact["share"]
    journal.write_text("".join(json.dumps(fact, separators=(",", ":")) + "\n" for fact in lines))


async def test_projections_made_again_from_the_log_are_the_same_to_the_byte(
    database_url: str, tmp_path: Path, restore_elsewhere: Any
) -> None:
    """T-25, T-23: what the register shows is what the log says, before a backup and after its restore."""
    async with office() as browser:
        world: World = await build_world()
        phone = await enrolled_by_slip(world.dan)
        await work(phone, world, ["một", "hai", "ba"])
        phone.write(2, world.an.id, [1, 2, "Giếng cạn", None, None, 1])
        phone.write(3, world.an.id, [6, 5, "", "0912345678", "", ""])
        await phone.exchange(browser)
        commune = world.commune.id
        before = await rebuild.projections_checksum(commune)
        assert await rebuild.rebuild_from_log(check=False) == 0
        assert await rebuild.projections_checksum(commune) == before
        await Visit.filter(note="hai").update(note="khác")
        assert await rebuild.rebuild_from_log(check=True) == 1
        await rebuild.rebuild_from_log(check=False)
        assert await rebuild.projections_checksum(commune) == before
        file = await backup.write_backup(tmp_path / "away" / "kept.backup")

    url = await restore_elsewhere(file, same(database_url))
    async with open_database(url):
        assert await rebuild.projections_checksum(commune) == before
        assert await rebuild.rebuild_from_log(check=True) == 0
        assert await StoredSubmission.all().count() == 5


async def test_the_journal_opens_nothing_by_itself(letters: str, tmp_path: Path) -> None:
    """A copy of it beside a backup may get into wrong hands: no half of a key that is not public is in it."""
    application: Any = create_app()
    async with started(application):
        world = await build_world()
        await enrolled_by_slip(world.dan)
        device = await Device.get(kind="phone")
        await backup.write_backup(tmp_path / "away" / "kept.backup")

    for line in (tmp_path / "away" / "journal.jsonl").read_text().splitlines():
        assert bytes(device.share).hex() not in line and world.dan.full_name not in line
