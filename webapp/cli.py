"""The `gandan` command: serve, migrate, import, bundle, rebuild, backup, restore, upstream, province."""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path
from typing import Any

import webapp.kinds  # noqa: F401 (fills the registry)
from webapp.audit import commands as readings
from webapp.core import logs
from webapp.core.database.db import database_name, open_database
from webapp.core.database.migrating import DamagedDatabase, migrate_database
from webapp.core.private_files import keep_private
from webapp.demo.guard import NoDemoHere, demo_is_on
from webapp.people.models import OrgUnit
from webapp.phone import commands as bundle
from webapp.province import commands as province
from webapp.safekeeping import commands as safekeeping
from webapp.safekeeping.copies import seal_copies
from webapp.safekeeping.recovery_key import recovery_point
from webapp.settings import settings
from webapp.upstream import commands as upstream

NODES = ("commune", "province")
KILL_AFTER = 6
"""Seconds from SIGTERM to kill. Phones retry unacknowledged work."""


def serve(args: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    if args.node:
        os.environ["GANDAN_NODE"] = args.node  # inherited by the worker process
        settings.cache_clear()
    asyncio.run(_prepare())
    server = Granian(
        "webapp.app:create_app",
        factory=True,
        address=settings().host,
        port=settings().port,
        interface=Interfaces.ASGI,
        workers=1,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_AFTER,
    )
    server.serve()
    return 0


async def _prepare() -> None:
    await migrate_database()
    seal_copies()
    async with open_database():
        refuse_another_nodes_database(await OrgUnit.filter(commune__not="", kind__in=NODES).first())
    if demo_is_on():
        from webapp.demo.base.cast import PEOPLE
        from webapp.demo.commune import seed_once

        async with open_database():
            await seed_once()
        print(f"Gần Dân · demo · {database_name(settings().database_url)}", flush=True)
        for slug, title in PEOPLE.items():
            print(f"  {title}: {settings().base_url}/demo/{slug}", flush=True)


def refuse_another_nodes_database(unit: OrgUnit | None) -> None:
    """The province's pages would expose a commune's households."""
    if unit and unit.kind != settings().node:
        raise SystemExit(
            f"This database is of {unit.full_name}. Name another in GANDAN_DATABASE_URL for a {settings().node}."
        )


def run_migrate(_: argparse.Namespace) -> int:
    asyncio.run(migrate_database())
    print(f"{database_name(settings().database_url)} is up to date")
    return 0


def import_households(args: argparse.Namespace) -> int:
    from webapp.households.imports.imports import import_from_command_line

    return asyncio.run(_with_database(lambda: import_from_command_line(args.file, write=args.yes)))


def rebuild(args: argparse.Namespace) -> int:
    from webapp.submissions.intake.rebuild import rebuild_from_log

    return asyncio.run(_with_database(lambda: rebuild_from_log(check=args.check)))


def begin(args: argparse.Namespace) -> int:
    """Commands `commune`, `hamlet`, `account` and `close-account`."""
    from webapp import installing
    from webapp.core.calendar import today
    from webapp.web.person import Role

    async def work() -> int:
        try:
            if args.command == "commune":
                print((await installing.found_commune(args.name)).full_name)
                if recovery_point() is None:
                    safekeeping.show_new_recovery_key()
            elif args.command == "hamlet":
                print((await installing.add_hamlet(args.name, args.letters, since=today())).full_name)
            elif args.command == "close-account":
                print(f"{(await installing.close_account_of(args.username)).username} signs in no longer")
            else:
                password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
                role = Role(args.role)
                await installing.give_account(args.username, name=args.name, role=role, password=password)
                print(f"{args.username} can sign in")
        except installing.CannotBegin as error:
            print(error, file=sys.stderr)
            return 1
        return 0

    return asyncio.run(_with_database(work))


async def _with_database(work: Callable[[], Awaitable[int]]) -> int:
    await migrate_database()
    async with open_database():
        return await work()


def add_beginnings(commands: Any) -> None:
    commune = commands.add_parser("commune", help="begin a real installation: the commune of this office")
    commune.add_argument("name")
    commune.set_defaults(do=begin)
    hamlet = commands.add_parser("hamlet", help="add a hamlet and its branch")
    hamlet.add_argument("name")
    hamlet.add_argument("letters", help="what its households' codes begin with, such as HC")
    hamlet.set_defaults(do=begin)
    account = commands.add_parser(
        "account", help="let somebody of the office sign in, or give a new password"
    )
    account.add_argument("username")
    account.add_argument("--name", required=True)
    account.add_argument(
        "--role",
        choices=["commune_office", "commune_secretary", "province_viewer", "province_office"],
        required=True,
    )
    account.set_defaults(do=begin)
    closing = commands.add_parser("close-account", help="an account signs in no longer; its sessions end")
    closing.add_argument("username")
    closing.set_defaults(do=begin)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gandan", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    serving = commands.add_parser("serve", help="run the office's server")
    serving.add_argument("--node", choices=NODES, help="whose it is; else GANDAN_NODE, else the commune's")
    serving.set_defaults(do=serve)
    commands.add_parser("migrate", help="bring the database to this version").set_defaults(do=run_migrate)
    add_beginnings(commands)
    importing = commands.add_parser("import", help="read a list handed in by the office")
    lists = importing.add_subparsers(required=True)
    households = lists.add_parser("households", help="an .xlsx, .xls, .ods or .csv file of households")
    households.add_argument("file", type=Path)
    households.add_argument("--yes", action="store_true", help="write the right rows, not only show them")
    households.set_defaults(do=import_households)
    again = commands.add_parser("rebuild", help="make every projection again from the log")
    again.add_argument("--check", action="store_true", help="only compare, change nothing")
    again.set_defaults(do=rebuild)
    bundle.add_to(commands)
    safekeeping.add_to(commands)
    readings.add_to(commands)
    upstream.add_to(commands)
    province.add_to(commands)
    args = parser.parse_args(arguments)
    logs.set_up()
    keep_private()
    try:
        result: int = args.do(args)
    except (DamagedDatabase, NoDemoHere) as error:
        print(error, file=sys.stderr)
        return 1
    return result


if __name__ == "__main__":
    sys.exit(main())
