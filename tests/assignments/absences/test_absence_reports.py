"""A member reports being away, or back, without signal; the secretary confirms it with whoever stands in."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest

from sync.inbox import Status
from tests.support.browsing import wrong_fields
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.assignments.absences.kinds import ABSENCE
from webapp.assignments.absences.models import Absence, AbsenceReport
from webapp.core.calendar import today
from webapp.register.charge_models import Assignment
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.models import StoredSubmission

SINCE, UNTIL = today() + timedelta(days=2), today() + timedelta(days=9)
AWAY = {"what": "away", "since": f"{SINCE}", "until": f"{UNTIL}"}


async def reported(world: World, browser_of: Any, *values: list[Any], phone: Phone | None = None) -> Phone:
    phone = phone or await enrolled(world.dan)
    for one in values or (["away", f"{SINCE}", f"{UNTIL}"],):
        phone.write(7, "", one)
    await phone.exchange(await browser_of(None))
    return phone


def hidden(page: str) -> dict[str, str]:
    """The first of the secretary's prepared forms."""
    form = page[page.index("đã báo".capitalize()) :]
    form = form[form.index("<form") : form.index("</form>")]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


async def confirmed(world: World, browser_of: Any) -> Absence:
    secretary = await browser_of(world.khoa)
    where = f"/assignments/branches/{world.branch.id}/absences"
    sent = hidden((await secretary.get(where)).text)
    preview = await secretary.send_form(where, sent)
    assert preview.status_code == 200 and "HC-001" in preview.text
    for _ in range(2):
        assert (await secretary.send_form(where, {**sent, "sure": "1"})).status_code == 303
    return await Absence.get(member_id=world.dan.id, valid_to__gte=today())


async def test_a_report_waits_for_the_secretary_and_changes_nothing(huoi_co: World, browser_of: Any) -> None:
    phone = await reported(huoi_co, browser_of)
    await phone.exchange(await browser_of(None), phone.outbox)

    row = await AbsenceReport.get()
    assert (row.member_id, row.back, row.since, row.until) == (huoi_co.dan.id, False, SINCE, UNTIL)
    assert not await Absence.exists()
    assert not await Assignment.filter(role="cover").exists()
    assert "Bí thư chưa xác nhận" in phone.pages["/absence"].decode()
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    page = (await (await browser_of(huoi_co.khoa)).get(where)).text
    assert f"báo vắng từ {SINCE:%d/%m/%Y} đến {UNTIL:%d/%m/%Y}" in page
    assert await rebuild_from_log(check=True) == 0


async def test_the_secretary_confirms_it_with_the_proposed_stand_ins(huoi_co: World, browser_of: Any) -> None:
    phone = await reported(huoi_co, browser_of)

    absence = await confirmed(huoi_co, browser_of)

    assert (absence.valid_from, absence.valid_to) == (SINCE, UNTIL)
    assert absence.report == (await AbsenceReport.get()).id
    assert await Assignment.filter(role="cover", valid_from=SINCE, valid_to=UNTIL).exists()
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    assert "Đã báo" not in (await (await browser_of(huoi_co.khoa)).get(where)).text
    await phone.exchange(await browser_of(None))
    assert "Người thay:" in phone.pages["/absence"].decode()
    assert await rebuild_from_log(check=False) == 0
    assert await Absence.all().count() == 1


async def test_back_earlier_is_confirmed_too(huoi_co: World, browser_of: Any) -> None:
    phone = await reported(huoi_co, browser_of, ["away", f"{today()}", f"{UNTIL}"])
    absence = await confirmed(huoi_co, browser_of)
    await reported(huoi_co, browser_of, ["back"], phone=phone)
    secretary = await browser_of(huoi_co.khoa)
    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    assert "báo đã về" in (await secretary.get(where)).text

    await secretary.send_form(f"/assignments/absences/{absence.id}/return")

    await absence.refresh_from_db()
    assert absence.valid_to == today() - timedelta(days=1)
    assert "báo đã về" not in (await secretary.get(where)).text


async def test_not_leaving_after_all_takes_the_report_back(huoi_co: World, browser_of: Any) -> None:
    await reported(huoi_co, browser_of, ["away", f"{SINCE}", f"{UNTIL}"], ["back"])

    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    assert "Đã báo" not in (await (await browser_of(huoi_co.khoa)).get(where)).text
    assert await AbsenceReport.all().count() == 2


async def test_of_two_phones_what_was_written_last_waits(huoi_co: World, browser_of: Any) -> None:
    later = await enrolled(huoi_co.dan)
    later.write(7, "", ["away", f"{SINCE}", f"{UNTIL}"], wall=int(time.time()) - 60)
    await later.exchange(await browser_of(None))
    earlier = await enrolled(huoi_co.dan)
    earlier.write(7, "", ["away", f"{today()}", f"{today()}"], wall=int(time.time()) - 600)
    await earlier.exchange(await browser_of(None))

    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    page = (await (await browser_of(huoi_co.khoa)).get(where)).text
    assert page.count("báo vắng từ") == 1
    assert f"{UNTIL:%d/%m/%Y}" in page


async def test_staying_away_longer_waits_for_the_days_that_are_new(huoi_co: World, browser_of: Any) -> None:
    phone = await reported(huoi_co, browser_of)
    await confirmed(huoi_co, browser_of)
    longer = UNTIL + timedelta(days=5)
    await reported(huoi_co, browser_of, ["away", f"{SINCE}", f"{longer}"], phone=phone)

    where = f"/assignments/branches/{huoi_co.branch.id}/absences"
    sent = hidden((await (await browser_of(huoi_co.khoa)).get(where)).text)

    assert sent["since"] == f"{UNTIL + timedelta(days=1):%d/%m/%Y}"
    assert sent["until"] == f"{longer:%d/%m/%Y}"


async def test_online_it_is_the_same_row_and_twice_is_once(huoi_co: World, browser_of: Any) -> None:
    dan = await browser_of(huoi_co.dan)

    for _ in range(2):
        assert (await dan.send_form("/absence", {**AWAY, "op": "same"})).status_code == 303

    row = await AbsenceReport.get()
    assert (row.member_id, row.back, row.since, row.until) == (huoi_co.dan.id, False, SINCE, UNTIL)
    assert await StoredSubmission.filter(kind=ABSENCE.code).count() == 1
    assert "Bí thư chưa xác nhận" in (await dan.get("/absence")).text


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"what": "gone"}, ["what"]),
        ({"since": "2090-01-01"}, ["since"]),
        ({"until": ""}, ["until"]),
        ({"until": f"{SINCE + timedelta(days=200)}"}, ["until"]),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    huoi_co: World, browser_of: Any, sent: dict[str, str], wrong: list[str]
) -> None:
    answer = await (await browser_of(huoi_co.dan)).send_form("/absence", {**AWAY, **sent})

    assert answer.status_code == 422
    assert wrong_fields(answer) == wrong
    assert {**AWAY, **sent}["since"] in answer.text
    assert not await AbsenceReport.exists()


async def test_what_a_phone_writes_wrongly_is_put_aside(huoi_co: World, browser_of: Any) -> None:
    phone = await reported(huoi_co, browser_of, ["away", f"{SINCE}", "2026-02-31"])

    assert (phone.receipts[1].status, phone.receipts[1].code) == (Status.QUARANTINED, "form")
    assert not await AbsenceReport.exists()


async def test_nobody_reports_for_the_office_or_another_branch(huoi_co: World, browser_of: Any) -> None:
    assert (await (await browser_of(huoi_co.clerk)).send_form("/absence", AWAY)).status_code == 403
    assert (await (await browser_of(huoi_co.secretary)).get("/absence")).status_code == 403
    await reported(huoi_co, browser_of)
    en = await browser_of(huoi_co.en)
    assert "Đã báo" not in (await en.get("/absence")).text
    assert (await en.get(f"/assignments/branches/{huoi_co.branch.id}/absences")).status_code == 403
