"""Command `gandan bundle`: import files, write return files."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from webapp.accounts.models import Device
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database
from webapp.people.queries import this_commune
from webapp.phone.carried_files import LARGEST_FILE, CarriedReport, Carrier, import_carried_file
from webapp.phone.returns import NoReceiveKey, return_file

NO_KEY = "enrolled by an earlier release, so nothing can be sealed for it; it needs a new slip"


def add_to(commands: Any) -> None:
    bundle = commands.add_parser("bundle", help="files that couriers carry between phones and the office")
    kinds = bundle.add_subparsers(required=True)
    importing = kinds.add_parser(
        "import", help="take in files saved by phones; any order, any number of times"
    )
    importing.add_argument("file", type=Path, nargs="+")
    importing.set_defaults(do=lambda args: _run(lambda: import_files(args.file)))
    back = kinds.add_parser("return", help="write the file that brings receipts and pages back to one phone")
    back.add_argument("device", help="11 characters, as the report of `bundle import` shows them")
    back.add_argument("file", type=Path)
    back.set_defaults(do=lambda args: _run(lambda: write_return(args.device, args.file)))


def _run(work: Callable[[], Awaitable[int]]) -> int:
    async def run() -> int:
        await migrate_database()
        async with open_database():
            return await work()

    return asyncio.run(run())


async def import_files(paths: list[Path]) -> int:
    """Exit status 0 if all were readable and ours, even if records wait."""
    carrier = Carrier(await this_commune(), "gandan bundle import")
    bad = 0
    for path in paths:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as error:
            print(f"{path}: {error.strerror}", file=sys.stderr)
            bad = 1
            continue
        carried = await import_carried_file(carrier, path.name, content)
        print(report_line(carried), file=sys.stderr if carried.problem else sys.stdout)
        bad |= bool(carried.problem)
    return bad


async def write_return(device_id: str, path: Path) -> int:
    device = await Device.get_or_none(id=device_id, commune=await this_commune(), kind="phone")
    if device is None:
        print(f"{device_id}: no phone of this commune", file=sys.stderr)
        return 1
    try:
        content = await return_file(device)
        _write(path, content)
    except NoReceiveKey:
        print(f"{device_id}: {NO_KEY}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{path} ({len(content)} bytes) for {device_id}")
    return 0


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def report_line(carried: CarriedReport) -> str:
    if carried.problem:
        return f"{carried.name}: {carried.problem}"
    counted = {
        "new": carried.new,
        "already there": carried.there,
        "put aside": carried.aside,
        "waiting for a signature": carried.unsigned,
        "refused": carried.refused,
        "missing": carried.missing,
    }
    always = ("new", "already there", "put aside", "missing")
    listed = ", ".join(f"{n} {what}" for what, n in counted.items() if n or what in always)
    marks = [mark for mark, on in (("cut short", carried.cut), ("no room for more", carried.full)) if on]
    return f"{carried.name}: {'; '.join([listed, *marks])} · {carried.person} {carried.device}".rstrip(" ·")
