"""The power is cut: what the disk was not told to flush is gone, and what was acknowledged is not."""

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.office import Office
from tests.outbox.test_faults import _kept, _phone, _send_until_killed
from tests.phone import Phone
from tests.world import World, build_world

CUTS = int(os.environ.get("CUTS", "8"))
NAMES = ("gandan.db", "gandan.db-wal", "journal.jsonl")


def forgetful_disk(tmp_path: Path) -> str:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler here")
    library = tmp_path / "forgetful.so"
    source = Path(__file__).with_name("forgetful_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return str(library)


def test_after_every_power_cut_all_that_was_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    """T-24: the server dies and only what it flushed remains, again and again; `make soak` cuts two hundred times."""
    folder, copies = tmp_path / "office", tmp_path / "copies"
    folder.mkdir()
    copies.mkdir()
    office = Office(folder, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    world: World = office.prepare(build_world)
    phone: Phone = office.ask(lambda: _phone(world.dan.id))
    disk = {
        "LD_PRELOAD": forgetful_disk(tmp_path),
        "FORGETFUL_FOLDER": str(folder),
        "FORGETFUL_COPIES": str(copies),
    }
    office.environment |= disk
    draw, acknowledged, forgotten = random.Random(int(os.environ.get("SEED", "24"))), 0, 0
    for _ in range(CUTS):
        for name in NAMES:
            if (folder / name).exists():
                shutil.copy(folder / name, copies / name)
        office.start()
        acknowledged += _send_until_killed(office, phone, world, draw)
        forgotten += cut_the_power(folder, copies)
        kept = office.ask(_kept)
        settled = {seq for seq, receipt in phone.receipts.items() if receipt.status == 1}
        assert settled <= kept["accepted"], sorted(settled - kept["accepted"])
        assert len(kept["accepted"]) == kept["visits"]
    assert acknowledged > 2 * CUTS
    assert forgotten, "nothing was ever lost: the disk is not forgetful"


def cut_the_power(folder: Path, copies: Path) -> bool:
    """Only the flushed copies remain; true when that is less than what was there."""
    lost = False
    for name in (*NAMES, "gandan.db-shm"):
        before = (folder / name).read_bytes() if (folder / name).exists() else None
        after = (copies / name).read_bytes() if (copies / name).exists() else None
        lost |= before != after and name != "gandan.db-shm"
        (folder / name).unlink(missing_ok=True)
        if after is not None:
            (folder / name).write_bytes(after)
    return lost
