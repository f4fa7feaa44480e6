"""What the office erased is nowhere any more, and stays away whoever brings it again."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from tortoise.exceptions import IntegrityError

from sync.ranges import Ranges
from tests.conftest import application, started
from tests.phone.carried_file import hand_in, saved
from tests.safekeeping.backup import offer_again, other, same
from tests.safekeeping.erased import SECRET, erase_all_about, hidden, in_backup, in_files, in_tables, value_of
from tests.support.browsing import browser_for
from tests.support.phone import Phone, enrolled, post
from tests.support.world import World, build_world
from webapp import settings as settings_module
from webapp.concerns.models import Concern
from webapp.core import journal, keys
from webapp.core.database import sqlite
from webapp.core.database.db import open_database
from webapp.households.details.models import HouseholdChange
from webapp.office import erase_records
from webapp.office.carry_out import carry_out_rulings
from webapp.register.models import Household
from webapp.safekeeping import backup
from webapp.settings import settings
from webapp.submissions.intake import rebuild
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import Ruling, StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

KEPT = "Đã giúp gặt lúa"


async def told(world: World, browser: httpx.AsyncClient) -> Phone:
    """One phone's records of every kind: four that will be erased, one that stays, one put aside."""
    phone = await enrolled(world.dan)
    phone.wants_pages = False
    phone.write(1, world.an.id, [1, [1], 0, SECRET[0]])
    phone.write(2, world.an.id, [1, 2, SECRET[1], None, None, 1])
    phone.write(3, world.an.id, [None, None, None, SECRET[2], "", ""])
    phone.write(1, world.bao.id, [1, [3], 0, KEPT])
    phone.write(1, world.canh.id, [1, [1], 0, SECRET[3]])
    await phone.exchange(browser)
    assert [phone.receipts[seq].status for seq in range(1, 6)] == [1, 1, 1, 1, 3]
    return phone


@pytest.mark.parametrize("target", [same, other])
async def test_erased_words_are_nowhere_and_no_phone_file_or_restore_brings_them_back(
    letters: str,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: Any,
    restore_elsewhere: Any,
) -> None:
    """T-64, I12: grep finds 0 in tables, database files, write-ahead log, a new backup, after replay and restore."""
    monkeypatch.setitem(sqlite.PRAGMAS, "secure_delete", "OFF")  # as most systems build it
    office = application()
    async with started(office):
        world = await build_world()
        nobody, clerk = await browser_for(office, None), await browser_for(office, world.clerk)
        phone = await told(world, nobody)
        carried, old = saved(phone), await backup.write_backup(tmp_path / "away" / "old.backup")
        assert in_backup(old, letters) == list(SECRET)
        (tmp_path / "backups").mkdir(exist_ok=True)
        (tmp_path / "backups" / "before-migration-1.db").write_text(SECRET[0])
        (tmp_path / "backups" / "before-restore-20261101T000000.sealed").write_text(SECRET[0])
        if database_url.startswith("sqlite"):
            (tmp_path / "gandan.db.before-restore-20261101T000000").write_text(SECRET[0])

        await erase_all_about(clerk, world.an)
        await erase_from_the_tray(clerk)

        assert await in_tables() == [] and in_files(tmp_path) == []
        assert in_backup(await backup.write_backup(), letters) == []
        await brought_again(world, phone, carried, nobody, clerk)
        new = await backup.write_backup(tmp_path / "away" / "new.backup")
        assert in_files(tmp_path) == [] and in_backup(new, letters) == []

    url = await restore_elsewhere(old, target(database_url))
    async with open_database(url):
        assert await in_tables() == []
    office = application()
    async with started(office):
        nobody, clerk = await browser_for(office, None), await browser_for(office, world.clerk)
        await offer_again(phone, nobody)
        await brought_again(world, phone, carried, nobody, clerk)
        assert in_files(tmp_path) == []


async def erase_from_the_tray(clerk: Any) -> None:
    page = (await clerk.get("/put-aside")).text
    chosen = {name: value_of(page, name) for name in ("targets", "op", "code")}
    sure = await clerk.send_form("/erasures", chosen | {"verdict": "erase", "reason": "Không được ghi"})
    assert chosen["targets"] in sure.text and SECRET[3] not in page + sure.text
    assert (await clerk.send_form("/erasures", hidden(sure.text))).status_code == 303


async def brought_again(world: World, phone: Phone, carried: bytes, nobody: Any, clerk: Any) -> None:
    """By the old phone, openly and sealed, and in a file; then nothing of it is kept or shown."""
    await phone.exchange(nobody, phone.outbox)
    await phone.exchange(nobody, phone.sealed(phone.outbox))
    await hand_in(clerk, carried)
    await phone.exchange(nobody, phone.outbox)

    assert {seq: receipt.status for seq, receipt in phone.receipts.items()} == {1: 5, 2: 5, 3: 5, 4: 1, 5: 5}
    assert await in_tables() == []
    assert [visit.note for visit in await Visit.all()] == [KEPT]
    assert await Concern.all().count() == await HouseholdChange.all().count() == 0
    assert (await Household.get(id=world.an.id)).head_phone is None
    assert {bytes(row.body) for row in await StoredSubmission.filter(status=5)} == {b""}
    assert not [word for word in SECRET if word in (await clerk.get(f"/households/{world.an.id}")).text]
    assert not [word for word in SECRET if word in (await clerk.get("/arrivals")).text]
    assert await rebuild.rebuild_from_log(check=True) == 0


async def test_a_crash_between_deciding_writing_down_and_erasing_is_made_good_at_the_next_start(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await told(huoi_co, await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)

    class Crash(Exception):
        pass

    def crash(*_: Any) -> None:
        raise Crash

    for module, name in (
        (journal, "write_down"),
        (erase_records, "replay_erasures"),
        (erase_records, "wipe_erased_bytes"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, crash)
            if name == "write_down":
                with pytest.raises(AssertionError, match="500"):
                    await erase_all_about(clerk, huoi_co.an)
                assert len(await in_tables()) == 4
            else:
                with pytest.raises(Crash):
                    await carry_out_rulings(huoi_co.commune.id)

    await erase_records.replay_erasures(huoi_co.commune.id)

    assert await in_tables() == [SECRET[3]]
    assert not [hit for hit in in_files(tmp_path) if SECRET[3] not in hit]
    before = journal_lines()
    await carry_out_rulings(huoi_co.commune.id)
    assert journal_lines() == before


def journal_lines() -> int:
    """Without the heads of the log of readings: one more comes when an hour begins meanwhile."""
    lines = settings().journal.read_text().splitlines()
    return sum('"what": "readings"' not in line and '"what":"readings"' not in line for line in lines)


async def test_one_record_goes_and_the_others_of_the_family_stay(huoi_co: World, browser_of: Any) -> None:
    phone, clerk = await told(huoi_co, await browser_of(None)), await browser_of(huoi_co.clerk)
    page = (await clerk.get(f"/households/{huoi_co.an.id}/erasure")).text
    first = [name for name in re.findall(r'name="targets"[^>]* value="([^"]+)"', page) if ".1." in name]
    chosen = {"household": huoi_co.an.id, "op": "o", "targets": first, "reason": "Chuyện riêng"}

    sure = await clerk.send_form("/erasures", chosen)
    assert first[0] in sure.text and SECRET[0] not in page + sure.text
    for _ in range(2):
        assert (await clerk.send_form("/erasures", hidden(sure.text))).status_code == 303

    assert await Visit.filter(household_id=huoi_co.an.id).count() == 0
    assert await Concern.all().count() == await HouseholdChange.all().count() == 1
    ruling = await Ruling.get()
    assert (ruling.verdict, ruling.reason, ruling.by_name) == ("erase", "Chuyện riêng", "Hà Thị Ơn")
    hello, body = phone.request([], asked=Ranges.of(range(1, 6)))
    phone.take(hello, (await post(await browser_of(None), body)).content)
    assert [phone.receipts[seq].status for seq in range(1, 6)] == [5, 1, 1, 1, 3]
    assert "Lô Văn Dần" not in ruling.reason and "đã xoá" in (await clerk.get("/arrivals")).text


async def test_what_a_phone_showed_is_replaced_at_its_next_contact(huoi_co: World, browser_of: Any) -> None:
    nobody = await browser_of(None)
    phone = await told(huoi_co, nobody)
    phone.wants_pages = True
    await phone.exchange(nobody, [])
    assert any(SECRET[0].encode() in page for page in phone.pages.values())

    await erase_all_about(await browser_of(huoi_co.clerk), huoi_co.an)
    await phone.exchange(nobody, [])

    assert not [word for page in phone.pages.values() for word in SECRET if word.encode() in page]


async def test_nothing_is_erased_without_choice_reason_and_yes(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, await browser_of(None))
    clerk = await browser_of(huoi_co.clerk)
    base = {"household": huoi_co.an.id, "op": "o"}

    for wrong in ({"reason": "x"}, {"which": "all"}, {"targets": "nothing.1.abc", "reason": "x"}, {}):
        answer = await clerk.send_form("/erasures", base | wrong)
        assert answer.status_code == 422
    assert (await clerk.send_form("/erasures", {"op": "o", "code": "scope"})).status_code == 422
    assert (await clerk.send_form("/erasures", base | {"which": "all", "reason": "x"})).status_code == 200
    assert (await clerk.send_form("/erasures", base | {"household": "AAAAAAAAAAA"})).status_code == 404

    assert await StoredSubmission.filter(status=5).count() == 0
    assert await Ruling.all().count() == 0


async def test_a_row_emptied_by_hand_is_found_out(huoi_co: World, browser_of: Any) -> None:
    await told(huoi_co, await browser_of(None))
    assert await rebuild.rebuild_from_log(check=True) == 0

    await Visit.filter(note=SECRET[0]).delete()
    await StoredSubmission.filter(seq=1).update(status=5, body=b"")

    assert await rebuild.rebuild_from_log(check=True) == 1


async def test_a_copy_beside_the_backup_is_enough_when_the_journal_burnt_with_the_office(
    tmp_path: Path, database_url: str, restore_elsewhere: Any
) -> None:
    """I12: the ledger of erasures leaves the house with each backup, and never inside it."""
    office = application()
    async with started(office):
        world = await build_world()
        await told(world, await browser_for(office, None))
        old = await backup.write_backup(tmp_path / "away" / "old.backup")
        await erase_all_about(await browser_for(office, world.clerk), world.an)
        await backup.write_backup(tmp_path / "away" / "new.backup")
    settings().journal.unlink()

    url = await restore_elsewhere(old, same(database_url))

    async with open_database(url):
        assert await in_tables() == [SECRET[3]]
    assert journal_lines() == 4, "three records and the family"
    settings_module.settings.cache_clear()
    keys.forget()


async def test_where_something_else_stands_on_a_record_all_is_made_again_without_it(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that another one points at cannot simply be deleted."""
    await told(huoi_co, await browser_of(None))

    async def stands(*_: Any) -> None:
        raise IntegrityError

    monkeypatch.setitem(KINDS, VISIT.code, replace(VISIT, take_back=stands))
    await erase_all_about(await browser_of(huoi_co.clerk), huoi_co.an)

    assert [visit.note for visit in await Visit.all()] == [KEPT]
    assert await in_tables() == [SECRET[3]]
    assert await rebuild.rebuild_from_log(check=True) == 0
