"""A request cut at every byte, an answer lost, a server killed: nothing acknowledged is lost, nothing is doubled."""

import os
import random
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync import parcel
from sync.ranges import Ranges
from tests.conftest import create_database
from tests.submissions.intake.faults import ASKED, HOME, _kept, _phone, _send_until_killed, cut_request
from tests.support.office import apart
from tests.support.phone import MEDIA, Phone, enrolled, post
from tests.support.warm import WarmOffice
from tests.support.world import World, build_world
from webapp.core.labels import LABELS
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit

pytestmark = pytest.mark.both

KILLS = int(os.environ.get("KILLS", "15"))


def notes(n: int) -> list[str]:
    words = [
        "ống",
        "nước",
        "vỡ",
        "ở",
        "khe",
        "trên",
        "đã",
        "nhờ",
        "trưởng",
        "bản",
        "xem",
        "lại",
        "giúp",
        "hộ",
        "làm",
        "giấy",
        "khai",
        "sinh",
        "cho",
        "cháu",
        "đường",
        "trơn",
    ]
    draw = random.Random(7)
    return [" ".join(draw.choice(words) for _ in range(12)) for _ in range(n)]


def ten(phone: Phone, world: World) -> None:
    phone.wants_pages = False
    for n, note in enumerate(notes(10)):
        phone.write(1, (world.an, world.bao)[n % 2].id, [HOME, ASKED, 0, note], wall=1_540_000_000 + n * 3600)


async def test_a_request_cut_anywhere_keeps_every_whole_submission(
    huoi_co: World, app: Any, browser_of: Any, request: pytest.FixtureRequest
) -> None:
    browser = await browser_of(None)
    phone = await enrolled(huoi_co.dan)
    ten(phone, huoi_co)
    _, whole = phone.request(phone.outbox)
    # Every place is tried in tests/sync/test_cut.py; what the database keeps of it changes less often.
    step = 5 if "sqlite" in request.node.name else 25
    for end in range(0, len(whole), step):
        phone = await enrolled(huoi_co.dan)
        ten(phone, huoi_co)
        _, body = phone.request(phone.outbox)
        body = body[:end]

        await cut_request(app, body)

        asked = await phone.exchange(browser, [])
        known = {*range(1, asked.welcome.high + 1), *asked.known}
        assert known == whole_ones(body), end
        await send_the_rest(browser, phone, known)
        assert {seq: r.status for seq, r in phone.receipts.items()} == dict.fromkeys(range(1, 11), 1), end
        assert await Visit.all().count() == 10
        await Visit.all().delete()
        await StoredSubmission.all().delete()


def whole_ones(body: bytes) -> set[int]:
    """Which submissions a cut request still holds in full; nothing without the opening signature."""
    raw = zlib.decompressobj().decompress(body[5:])
    found, signed, place = set(), False, 0
    while place < len(raw):
        kind, place = raw[place : place + 1], place + 1
        try:
            length, place = _varint(raw, place)
        except IndexError:
            break
        if place + length > len(raw):
            break
        if kind == b"a":
            signed = True
        if kind == b"b" and signed:
            found.add(_varint(raw, place)[0])
        place += length
    return found


def _varint(raw: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, place = raw[place], place + 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


async def send_the_rest(browser: httpx.AsyncClient, phone: Phone, known: set[int]) -> None:
    """Bodies the office lacks, and one signature over all of them."""
    rest = [s for s in phone.outbox if s.seq not in known]
    named = [(s.seq, s.digest) for s in phone.outbox if s.seq in known]
    hello = phone.hello()
    answer = await post(browser, parcel.request(LABELS, hello, phone.key, rest, named=named))
    phone.take(hello, answer.content)


async def test_after_a_lost_answer_only_the_question_is_sent_again(huoi_co: World, browser_of: Any) -> None:
    browser, phone = await browser_of(None), await enrolled(huoi_co.dan)
    ten(phone, huoi_co)
    phone.wants_pages = True
    _, body = phone.request(phone.outbox)
    await browser.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})

    hello, question = phone.request([], asked=Ranges.of(range(1, 11)))
    answer = await browser.post("/sync/v1/exchange", content=question, headers={"content-type": MEDIA})
    phone.take(hello, answer.content)

    assert phone.unsettled() == []
    proof = 3 + 64  # a turn and a signature that no compression makes smaller
    assert len(question) < 0.2 * len(body) + proof
    assert await Visit.all().count() == 10


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_there_after_the_server_was_killed_again_and_again(
    where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """T-17: kill -9 at fifty moments nobody chose, half of them on each database; `make soak` does it ten thousand times."""
    url = ""
    if where == "postgresql":
        cluster = request.getfixturevalue("cluster")
        apart(create_database(cluster, "killed", "template_gandan"))
        url = cluster.url("killed")
    office = WarmOffice(tmp_path, url, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    world: World = office.prepare(build_world)
    phone = office.ask(lambda: _phone(world.dan.id))
    draw, acknowledged = random.Random(int(os.environ.get("SEED", "20181010"))), 0
    for _ in range(KILLS):
        office.start()
        acknowledged += _send_until_killed(office, phone, world, draw)

    kept = office.ask(_kept)
    settled = {seq for seq, receipt in phone.receipts.items() if receipt.status == 1}
    assert settled <= kept["accepted"], sorted(settled - kept["accepted"])
    assert len(kept["accepted"]) == kept["visits"]
    assert acknowledged > 2 * KILLS
