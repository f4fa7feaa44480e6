"""The example and the code of the README run, and an answer that is lost costs nothing."""

import re
import subprocess
import sys
from pathlib import Path

from sync import Status, example

README = Path("sync/README.md").read_text()


async def test_a_lost_answer_applies_nothing_twice():
    office, lan, mai = await example.run()

    notes = [note for _, note in office.ledger.effects]
    assert notes == ["The spring is dry", "Two roofs leak", "The bridge is closed"]
    assert [(r.seq, r.status, r.number) for r in lan.receipts.values()] == [(1, 1, 1), (2, 1, 2)]
    assert [(r.seq, r.status, r.number) for r in mai.receipts.values()] == [(1, Status.ACCEPTED, 3)]
    assert mai.pages == {"/notes": "\n".join(notes).encode()}


def test_the_example_is_a_program():
    done = subprocess.run([sys.executable, "-m", "sync.example"], capture_output=True, text=True, check=True)

    assert "phone-02 receipt numbers [3]" in done.stdout


def test_the_code_of_the_readme_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{1: 1, 2: 1} ['Roof leaks', 'Well is dry']\n"
