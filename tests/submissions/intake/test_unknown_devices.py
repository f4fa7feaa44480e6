"""What unknown devices send stays small: it slows no page, fills no disk, is never read, and goes."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.envelope import to_text
from sync.ledger import STRANGER
from tests.support.counting import counted
from tests.support.phone import MEDIA, Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core import journal
from webapp.core.database.db import insert_rows, new_id
from webapp.office.carry_out import carry_out_rulings
from webapp.submissions import unknown_devices
from webapp.submissions.intake import quota
from webapp.submissions.models import StoredSubmission
from webapp.submissions.queries import UNPROVEN

HOME, ASKED = 1, [1]
WORDS = "Lời của người lạ"
COLUMNS = [
    "id",
    "commune",
    "device_id",
    "seq",
    "digest",
    "body",
    "status",
    "code",
    "author_name",
    "received_at",
]


async def planted(world: World, count: int, *, first: int = 0, at: datetime | None = None) -> None:
    device, now = f"stranger{first:03}"[:11], at or datetime.now(UTC)
    await Device.get_or_create(
        id=device,
        defaults={
            "commune": world.commune.id, "kind": "unknown", "sign_key": b"", "share": b"", "enrolled_at": now,
        },
    )  # fmt: skip
    body = f'[1,1,0,0,"{world.an.id}",[1,[1],0,"{WORDS} {"x" * 4000}"]]'.encode()
    rows = [
        [new_id(), world.commune.id, device, n, f"{first + n:064x}", body, int(STRANGER.status), STRANGER.code, "", now]
        for n in range(1, count + 1)
    ]  # fmt: skip
    await insert_rows(StoredSubmission, COLUMNS, rows)


async def test_several_thousand_planted_rows_cost_no_page_more_than_the_first_fifty(
    huoi_co: World, browser_of: Any
) -> None:
    office = await browser_of(huoi_co.clerk)
    seen: list[tuple[list[str], float, int]] = []
    for first, count in ((0, 60), (100, 4_000)):
        await planted(huoi_co, count, first=first)
        for path in ("/put-aside", "/arrivals", "/"):
            await office.get(path)
        runs = []
        for _ in range(3):
            with counted() as asked:
                began = time.process_time()
                sizes = [len((await office.get(path)).content) for path in ("/put-aside", "/arrivals", "/")]
                await carry_out_rulings(huoi_co.commune.id)
                runs.append((time.process_time() - began, list(asked), sum(sizes)))
        took, queries, size = min(runs, key=lambda run: run[0])
        seen.append((queries, took, size))
    (few, soon, small), (many, later, large) = seen

    assert len(many) == len(few)
    assert large < small + 200
    assert later < 4 * soon + 0.1, (soon, later)  # seconds of work, whatever else the machine does


async def test_no_word_of_a_stranger_is_shown_and_all_of_them_go_at_one_word(
    huoi_co: World, browser_of: Any
) -> None:
    office = await browser_of(huoi_co.clerk)
    await planted(huoi_co, 70)
    shown = (await office.get("/put-aside")).text
    assert "(70)" in shown and WORDS not in shown

    assert (await office.send_form("/put-aside/unknown")).status_code == 303
    assert not await StoredSubmission.filter(code=STRANGER.code).exists()
    assert not await Device.filter(kind="unknown").exists()
    assert "/put-aside/unknown" not in (await office.get("/put-aside")).text


async def test_only_what_unknown_devices_sent_is_discarded(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.canh.id, [HOME, ASKED])
    await phone.exchange(await browser_of(None))
    await planted(huoi_co, 3)

    await (await browser_of(huoi_co.clerk)).send_form("/put-aside/unknown")

    assert [row.code for row in await StoredSubmission.all()] == ["scope"]


async def test_after_ninety_days_they_go_by_themselves(huoi_co: World) -> None:
    await planted(huoi_co, 2, at=datetime.now(UTC) - timedelta(days=91))
    await planted(huoi_co, 1, first=100, at=datetime.now(UTC) - timedelta(days=89))

    await unknown_devices.expire_unknown(huoi_co.commune.id)

    assert await StoredSubmission.all().count() == 1
    assert await Device.filter(kind="unknown").values_list("id", flat=True) == ["stranger100"]


def unknown(phone: Phone) -> Phone:
    """The same phone for an office that never heard of it."""
    phone.device = b"stranger"
    return phone


async def test_strangers_together_have_a_room_of_their_own(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await planted(huoi_co, 20)
    known = (await enrolled(huoi_co.en)).device
    commune = huoi_co.commune.id
    assert await quota.room_unsigned(commune, "AAAAAAAAAAA") < quota.ROOM_FOR_STRANGERS
    before = await quota.room_unsigned(commune, to_text(known))

    monkeypatch.setattr(quota, "MANY_OF_STRANGERS", 20)

    assert await quota.room_unsigned(commune, "AAAAAAAAAAA") == 0
    assert await quota.room_unsigned(commune, to_text(known)) == before == quota.ROOM_UNSIGNED
    stranger = unknown(await enrolled(huoi_co.dan))
    stranger.write(1, huoi_co.an.id, [HOME, ASKED])
    _, body = stranger.request(stranger.unsettled())
    answer = await (await browser_of(None)).post(
        "/sync/v1/exchange", content=body, headers={"content-type": MEDIA}
    )
    assert answer.status_code == 200
    assert await StoredSubmission.filter(code__in=UNPROVEN).count() == 20


async def what_is_left() -> list[str]:
    return sorted(str(id_) for id_ in await Device.filter(kind="unknown").values_list("id", flat=True))


async def test_who_discarded_what_number_of_which_sender_is_kept_and_holds_after_a_restore(
    huoi_co: World, browser_of: Any
) -> None:
    await planted(huoi_co, 3)
    await planted(huoi_co, 1, first=100)
    office_page = await browser_of(huoi_co.clerk)

    await office_page.send_form("/put-aside/unknown")

    [fact] = [one for one in journal.facts() if one["what"] == "discarded"]
    assert fact["by"] == "Hà Thị Ơn" and fact["commune"] == huoi_co.commune.id
    assert fact["records"] == {"stranger000": "1-3", "stranger100": "1"}
    await planted(huoi_co, 3, at=datetime.fromisoformat(fact["at"]) - timedelta(days=1))
    await planted(huoi_co, 1, first=200)
    await unknown_devices.replay_discards(huoi_co.commune.id)
    assert await what_is_left() == ["stranger200"]


async def test_discarding_nothing_is_not_written_down(huoi_co: World, browser_of: Any) -> None:
    await (await browser_of(huoi_co.clerk)).send_form("/put-aside/unknown")

    assert not [one for one in journal.facts() if one["what"] == "discarded"]
