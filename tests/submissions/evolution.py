"""Bodies as earlier releases wrote them."""

import json
from pathlib import Path

from sync.envelope import Submission, to_text

GOLDEN = sorted(Path(__file__).parent.glob("golden/*.jsonl"))
DEVICES = {"phone": b"oldphone", "desk": b"olddesk0"}
PLAN, HANDOVER, NOTICE = to_text(b"assignpl"), to_text(b"handover"), to_text(b"notice00")
HAMLET = to_text(b"hamlet00")


def golden() -> list[Submission]:
    lines = [json.loads(line) for file in GOLDEN for line in file.read_text().splitlines()]
    return [Submission(DEVICES[line["from"]], line["seq"], line["body"].encode()) for line in lines]
