"""What is written about a household that the office does not know yet is kept until it does."""

from typing import Any

import pytest

from tests.phone.carried_file import saved
from tests.submissions.put_aside import chosen
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.database.db import new_id
from webapp.phone.carried_files import Carrier, import_carried_file
from webapp.register.models import Household
from webapp.visits.models import Visit

pytestmark = pytest.mark.both


async def test_a_carried_visit_that_arrives_before_its_household_is_kept_and_then_shown(
    huoi_co: World, browser_of: Any
) -> None:
    """T-34: by bundle, before the creation arrives. The household itself comes with the office's list."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    later = new_id()
    phone.write(1, later, [1, [1], 0, "Nhà mới dựng bên suối"])
    carrier = Carrier(huoi_co.commune.id, "Vi Thị Hoà")

    early = await import_carried_file(carrier, "a.gandan", saved(phone))
    again = await import_carried_file(carrier, "a.gandan", saved(phone))

    assert [(one.new, one.aside, one.missing) for one in (early, again)] == [(0, 1, 0), (0, 1, 0)]
    tray = (await clerk.get("/put-aside")).text
    assert huoi_co.dan.full_name in tray
    assert "Nhà mới dựng bên suối" not in tray  # no family that the office knows has agreed to these words

    known = await Household.get(id=huoi_co.an.id)
    known.id, known.code, known.head_name = later, "HC-900", "Lữ Văn Mới"
    await known.save(force_create=True)
    sent = await chosen(clerk) | {"verdict": "admit", "reason": "Hộ mới tách, Dần đã thăm"}
    assert (await clerk.send_form("/put-aside", sent)).status_code == 303

    # A household that has not agreed yet to be written about: that somebody came counts, the words do not.
    assert [(visit.met, visit.note) for visit in await Visit.filter(household_id=later)] == [(1, "")]
    assert huoi_co.dan.full_name in (await clerk.get(f"/households/{later}")).text
    assert (await import_carried_file(carrier, "a.gandan", saved(phone))).there == 1
