"""What was accepted once stays so: a later release's rules are for what arrives, not for what is read again from the log."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.browsing import Browser
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.concerns.models import Concern
from webapp.core import vi_text
from webapp.households.details import change_form
from webapp.households.details.change_form import PARTS
from webapp.households.details.models import HouseholdChange
from webapp.households.family.models import FamilyRequest, NeedChange
from webapp.progress import forms as month_forms
from webapp.progress.models import MonthReport
from webapp.register.models import Consent, Household
from webapp.submissions.intake import apply
from webapp.submissions.intake.rebuild import rebuild_from_log
from webapp.submissions.intake.reread import reread_held
from webapp.submissions.models import StoredSubmission
from webapp.visits import forms as visit_forms
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.models import Visit
from webapp.web import free_text

pytestmark = pytest.mark.both

NUMBER = "giấy số 038 095 001 234"
FILE = "A" * 43


def earlier(patch: pytest.MonkeyPatch) -> None:
    """An office that did not know these spellings, and took in what was left over."""
    patch.setattr(apply, "any_identity_number_in", lambda _words: False)
    patch.setattr(free_text, "holds_identity_number", lambda _words: False)
    patch.setattr(apply, "_left_over", lambda *_of: "")
    patch.setattr(visit_forms, "day_of", date.fromisoformat)
    patch.setattr(month_forms, "LOOK_BACK", timedelta(days=700_000))


async def texts() -> list[Any]:
    rows = [
        Visit.all().values("id", "note", "happened_on"),
        VisitCorrection.all().values("id", "said"),
        Concern.all().values("id", "summary", "body"),
        FamilyRequest.all().values("id", "words"),
        MonthReport.all().values("id", "note", "month"),
    ]
    return [await one for one in rows]


async def written_before(world: World, browser: Browser) -> Phone:
    phone, home = await enrolled(world.dan), world.an.id
    twice = [[FILE, 9, "image/jpeg"], [FILE, 9, "image/jpeg"]]
    phone.write(1, home, [1, 1, 0, NUMBER], files=twice)
    phone.write(13, home, [None, None, None, None, NUMBER + " sửa"])
    phone.write(2, home, [15, 1, NUMBER, NUMBER, None, 1])
    phone.write(12, home, [1, NUMBER])
    phone.write(16, "", ["2026-10", NUMBER])
    phone.write(1, home, [1, None, None, None, "20261120"], wall=phone.clock() - 60)
    phone.write(1, home, [1, None, None, None, "2026-W47-5"], wall=phone.clock() - 60)
    phone.write(16, "", ["0200-01"])
    with pytest.MonkeyPatch.context() as patch:
        earlier(patch)
        await phone.exchange(browser)
    assert {one.status for one in phone.receipts.values()} == {1}, phone.receipts
    return phone


async def test_the_log_is_read_again_as_it_was_accepted(huoi_co: World, browser_of: Any) -> None:
    await written_before(huoi_co, await browser_of(None))
    before = await texts()
    assert str(before).count("038 095 001 234") == 6

    assert await rebuild_from_log(check=True) == 0
    assert await rebuild_from_log(check=False) == 0

    assert await texts() == before


async def test_a_name_that_would_be_refused_today_is_still_the_name(huoi_co: World, browser_of: Any) -> None:
    phone, home = await enrolled(huoi_co.dan), huoi_co.an.id
    name = (await Household.get(id=home)).head_name
    changed = {"head_name": "Lò Thị", "head_name_was": name, "people": "7"}
    phone.write(3, home, [changed.get(part) for part in PARTS], schema=2)
    await phone.exchange(await browser_of(None))
    assert phone.receipts[1].status == 1
    before = await HouseholdChange.all().order_by("opid").values()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change_form, "NOT_IN_NAMES", re.compile("."))
        patch.setattr(change_form, "PEOPLE_LIMIT", 8)
        assert await rebuild_from_log(check=False) == 0

    assert (await Household.get(id=home)).head_name == "Lò Thị"
    assert await HouseholdChange.all().order_by("opid").values() == before


async def test_signs_that_nobody_sees_and_that_stayed_once_make_no_difference(
    huoi_co: World, browser_of: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, [1, None, 0, "dột\ue000 \ufffc nát" + "Z" + "\u0335" * 20])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vi_text, "UNSEEN", re.compile("\u200b"))
        patch.setattr(vi_text, "PILED_UP", re.compile("()\u200b"))
        await phone.exchange(await browser_of(None))
    assert "\ue000" in (await Visit.get()).note

    assert await rebuild_from_log(check=True) == 0
    assert await rebuild_from_log(check=False) == 0

    assert (await Visit.get()).note == "dột nátZ\u0335\u0335\u0335"


async def test_what_arrives_is_asked_all_the_same(huoi_co: World, browser_of: Any) -> None:
    phone = await written_before(huoi_co, await browser_of(None))

    phone.write(1, huoi_co.an.id, [1, None, 0, NUMBER])
    await phone.exchange(await browser_of(None))

    assert phone.receipts[9].status == 3 and phone.receipts[9].code == "form"


async def test_what_waited_is_asked_when_it_is_looked_at_again(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, [1, None, 0, NUMBER])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apply.Applier, "_read", _fails)
        await phone.exchange(await browser_of(None))
    assert phone.receipts[1].code == "fault"

    await reread_held(huoi_co.clerk.commune)

    row = await StoredSubmission.get()
    assert (row.status, row.code) == (3, "form") and not await Visit.exists()


async def _fails(*_of: Any) -> Any:
    raise RuntimeError


async def test_a_yes_that_was_erased_since_takes_nothing_out_of_the_log(
    huoi_co: World, browser_of: Any
) -> None:
    """Its yes was erased since: what was written under it is not judged anew."""
    phone, home = await enrolled(huoi_co.dan), huoi_co.an.id
    phone.write(4, home, [1, [1, 2, 3, 4], 1])
    phone.write(10, home, [[1], []])
    phone.write(3, home, [5, (await Household.get(id=home)).people])
    await phone.exchange(await browser_of(None))
    assert {one.status for one in phone.receipts.values()} == {1}, phone.receipts
    needs = await NeedChange.all().values()
    await Consent.filter(household_id=home).delete()
    await StoredSubmission.filter(seq=1).update(status=5, code="erased")

    assert await rebuild_from_log(check=True) == 0

    assert needs and await NeedChange.all().values() == needs
