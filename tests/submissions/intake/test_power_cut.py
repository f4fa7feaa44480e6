"""The power is cut: what the disk was not told to flush is gone, and what was acknowledged is not."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.submissions.intake.faults import _kept, _phone, _send_until_killed
from tests.support.phone import Phone
from tests.support.warm import WarmOffice
from tests.support.world import World, build_world

CUTS = int(os.environ.get("CUTS", "8"))
NAMES = ("gandan.db", "gandan.db-wal", "journal.jsonl")


def forgetful(tmp_path: Path, folder: Path, copies: Path) -> dict[str, str]:
    """The environment of a program for whose files in `folder` only `copies` outlive a power cut."""
    folder.mkdir()
    copies.mkdir()
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        pytest.skip("no C compiler here")
    library = tmp_path / "forgetful.so"
    source = Path(__file__).with_name("forgetful_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "FORGETFUL_FOLDER": str(folder), "FORGETFUL_COPIES": str(copies)}


WRITES = """
import os, sys
with open(sys.argv[1], "wb", buffering=0) as file:
    file.write(b"flushed")
    os.fsync(file.fileno())
    file.write(b" and not")
"""


def test_the_disk_of_these_tests_keeps_what_was_flushed_and_forgets_the_rest(tmp_path: Path) -> None:
    folder, copies = tmp_path / "office", tmp_path / "copies"
    disk = forgetful(tmp_path, folder, copies)
    subprocess.run(
        [sys.executable, "-c", WRITES, str(folder / "journal.jsonl")], env={**os.environ, **disk}, check=True
    )
    assert (folder / "journal.jsonl").read_bytes() == b"flushed and not"

    cut_the_power(folder, copies)

    assert (folder / "journal.jsonl").read_bytes() == b"flushed"


def test_after_every_power_cut_all_that_was_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    """T-24: the server dies and only what it flushed remains, again and again; `make soak` cuts two hundred times."""
    folder, copies = tmp_path / "office", tmp_path / "copies"
    disk = forgetful(tmp_path, folder, copies)
    office = WarmOffice(folder, GANDAN_DEMO="", GANDAN_SECRETS=str(tmp_path / "secrets"))
    world: World = office.prepare(build_world)
    phone: Phone = office.ask(lambda: _phone(world.dan.id))
    office.environment |= disk
    draw, acknowledged = random.Random(int(os.environ.get("SEED", "24"))), 0
    for _ in range(CUTS):
        for name in NAMES:
            if (folder / name).exists():
                shutil.copy(folder / name, copies / name)
        office.start()
        acknowledged += _send_until_killed(office, phone, world, draw)
        cut_the_power(folder, copies)
        kept = office.ask(_kept)
        settled = {seq for seq, receipt in phone.receipts.items() if receipt.status == 1}
        assert settled <= kept["accepted"], sorted(settled - kept["accepted"])
        assert len(kept["accepted"]) == kept["visits"]
    assert acknowledged > 2 * CUTS


def cut_the_power(folder: Path, copies: Path) -> None:
    """Only the flushed copies remain."""
    for name in (*NAMES, "gandan.db-shm"):
        (folder / name).unlink(missing_ok=True)
        if (copies / name).exists():
            shutil.copy(copies / name, folder / name)
