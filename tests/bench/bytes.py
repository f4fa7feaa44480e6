"""Bytes on the wire for the ordinary cases: `python -m tests.bench.bytes`."""

import asyncio
import json
import random

from sync import parcel, seal
from sync.envelope import Submission, make_body, to_text
from sync.frames import Hello, Origin
from sync.inbox import ACCEPTED, Inbox
from sync.memory import MemoryLedger
from tests.sync.stage import in_chunks
from webapp.core.labels import LABELS

WHO = "Bà cụ|Ông Thái|Chị Hoa|Anh Bình|Gia đình|Cháu Lan|Con trai lớn|Hai vợ chồng|Mẹ chủ hộ|Em gái"
DOES = "hỏi về|đề nghị xem lại|chưa nhận được|đang cần|xin hướng dẫn|muốn vay|nhờ hỏi giúp|chưa hiểu rõ|đã làm xong"
WHAT = (
    "giấy bảo hiểm y tế cho cháu nhỏ|đường nước vào bản bị tắc sau mưa|tiền làm chuồng trâu|giống ngô vụ tới|"
    "vốn trồng cỏ voi|hố xí hợp vệ sinh|đường điện cuối bản|thủ tục tách hộ|con đi học bán trú|mái nhà dột gần bếp"
)
THEN = (
    "hẹn tuần sau quay lại|đã ghi để báo chi ủy|cần trả lời trước mùa mưa|đã chỉ cách làm đơn|bản sẽ giúp hai công|"
    "chờ trạm y tế|đã gọi cán bộ phụ trách|nhà đồng ý cho ghi|đã đưa tờ hướng dẫn"
)
DEVICE, NOW = bytes(range(1, 9)), 1763815200


def note(rng: random.Random) -> str:
    text = ""
    while len(text) < 115:
        text += "{} {} {}, {}. ".format(*(rng.choice(part.split("|")) for part in (WHO, DOES, WHAT, THEN)))
    return text[: rng.randint(88, 134)].strip()


def visits(count: int, seed: int = 7) -> list[Submission]:
    rng = random.Random(seed)
    made, wall = [], NOW
    for seq in range(1, count + 1):
        wall += rng.randint(600, 90_000)
        values = [rng.randint(1, 4), sorted(rng.sample(range(1, 7), 2)), rng.randint(0, 1), note(rng)]
        house = to_text(rng.randbytes(8))
        made.append(
            Submission(DEVICE, seq, make_body(kind=1, schema=1, wall=wall, entity=house, values=values))
        )
    return made


async def measure() -> dict[str, tuple[int, int]]:
    key, office = seal.DeviceKey.generate(), seal.OfficeKey.generate(LABELS)

    async def apply(arrivals):
        return [ACCEPTED] * len(arrivals)

    async def both_ways(items, **more) -> tuple[int, int]:
        ledger = MemoryLedger()
        ledger.enrol(DEVICE, key.public)
        hello = Hello(DEVICE, parcel.new_nonce(), b"i" * 8, b"m" * 8, len(items), NOW, 12, {"free_mb": 900})
        request = parcel.request(LABELS, hello, key, items, **more)
        answer = await Inbox(ledger, apply, LABELS, office=office).exchange(in_chunks(request))
        assert len(answer.receipts) == len(items)
        return len(request), len(answer.head(incarnation=b"i" * 8, server_time=NOW, manifest=b"m" * 8))

    def carried(items) -> int:
        session = seal.WritingSession(LABELS, DEVICE, office.public)
        origin = Origin(DEVICE, office.fingerprint, len(items), NOW)
        return len(parcel.carried_file(LABELS, origin, key, [parcel.sealed(session, item) for item in items]))

    fifty = visits(50)
    session = seal.WritingSession(LABELS, DEVICE, office.public)
    bodies = sum(len(item.body) for item in fifty)
    notes = [json.loads(item.body)[5][3] for item in fifty]
    print(f"50 bodies: {bodies} bytes; notes of {sum(map(len, notes)) / 50:.0f} characters")
    return {
        "nothing new": await both_ways([]),
        "one visit, open": await both_ways(fifty[:1]),
        "50 visits, open": await both_ways(fifty),
        "50 visits, sealed exchange": await both_ways([parcel.sealed(session, item) for item in fifty]),
        "one visit, sealed file": (carried(fifty[:1]), 0),
        "50 visits, sealed file": (carried(fifty), 0),
    }


if __name__ == "__main__":
    for name, (up, down) in asyncio.run(measure()).items():
        print(f"{name:32} {up:6} up {down:5} down {up + down:6} together")
