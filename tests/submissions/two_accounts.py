"""An erasure that needs a second account."""

from typing import Any

from tests.safekeeping.erased import hidden
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.register.models import Household
from webapp.submissions.models import StoredSubmission
from webapp.submissions.rulings import target_of

NOTE, LAND, CONDUCT, DETAILS = "Bà kể chuyện riêng", "Tranh rẫy suối cạn", "Chờ ba buổi", "Cán bộ quát to"
WORDS = (NOTE, LAND, CONDUCT, DETAILS)
WHY = "Gia đình muốn rút"


async def told(world: World, browser: Any) -> Phone:
    """Of the first household a visit, a matter of land and how a service behaved; of the second one visit."""
    phone = await enrolled(world.dan)
    phone.write(1, world.an.id, [1, [1], 0, NOTE])
    phone.write(2, world.an.id, [9, 2, LAND, None, None, 1])
    phone.write(2, world.an.id, [14, 2, CONDUCT, DETAILS, None, 1])
    phone.write(1, world.bao.id, [1, [1], 0, NOTE])
    await phone.exchange(browser)
    assert [phone.receipts[seq].status for seq in range(1, 5)] == [1, 1, 1, 1]
    return phone


async def names(household: Household) -> dict[int, str]:
    """How a form names each record of a household, by its number."""
    return {row.seq: target_of(row) for row in await StoredSubmission.filter(entity=household.id)}


async def status(target: str) -> int:
    device, seq, _digest = target.split(".")
    return (await StoredSubmission.get(device_id=device, seq=int(seq))).status


async def ask(browser: Any, household: Household, target: str, **more: str) -> Any:
    """Choose, look once more, and yes."""
    chosen = {"household": household.id, "op": f"o{target[:9]}", "targets": target, "reason": WHY}
    sure = await browser.send_form("/erasures", chosen)
    assert sure.status_code == 200 and not [word for word in WORDS if word in sure.text]
    return await browser.send_form("/erasures", hidden(sure.text) | more)


async def second(browser: Any, target: str, verdict: str = "erase", reason: str = "") -> Any:
    await browser.get("/erasures")
    sent = {"target": target, "verdict": verdict, "reason": reason, "op": f"second{verdict}"}
    return await browser.send_form("/erasures/second", sent)
