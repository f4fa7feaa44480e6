"""Which pages a device should hold, and the fewest bytes that bring it there."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync.frames import ZERO8, frame, varint

Manifest = Mapping[str, bytes]


@dataclass(frozen=True)
class Delta:
    """`manifest` is what the device holds afterwards; unless `whole`, more is left for the next answer.

    `pieces`: how many parts of the answer count by themselves when the rest is cut off.
    """

    put: tuple[str, ...]
    drop: tuple[str, ...]
    replace: bool
    manifest: Manifest
    whole: bool
    before: Manifest
    pieces: int = 1


def page_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:8]


def manifest_hash(manifest: Manifest) -> bytes:
    """One name for a whole set of pages; a device without pages says zeros."""
    if not manifest:
        return ZERO8
    listed = sorted((path.encode(), page) for path, page in manifest.items())
    return hashlib.sha256(b"".join(varint(len(path)) + path + page for path, page in listed)).digest()[:8]


def steps(before: Manifest, after: Manifest, put: Sequence[str]) -> Iterator[Manifest]:
    """What the device holds when the answer is cut behind each of the pages put."""
    held = {path: page for path, page in before.items() if path in after}
    for path in put:
        held = held | {path: after[path]}
        yield held


def plan(
    confirmed: Manifest | None,
    wanted: Manifest,
    *,
    order: Sequence[str] = (),
    sizes: Mapping[str, int] | None = None,
    budget: int | None = None,
    pieces: int = 1,
) -> Delta:
    """Compare what the device confirmed (None: unknown, so it starts anew) with what belongs to it now.

    Pages that no longer belong go first and all at once. New ones come in `order` until `budget`
    bytes are used, at least one; what is left waits for the next exchange.
    """
    held = dict(confirmed or {})
    drop = tuple(sorted(held.keys() - wanted.keys()))
    after = {path: page for path, page in held.items() if path in wanted}
    rank = {path: place for place, path in enumerate(order)}
    new = [path for path in wanted if held.get(path) != wanted[path]]
    put: list[str] = []
    spent = 0
    for path in sorted(new, key=lambda path: (rank.get(path, len(rank)), path)):
        spent += (sizes or {}).get(path, 0)
        if put and budget is not None and spent > budget:
            break
        put.append(path)
        after[path] = wanted[path]
    return Delta(tuple(put), drop, confirmed is None, after, len(put) == len(new), held, pieces)


def frames(delta: Delta, content: Callable[[str], bytes]) -> bytes:
    """Drops, pages, and after each piece of them its mark; nothing at all when the device is up to date."""
    if not (delta.put or delta.drop or delta.replace):
        return b""
    parts = [frame(b"d", path.encode()) for path in delta.drop]
    pages = [_page(path, delta.manifest[path], content(path)) for path in delta.put]
    size = sum(map(len, pages)) / delta.pieces if delta.pieces < len(pages) else 0
    spent = 0
    held = steps(delta.before, delta.manifest, delta.put)
    for page, now in zip(pages[:-1], held, strict=False):
        parts.append(page)
        spent += len(page)
        if spent >= size:
            parts.append(frame(b"e", manifest_hash(now)))
            spent = 0
    parts += pages[-1:]
    parts.append(frame(b"e", manifest_hash(delta.manifest)))
    return b"".join(parts)


def _page(path: str, digest: bytes, content: bytes) -> bytes:
    return frame(b"p", varint(len(path.encode())) + path.encode() + digest + content)
