"""Commands `gandan backup`, `restore`, `recovery-key`."""

import argparse
import asyncio
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database
from webapp.core.keys import signer
from webapp.safekeeping.backup import NoRecoveryKey, write_backup
from webapp.safekeeping.copies import seal_copies, unpack_copy
from webapp.safekeeping.recovery_key import (
    NotOpened,
    from_letters,
    make_recovery_key,
    point_file,
    recovery_point,
)
from webapp.safekeeping.restore import Contents, NotRestored, restore_backup, verify_backup
from webapp.safekeeping.signing import mark_of


def add_to(commands: Any) -> None:
    key = commands.add_parser("recovery-key", help="make the key that opens backups, to be written on paper")
    key.add_argument(
        "--new", action="store_true", help="although there is one: it opens what is made from now on"
    )
    key.set_defaults(do=run_recovery_key)
    backup = commands.add_parser(
        "backup", help="write everything into one sealed file, while the server runs"
    )
    backup.add_argument("file", type=Path, nargs="?", help="left out: a new one in the data's folder backups")
    backup.add_argument("--keep", type=int, default=0, metavar="N", help="of that folder, keep the newest N")
    backup.set_defaults(do=run_backup)
    again = commands.add_parser("restore", help="begin again from a backup; stop the server first")
    again.add_argument("file", type=Path)
    again.add_argument(
        "--key-file", type=Path, help="a text file with the recovery key; else it is asked for"
    )
    again.add_argument("--check", action="store_true", help="only read all of it, change nothing")
    again.add_argument(
        "--not-ours", action="store_true", help="although it is not signed, or signed by another office"
    )
    again.add_argument(
        "--unpack",
        type=Path,
        metavar="FOLDER",
        help="of a database that a restore replaced: put its file there",
    )
    again.set_defaults(do=run_restore)


def run_recovery_key(args: argparse.Namespace) -> int:
    if recovery_point() and not args.new:
        print(f"There is a recovery key already ({point_file()}). Make another with --new.", file=sys.stderr)
        return 1
    show_new_recovery_key()
    return 0


def show_new_recovery_key() -> None:
    """At set-up, or if the paper is lost; never stored."""
    print("Write this on paper and lock it away. Only it opens the backups, and it is not kept here:")
    print(f"\n    {make_recovery_key()}\n")
    print(
        f"Write this beside it: the mark of this office, by which a backup of yours is known: {mark_of(signer().public)}"
    )


def run_backup(args: argparse.Namespace) -> int:
    async def work() -> Path:
        await migrate_database()
        async with open_database():
            seal_copies()
            return await write_backup(args.file, keep=args.keep)

    try:
        path = asyncio.run(work())
    except (NoRecoveryKey, OSError) as error:
        print(f"No backup was made. {error}", file=sys.stderr)
        return 1
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    try:
        key = from_letters(_letters(args))
        if args.unpack:
            print("\n".join(map(str, unpack_copy(args.file, key, args.unpack))))
            return 0
        if args.check:
            found = verify_backup(args.file, key, not_ours=args.not_ours)
        else:
            found = asyncio.run(restore_backup(args.file, key, not_ours=args.not_ours))
    except (NotOpened, NotRestored, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(_told(found, "is whole" if args.check else "is restored"))
    return 0


def _letters(args: argparse.Namespace) -> str:
    if args.key_file:
        return str(args.key_file.read_text())
    return getpass("Recovery key: ") if sys.stdin.isatty() else sys.stdin.readline()


def _told(found: Contents, done: str) -> str:
    told = f"{found.made_at:%Y-%m-%d %H:%M} UTC {done}: {found.rows} rows, {found.files} files"
    return f"{told}\n{found.signer.words}" if found.signer else told
