"""Which pages a device should hold, and the fewest bytes that bring it there."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sync.frames import ZERO8, frame, varint

Manifest = Mapping[str, bytes]


@dataclass(frozen=True)
class Delta:
    """`manifest` is what the device holds afterwards; unless `whole`, more is left for the next answer."""

    put: tuple[str, ...]
    drop: tuple[str, ...]
    replace: bool
    manifest: Manifest
    whole: bool


def page_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:8]


def manifest_hash(manifest: Manifest) -> bytes:
    """One name for a whole set of pages; a device without pages says zeros."""
    if not manifest:
        return ZERO8
    listed = sorted((path.encode(), page) for path, page in manifest.items())
    return hashlib.sha256(b"".join(varint(len(path)) + path + page for path, page in listed)).digest()[:8]


def plan(
    confirmed: Manifest | None,
    wanted: Manifest,
    *,
    order: Sequence[str] = (),
    sizes: Mapping[str, int] | None = None,
    budget: int | None = None,
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
    return Delta(tuple(put), drop, confirmed is None, after, len(put) == len(new))


def frames(delta: Delta, content: Callable[[str], bytes]) -> bytes:
    """Pages, drops and the end mark; nothing at all when the device is up to date."""
    if not (delta.put or delta.drop or delta.replace):
        return b""
    parts = [frame(b"d", path.encode()) for path in delta.drop]
    for path in delta.put:
        named = varint(len(path.encode())) + path.encode() + delta.manifest[path]
        parts.append(frame(b"p", named + content(path)))
    parts.append(frame(b"e", manifest_hash(delta.manifest)))
    return b"".join(parts)
