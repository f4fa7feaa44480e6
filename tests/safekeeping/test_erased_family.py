"""A family wants everything gone: also what a list and the office wrote about it, and no restore brings it back."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import started
from tests.households.lists import HEAD, xlsx
from tests.safekeeping.backup import same
from tests.safekeeping.erased import erase_all_about, in_backup, in_files, in_tables
from tests.support.browsing import browser_for
from tests.support.phone import enrolled
from tests.support.world import World, build_world
from webapp.app import create_app
from webapp.assignments.charge.models import ChargeChange
from webapp.core import journal
from webapp.core.calendar import today
from webapp.core.database.db import new_id, open_database
from webapp.households.family.models import FamilyRequest
from webapp.households.imports.imports import confirm_list, preview_list
from webapp.households.imports.write import PovertyDecision
from webapp.households.poverty.models import PovertyRecord
from webapp.households.requests.models import FamilyAnswer, SupportRecord
from webapp.register.consents import answers_of
from webapp.register.models import Consent, Household
from webapp.safekeeping import backup
from webapp.submissions.intake import rebuild

pytestmark = pytest.mark.both

NAME, PHONE = "Xeo Thị Hoài Thu", "0912345678"
WORDS = ("chồng đi tù", "ghét nhà bên", "vì con ốm nặng")
PERSONAL = (NAME, "xeo thi hoai thu", PHONE, *WORDS)


async def listed(world: World) -> Household:
    """Brought by a list that names it again in a row that was not taken and below its table, then decided about."""
    row = [1, NAME, "Huồi Cọ", "Khe trên", 4, PHONE]
    table = [HEAD, row, [2, NAME, "Không có bản", "", 4, PHONE], ["", f"Người lập: {NAME}", "", "", "", ""]]
    seen = await preview_list(xlsx(table), "ds.xlsx", commune=world.commune.id, by=world.clerk.id)
    await confirm_list(seen, PovertyDecision("12/QĐ", date(2026, 1, 5)))
    await seen.refresh_from_db()
    assert NAME in str(seen.rows), "kept for the week in which it is put right"
    home = await Household.get(head_name=NAME)
    c = {"commune": world.commune.id, "by_name": "Hà Thị Ơn"}
    decided = {"household": home, "poverty_class": "poor", "decision_date": date(2026, 3, 2)}
    await PovertyRecord.create(**decided, change="new", decision_no="34/QĐ", reason=WORDS[0], **c)
    at = {"since": date(2026, 3, 2), "at": datetime.now(UTC)}
    await ChargeChange.create(household=home, reason=WORDS[1], form="by-hand", **at, **c)
    await SupportRecord.create(household=home, level="close", reason="disaster", form="f", **at, **c)
    return home


async def test_name_phone_and_words_of_a_listed_family_are_nowhere_and_decisions_keep_number_and_day(
    letters: str, database_url: str, tmp_path: Path, restore_elsewhere: Any
) -> None:
    application = create_app()
    async with started(application):
        world = await build_world()
        home = await listed(world)
        clerk = await browser_for(application, world.clerk)
        old = await backup.write_backup(tmp_path / "away" / "old.backup")
        assert in_backup(old, letters, (NAME, PHONE, WORDS[0])) == [NAME, PHONE, WORDS[0]]

        page = (await clerk.get(f"/households/{home.id}/erasure")).text
        assert 'name="which" value="all"' in page
        await erase_all_about(clerk, home)

        assert await in_tables(PERSONAL) == [] and in_files(tmp_path, PERSONAL) == []
        assert in_backup(await backup.write_backup(tmp_path / "away" / "new.backup"), letters, PERSONAL) == []
        await stands(home)
        assert await rebuild.rebuild_from_log(check=True) == 0
        sheet = (await clerk.get(f"/households/{home.id}/sheet")).text
        assert "theo ý gia đình" in sheet and "Còn giữ lại" in sheet and "34/QĐ" in sheet
        for path in ("", "/erasure", "/poverty", "/changes/new", "/support"):
            assert (await clerk.get(f"/households/{home.id}{path}")).status_code == 200

    url = await restore_elsewhere(old, same(database_url))
    async with open_database(url):
        assert await in_tables(PERSONAL) == []
        await stands(home)


async def stands(home: Household) -> None:
    """By its code, in its place, with what was decided about it."""
    left = await Household.get(id=home.id)
    assert (left.head_name, left.head_phone, left.people, left.code) == (home.code, None, 4, home.code)
    rows = await PovertyRecord.filter(household_id=home.id).order_by("decision_date")
    assert [(row.decision_no, row.poverty_class, row.reason) for row in rows] == [("34/QĐ", "poor", "")]
    assert await SupportRecord.all().count() == 0
    assert (await ChargeChange.get(household_id=home.id)).reason == ""


async def test_the_page_says_what_goes_and_what_stays_before_the_yes(huoi_co: World, browser_of: Any) -> None:
    home, clerk = await listed(huoi_co), await browser_of(huoi_co.clerk)
    sent = {"household": home.id, "op": "o", "which": "all", "reason": "Gia đình muốn"}

    sure = (await clerk.send_form("/erasures", sent)).text

    assert "Gồm tên chủ hộ" in sure and "Còn giữ lại" in sure
    assert (await Household.get(id=home.id)).head_name == NAME, "only asked"


async def test_what_the_family_tells_anew_stays_and_the_same_form_twice_is_once(
    huoi_co: World, browser_of: Any
) -> None:
    home, clerk = huoi_co.an, await browser_of(huoi_co.clerk)
    sent = {"household": home.id, "op": "o", "family": "1", "reason": "Gia đình muốn", "sure": "1"}
    assert (await clerk.send_form("/erasures", sent)).status_code == 303
    assert (await Household.get(id=home.id)).head_name == "HC-001"
    phone = await enrolled(huoi_co.dan)
    phone.write(3, home.id, [None, None, None, PHONE, "", ""])
    await phone.exchange(await browser_of(None))
    assert (await Household.get(id=home.id)).head_phone == PHONE

    await clerk.send_form("/erasures", sent)

    assert (await Household.get(id=home.id)).head_phone == PHONE
    assert sum(fact["what"] == "family-erased" for fact in journal.facts()) == 1


async def test_the_office_s_answer_goes_with_the_request_that_was_erased(
    huoi_co: World, browser_of: Any
) -> None:
    """Kept beside the log under the request's own id."""
    phone, nobody = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(12, huoi_co.an.id, [3, "xin xoá"])
    await phone.exchange(nobody)
    asked = await FamilyRequest.get()
    await FamilyAnswer.create(
        id=new_id(), commune=huoi_co.commune.id, request=asked.id, done=True, reason=WORDS[2],
        by_name="Hà Thị Ơn", at=datetime.now(UTC),
    )  # fmt: skip

    await erase_all_about(await browser_of(huoi_co.clerk), huoi_co.an)

    assert (await FamilyAnswer.get()).reason == ""


async def test_a_no_holds_though_its_record_goes_with_the_others(huoi_co: World, browser_of: Any) -> None:
    """Erased at the family's wish, it would be asked again as if it had never answered."""
    phone = await enrolled(huoi_co.dan)
    phone.write(4, huoi_co.an.id, [2, [], 1, today().isoformat(), 1])
    await phone.exchange(await browser_of(None))
    assert phone.receipts[1].status == 1

    await erase_all_about(await browser_of(huoi_co.clerk), huoi_co.an)

    answer = (await answers_of([huoi_co.an.id])).newest(huoi_co.an.id, today())

    assert (answer.answer, answer.on) == ("refused", today())
    assert await Consent.filter(household_id=huoi_co.an.id, received_at__not_isnull=True).count() == 0
    assert await rebuild.rebuild_from_log(check=True) == 0
