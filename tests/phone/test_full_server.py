"""The real server on a disk that takes no more bytes: SQLite's own errors, at the write and at the commit."""

import os
import resource
import time
from pathlib import Path

import httpx

from sync.ranges import Ranges
from tests.submissions.intake.faults import _kept, _phone
from tests.support.office import Office
from tests.support.phone import MEDIA, Phone
from tests.support.world import World, build_world
from webapp.core.database.migrating import check_whole

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def processes(office: Office) -> list[int]:
    """The server's own, all of its group."""
    assert office.process is not None
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(path.name)) == office.process.pid:
                found.append(int(path.name))
        except ProcessLookupError:
            continue
    return found


def let_files_grow_to(office: Office, size: int) -> None:
    for pid in processes(office):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY) if size else UNLIMITED)


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_space(tmp_path: Path) -> None:
    """T-18: the write-ahead log may grow by so many bytes and no more, a little further each time."""
    office = Office(tmp_path, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    world: World = office.prepare(build_world)
    phone: Phone = office.ask(lambda: _phone(world.dan.id))
    phone.wants_pages = False
    office.start()
    refused = 0
    try:
        with httpx.Client(base_url=office.base, timeout=20) as client:
            for room in range(100, 320_000, 16_000):
                for number in range(5):
                    phone.write(
                        1, world.an.id, [1, [1], 0, f"Ghi chú số {number} " * 12], wall=int(time.time())
                    )
                let_files_grow_to(office, (tmp_path / "gandan.db-wal").stat().st_size + room)
                refused += not sent(client, phone)
                let_files_grow_to(office, 0)
                assert sent(client, phone), room
        assert {receipt.status for receipt in phone.receipts.values()} == {1}
    finally:
        office.stop()

    assert 3 < refused < 20
    check_whole(tmp_path / "gandan.db")
    kept = office.ask(_kept)
    assert len(kept["accepted"]) == kept["visits"] == len(phone.outbox)


def sent(client: httpx.Client, phone: Phone) -> bool:
    """One exchange, after asking what is there; False when the office says that it cannot write."""
    named = Ranges.of(one.seq for one in phone.unsettled())
    for items, asked in (([], named), (phone.unsettled(), None)):
        hello, body = phone.request(items, asked=asked)
        answer = client.post("/sync/v1/exchange", content=body, headers={"content-type": MEDIA})
        if answer.status_code != 200:
            assert (answer.status_code, answer.text) == (503, "storage")
            return False
        phone.take(hello, answer.content)
    return True
