"""Command `gandan province`: begin, invite communes, import files, return backups."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database
from webapp.installing import CannotBegin
from webapp.province.carried_files import NotTaken, take_office_file
from webapp.province.models import JoinedOffice
from webapp.province.queries import newest_backup, this_province
from webapp.province.rules import found_province, invite_office, province_slip_for
from webapp.settings import settings

REPLY = ".reply"


def add_to(commands: Any) -> None:
    province = commands.add_parser("province", help="the province's node, which communes' offices report to")
    verbs = province.add_subparsers(required=True, dest="verb")
    begin = verbs.add_parser("begin", help="begin a real installation: the province of this node")
    begin.add_argument("name")
    begin.set_defaults(do=lambda args: _run(lambda: _begin(args.name)))
    enrol = verbs.add_parser("enrol", help="a code for one commune's office")
    enrol.add_argument("name", help="of the commune")
    enrol.add_argument(
        "--slip", type=Path, help="also write what it must know into a file, to be carried there"
    )
    enrol.add_argument("--again", action="store_true", help="its server was lost and begins anew")
    enrol.set_defaults(do=lambda args: _run(lambda: _enrol(args.name, args.slip, again=args.again)))
    importing = verbs.add_parser(
        "import", help="read files that were carried here; write a reply beside each"
    )
    importing.add_argument("file", type=Path, nargs="+")
    importing.set_defaults(do=lambda args: _run(lambda: _import(args.file)))
    backup = verbs.add_parser("backup", help="the newest sealed backup of a commune, to be carried there")
    backup.add_argument("name")
    backup.add_argument("out", type=Path)
    backup.set_defaults(do=lambda args: _run(lambda: _backup(args.name, args.out)))


def _run(work: Callable[[], Awaitable[str]]) -> int:
    async def whole() -> str:
        await migrate_database()
        async with open_database():
            return await work()

    try:
        print(asyncio.run(whole()))
    except (CannotBegin, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _begin(name: str) -> str:
    return (await found_province(name)).full_name


async def _enrol(name: str, slip: Path | None, *, again: bool) -> str:
    office, code = await invite_office(name, again=again)
    place = settings().base_url
    if slip:
        slip.write_text(await province_slip_for(office))
        place = slip.name
    return (
        f"At {office.name}, until {office.expires_at:%d/%m/%Y}:\n\n    gandan upstream join {place} {code}\n"
    )


async def _import(files: list[Path]) -> str:
    province = await this_province()
    told = []
    for file in files:
        try:
            taken = await take_office_file(province.id if province else "", file.read_bytes())
        except NotTaken as error:
            told.append(f"{file}: not taken in ({error})")
            continue
        reply = file.with_name(file.name + REPLY)
        reply.write_bytes(taken.reply)
        told.append(f"{file}: {taken.office.name}, {taken.accepted} letters; carry back {reply}")
    return "\n".join(told)


async def _backup(name: str, out: Path) -> str:
    office = await JoinedOffice.get_or_none(name=name)
    content = await newest_backup(office) if office else None
    if content is None:
        raise CannotBegin(f"There is no whole backup of {name} here.")
    out.write_bytes(content)
    return f"{out} ({len(content) / 1e6:.1f} MB)"
