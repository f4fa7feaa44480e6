"""All phones of a commune at the office's Wi-Fi after thirty days: `python -m tests.bench.crowd`."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.support.crowd import gather_phones, meet
from tests.support.office import Office


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crowd", description=__doc__)
    parser.add_argument("--phones", type=int, default=66)
    parser.add_argument("--households", type=int, default=10)
    parser.add_argument("--visits", type=int, default=30)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), GANDAN_DEMO="", GANDAN_SECRETS=folder)
        phones = office.prepare(lambda: gather_phones(asked.phones, asked.households, asked.visits))
        office.start()
        try:
            seen = asyncio.run(meet(office, phones))
        finally:
            office.stop()
    slowest = max(seen.drained.values())
    print(f"{len(phones)} phones, {asked.visits} visits each: all drained after {slowest:.1f} s")
    print(f"exchanges by status: {dict(seen.statuses)}")
    print(
        f"meanwhile {len(seen.pages)} pages at the desk, by status {dict(seen.page_statuses)}: "
        f"half within {1000 * seen.page_within(0.5):.0f} ms, 95 % within {1000 * seen.page_within(0.95):.0f} ms"
    )


if __name__ == "__main__":
    main()
