"""Command `gandan upstream`: join; exchange by network or carried files."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sync.parcel import new_nonce
from webapp.core.database.db import open_database
from webapp.core.database.migrating import migrate_database
from webapp.people.queries import this_commune
from webapp.province import invitation
from webapp.upstream.background import contact_and_note
from webapp.upstream.files import letters_files, take_reply_file
from webapp.upstream.link import NotJoined, join_province_by_file, join_province_by_network, the_link
from webapp.upstream.models import ProvinceLink
from webapp.upstream.transport import NoAnswer, ask_province


def add_to(commands: Any) -> None:
    upstream = commands.add_parser("upstream", help="the way from this commune's office to its province")
    verbs = upstream.add_subparsers(required=True, dest="verb")
    join = verbs.add_parser("join", help="with the code that the province gave")
    join.add_argument("place", help="the province's address, or its slip as a file")
    join.add_argument("code")
    join.set_defaults(do=lambda args: _run(lambda: _join(args.place, args.code)))
    send = verbs.add_parser("send", help="send now what waits; the running server does it by itself")
    send.set_defaults(do=lambda _: _run(_send))
    file = verbs.add_parser("file", help="write what waits into a file for somebody to carry")
    file.add_argument("out", type=Path)
    file.add_argument("--no-backup", action="store_true", help="only letters, so that the file is small")
    file.set_defaults(do=lambda args: _run(lambda: _file(args.out, backups=not args.no_backup)))
    take = verbs.add_parser("take", help="read the reply that was carried back")
    take.add_argument("reply", type=Path, nargs="+")
    take.set_defaults(do=lambda args: _run(lambda: _take(args.reply)))
    fetching = verbs.add_parser(
        "fetch", help="this office's newest backup from the province, to restore from"
    )
    fetching.add_argument("url")
    fetching.add_argument("code")
    fetching.add_argument("out", type=Path)
    fetching.set_defaults(do=lambda args: _told(fetch_backup(args.url, args.code, args.out)))


def _run(work: Callable[[], Awaitable[str]]) -> int:
    async def whole() -> str:
        await migrate_database()
        async with open_database():
            return await work()

    return _told(whole())


def _told(work: Any) -> int:
    try:
        print(asyncio.run(work))
    except (NotJoined, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _join(place: str, code: str) -> str:
    if place.startswith(("http://", "https://")):
        link = await join_province_by_network(place, code)
        return f"Joined {link.name} at {link.url}"
    link = await join_province_by_file(Path(place).read_text(), code)
    return (
        f"Joined {link.name}. It lets this office in when it reads the first file: gandan upstream file OUT"
    )


async def _joined() -> ProvinceLink:
    link = await the_link(await this_commune())
    if link is None:
        raise NotJoined("This office has not joined a province yet. Run: gandan upstream join ADDRESS CODE")
    return link


async def _send() -> str:
    link = await _joined()
    arrived = await contact_and_note(link)
    if link.problem:
        raise NotJoined(
            f"{link.name} was not reached ({link.problem}); {arrived} letters arrived before that"
        )
    return f"{link.name} has received {arrived} new letters"


async def _file(out: Path, *, backups: bool) -> str:
    files = await letters_files(await _joined(), backups=backups)
    names = [out, *(out.with_stem(f"{out.stem}-{n}") for n in range(2, len(files) + 1))]
    for name, content in zip(names, files, strict=True):
        name.write_bytes(content)
    return "\n".join(f"{name} ({name.stat().st_size / 1000:.1f} kB)" for name in names)


async def _take(replies: list[Path]) -> str:
    link = await _joined()
    arrived = sum([await take_reply_file(link, reply.read_bytes()) for reply in replies])
    return f"{link.name} has received {arrived} new letters"


async def fetch_backup(url: str, code: str, out: Path) -> str:
    nonce = new_nonce()
    said = invitation.shown(invitation.proof_of(code), "backup", nonce)
    asked = {"nonce": invitation.to_base64url(nonce), "proof": said}
    try:
        content = await ask_province(f"{url.rstrip('/')}/sync/v1/backup", asked)
    except NoAnswer as error:
        why = {
            403: "The province does not know this code.",
            404: "The province has no whole backup of this office.",
        }
        raise NotJoined(why.get(error.status, f"No answer from {url}. Try again later.")) from error
    out.write_bytes(content)
    return f"{out} ({len(content) / 1e6:.1f} MB). Restore from it: gandan restore {out}"
