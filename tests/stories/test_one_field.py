"""The same field in several hands at once, and what is written before that which it is about has arrived."""

import re
import time
from typing import Any

import pytest

from sync import parcel
from sync.frames import Origin
from sync.inbox import Status
from tests.stories.changing import live, put_right, shown
from tests.support.phone import enrolled
from tests.support.world import LONG_AGO, World
from webapp.core import keys
from webapp.core.database.db import new_id
from webapp.core.labels import LABELS
from webapp.households.details.models import HouseholdChange
from webapp.register.charge_models import Assignment, GroupPlace
from webapp.register.models import Consent, Household
from webapp.submissions.intake.rebuild import projections_checksum, rebuild_from_log, replay_log
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


async def test_two_phones_of_one_person_without_signal_ask_that_person(
    huoi_co: World, browser_of: Any
) -> None:
    """T-32: same person, same field, two phones; shown on each phone at its next contact."""
    old, new, browser = await enrolled(huoi_co.dan), await enrolled(huoi_co.dan), await browser_of(None)
    put_right(old, huoi_co.an, 5)
    put_right(new, huoi_co.an, 6)

    await old.exchange(browser)
    assert "/conflicts" not in old.pages
    await new.exchange(browser)

    assert (await shown(huoi_co.an))[1] == ["people"] and await live(huoi_co.an) == {"5", "6"}
    here = f"/households/{huoi_co.an.id}"
    assert "/conflicts" in new.pages and "chưa thống nhất" in new.pages[here].decode().lower()
    await old.exchange(browser)
    assert "/conflicts" in old.pages and "chưa thống nhất" in old.pages[here].decode().lower()

    base = re.search(r'name="people_base" value="([^"]+)"', old.pages["/conflicts"].decode())
    assert base
    put_right(old, huoi_co.an, 6, base=base[1], was="")
    await old.exchange(browser)
    assert await shown(huoi_co.an) == (6, []) and "/conflicts" not in old.pages


@pytest.mark.parametrize("third_first", [True, False], ids=["third first", "choice first"])
async def test_a_third_value_that_the_choice_did_not_see_opens_it_again(
    huoi_co: World, browser_of: Any, third_first: bool
) -> None:
    """T-33: settled on one phone while another value is on its way, whichever arrives first."""
    dan, khoa, third = [await enrolled(member) for member in (huoi_co.dan, huoi_co.khoa, huoi_co.dan)]
    browser = await browser_of(None)
    put_right(dan, huoi_co.an, 5)
    put_right(khoa, huoi_co.an, 7)
    await dan.exchange(browser)
    await khoa.exchange(browser)
    base = " ".join([change.opid for change in await HouseholdChange.all().order_by("opid")])
    assert all(opid in khoa.pages["/conflicts"].decode() for opid in base.split())

    put_right(khoa, huoi_co.an, 7, base=base, was="")
    put_right(third, huoi_co.an, 9)
    for phone in (third, khoa) if third_first else (khoa, third):
        await phone.exchange(browser)

    assert (await shown(huoi_co.an))[1] == ["people"] and await live(huoi_co.an) == {"7", "9"}
    before = await projections_checksum(huoi_co.commune.id)
    await replay_log(huoi_co.commune.id)
    assert await projections_checksum(huoi_co.commune.id) == before


async def test_work_about_a_household_that_the_office_does_not_know_yet_waits_and_then_counts(
    huoi_co: World, browser_of: Any
) -> None:
    """T-34: it comes in a bag before its household is on the list here; held, not lost, and shown once both are there.

    Only the office's list makes households, so the creation that is late is the list's.
    """
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    coming = new_id()
    phone.write(1, coming, [1, [1], 0, "Nhà mới về bản"])
    origin = Origin(
        device=phone.device, office=keys.office_key().fingerprint, made=1, created=int(time.time())
    )
    bag = parcel.carried_file(LABELS, origin, phone.key, phone.sealed(phone.outbox))
    await clerk.get("/arrivals/file")
    for _ in range(2):
        await clerk.send_form("/arrivals/file", files={"file": ("tui.gandan", bag)})
    assert [row.status for row in await StoredSubmission.all()] == [Status.QUARANTINED]
    tray = (await clerk.get("/put-aside")).text  # who wrote it; of a family that nobody knows here no words
    assert "Lô Văn Dần" in tray and "Nhà mới về bản" not in tray

    await listed(huoi_co, coming)
    tray = (await clerk.get("/put-aside")).text
    sent = {
        name: found[1]
        for name in ("targets", "op", "code")
        if (found := re.search(rf'name="{name}"[^>]* value="([^"]+)"', tray))
    }
    await clerk.send_form("/put-aside", sent | {"verdict": "admit", "reason": "Hộ vừa vào danh sách"})

    assert (await Visit.get()).household_id == coming
    assert "Nhà mới về bản" in (await (await browser_of(huoi_co.dan)).get(f"/households/{coming}")).text
    await phone.exchange(await browser_of(None))
    assert phone.receipts[1].status == Status.ACCEPTED and f"/households/{coming}" in phone.pages
    assert await rebuild_from_log(check=True) == 0


async def listed(world: World, id_: str) -> None:
    c = {"commune": world.commune.id}
    home = await Household.create(
        id=id_, code="HC-050", hamlet=world.hamlet, path_order=500, head_name="Lô Thị Mới", people=2, **c
    )
    await Consent.create(household=home, answer="given", asked_on=LONG_AGO, **c)
    group = (await Assignment.get(member_id=world.dan.id)).group_id
    await GroupPlace.create(group_id=group, household=home, valid_from=LONG_AGO, **c)
