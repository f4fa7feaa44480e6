"""What a real phone sends and hears stays within the budgets of the wire."""

from playwright.async_api import Page

from tests.browser.script.kept import Kept
from tests.support.world import World

WORDS = [
    "nước", "đường", "gia đình", "cháu nhỏ", "hẹn tuần sau", "bảo hiểm y tế", "giấy tờ", "mái nhà", "sửa lại",
    "bị tắc", "sau mưa", "hỏi về", "chưa có", "cần giúp", "cổng bản", "ruộng", "chăn nuôi", "quay lại", "đã báo", "trưởng bản",
]  # fmt: skip


FIFTY = """async ({ notes, houses }) => {
    const profile = await gd.chosen(), ring = await gd.ring(profile.device);
    for (let n = 0; n < notes.length; n++) await gd.submit(ring, { kind: 1, schema: 1, entity: houses[n % houses.length],
        values: [1 + n % 3, [1 + n % 6], n % 2, notes[n]], copy: { label: "Thăm hộ", entity: houses[n % houses.length] }, draft: "", fixes: 0 });
}"""


async def fifty_visits(kept: Kept, world: World) -> Page:
    """50 visits with notes of 111 letters, as in the budgets."""
    kept.road.always = "dead"
    notes = [(", ".join(WORDS[(n * 7 + k * 3) % 20] for k in range(14)) + f" {n}")[:111] for n in range(50)]
    await kept.page.evaluate(FIFTY, {"notes": notes, "houses": [world.an.id, world.bao.id]})
    kept.road.always = ""
    return kept.page


async def test_fifty_visits_travel_in_one_request_within_the_budget(kept: Kept, world: World) -> None:
    await fifty_visits(kept, world)
    said, heard = len(kept.road.sent), len(kept.road.answers)
    await kept.send()

    assert await kept.states() == ["accepted"] * 50
    with_bodies = max(kept.road.sent[said:], key=len)
    assert len(with_bodies) <= 4_500
    assert len(kept.road.sent) - said <= 2 and len(kept.road.answers) - heard <= 2


async def test_fifty_visits_in_a_file_stay_within_the_budget(kept: Kept, world: World) -> None:
    page = await fifty_visits(kept, world)
    file = await page.evaluate(
        """gd.chosen().then((it) => gd.ask({ gd: "file", device: it.device }, 9000)).then((it) => it.length)"""
    )

    assert file <= 10_000


async def test_nothing_new_costs_next_to_nothing(kept: Kept) -> None:
    said, heard = len(kept.road.sent), len(kept.road.answers)
    await kept.send()

    up, down = kept.road.sent[said:], kept.road.answers[heard:]
    assert len(up) == len(down) == 1
    assert len(up[0]) + len(down[0]) <= 400, (len(up[0]), len(down[0]))
