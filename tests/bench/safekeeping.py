"""How long an office is away when its computer is lost, and what backups cost: run with `python -m tests.bench.safekeeping`.

The demo commune with its years of records. RPO is how often `gandan backup` is called, at best as often as one takes;
what phones still hold comes back besides. RTO is the restore and the first page after it.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support.office import Office
from webapp.submissions.models import StoredSubmission


def gandan(office: Office, *command: str) -> tuple[float, str]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "webapp.cli", *command],
        env=office.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.monotonic() - began, done.stdout


def opened(office: Office) -> float:
    began = time.monotonic()
    office.start()
    return time.monotonic() - began


def main() -> None:
    os.environ.setdefault("GANDAN_DEMO", "1")
    with tempfile.TemporaryDirectory() as place:
        first, second = Path(place, "first"), Path(place, "second")
        first.mkdir()
        second.mkdir()
        office = Office(first, GANDAN_DEMO="1", GANDAN_SECRETS=str(first / "secrets"))
        opened(office)
        (first / "paper").write_text(gandan(office, "recovery-key")[1].split("\n\n")[1])
        kept, told = gandan(office, "backup")  # while the server runs
        office.stop()
        size = (first / "gandan.db").stat().st_size
        [file] = (first / "backups").glob("gandan-*.backup")
        again = Office(second, GANDAN_DEMO="1", GANDAN_SECRETS=str(second / "secrets"))
        paper = ("--key-file", str(first / "paper"))
        drill, _ = gandan(again, "restore", str(file), *paper, "--check")
        restored, rows = gandan(again, "restore", str(file), *paper)
        answers = opened(again)
        again.stop()
        count = again.ask(lambda: StoredSubmission.all().count())
        print(f"{count} records, database {size / 1e6:.1f} MB; {rows.strip()}")
        print(
            f"backup beside the running server: {kept:.1f} s, {file.stat().st_size / 1e6:.1f} MB  (RPO at best)"
        )
        print(f"drill, reading all of it: {drill:.1f} s")
        print(f"restore {restored:.1f} s + first answer {answers:.1f} s = RTO {restored + answers:.1f} s")


if __name__ == "__main__":
    main()
