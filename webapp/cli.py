"""The `gandan` command: serve, migrate, import, rebuild."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from pathlib import Path

from webapp.db import database, database_name, migrate
from webapp.settings import settings


def serve(_: argparse.Namespace) -> int:
    """Migrate, seed the demo commune on its first start, and answer requests until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

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
    )
    server.serve()
    return 0


async def _prepare() -> None:
    await migrate()
    if settings().demo:
        from webapp.demo.commune import seed_once
        from webapp.demo.routes import PEOPLE

        async with database():
            await seed_once()
        print(f"Gần Dân · demo · {database_name(settings().database_url)}", flush=True)
        for slug, title in PEOPLE.items():
            print(f"  {title}: {settings().base_url}/demo/{slug}", flush=True)


def run_migrate(_: argparse.Namespace) -> int:
    asyncio.run(migrate())
    print(f"{database_name(settings().database_url)} is up to date")
    return 0


def import_households(args: argparse.Namespace) -> int:
    from webapp.households.imports import import_from_command_line

    return asyncio.run(_with_database(lambda: import_from_command_line(args.file, write=args.yes)))


def rebuild(args: argparse.Namespace) -> int:
    from webapp.outbox.rebuild import rebuild_from_log

    return asyncio.run(_with_database(lambda: rebuild_from_log(check=args.check)))


def begin(args: argparse.Namespace) -> int:
    """The commune, a hamlet or an account, whichever command was given."""
    from webapp import beginning
    from webapp.accounts.models import Role
    from webapp.calendar import today

    async def work() -> int:
        try:
            if args.command == "commune":
                print((await beginning.found_commune(args.name)).full_name)
            elif args.command == "hamlet":
                print((await beginning.add_hamlet(args.name, args.letters, since=today())).full_name)
            else:
                password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
                role = Role(args.role)
                await beginning.give_account(args.username, name=args.name, role=role, password=password)
                print(f"{args.username} can sign in")
        except beginning.CannotBegin as error:
            print(error, file=sys.stderr)
            return 1
        return 0

    return asyncio.run(_with_database(work))


async def _with_database(work: Callable[[], Awaitable[int]]) -> int:
    await migrate()
    async with database():
        return await work()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="gandan", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("serve", help="run the office's server").set_defaults(do=serve)
    commands.add_parser("migrate", help="bring the database to this version").set_defaults(do=run_migrate)
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
        "--role", choices=["commune_office", "commune_secretary", "province_viewer"], required=True
    )
    account.set_defaults(do=begin)
    importing = commands.add_parser("import", help="read a list handed in by the office")
    lists = importing.add_subparsers(required=True)
    households = lists.add_parser("households", help="an .xlsx, .xls, .ods or .csv file of households")
    households.add_argument("file", type=Path)
    households.add_argument("--yes", action="store_true", help="write the right rows, not only show them")
    households.set_defaults(do=import_households)
    again = commands.add_parser("rebuild", help="make every projection again from the log")
    again.add_argument("--check", action="store_true", help="only compare, change nothing")
    again.set_defaults(do=rebuild)
    args = parser.parse_args(arguments)
    result: int = args.do(args)
    return result


if __name__ == "__main__":
    sys.exit(main())
