"""Plan which pages an answer carries, so that a device holds what it should."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sync.frames import ZERO8, frame, varint

Manifest = Mapping[str, bytes]


@dataclass(frozen=True)
class Delta:
    """`manifest`: what the device holds afterwards; unless `whole`, the next answer brings more.

    `pieces`: into how many parts the answer is divided; the parts before a cut count.
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
    """The hash of a whole set of pages; zeros for none."""
    if not manifest:
        return ZERO8
    listed = sorted((path.encode(), page) for path, page in manifest.items())
    return hashlib.sha256(b"".join(varint(len(path)) + path + page for path, page in listed)).digest()[:8]


def partial_manifests(before: Manifest, after: Manifest, put: Sequence[str]) -> Iterator[Manifest]:
    """What the device holds if the answer is cut after each of the pages in `put`."""
    held = {path: page for path, page in before.items() if path in after}
    for path in put:
        held = held | {path: after[path]}
        yield held


def plan_delta(
    confirmed: Manifest | None,
    wanted: Manifest,
    *,
    order: Sequence[str] = (),
    sizes: Mapping[str, int] | None = None,
    budget: int | None = None,
    pieces: int = 1,
) -> Delta:
    """Compare the pages that the device confirmed (None: unknown, replace all) with those it should hold.

    Pages to drop come first and all at once. New ones follow in `order` until `budget` bytes are used, at least one.
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


def page_frames(delta: Delta, content: Callable[[str], bytes]) -> bytes:
    """Frames of the dropped pages and the new ones, with a mark after each piece; empty if there is no change."""
    if not (delta.put or delta.drop or delta.replace):
        return b""
    parts = [frame(b"d", path.encode()) for path in delta.drop]
    pages = [_page(path, delta.manifest[path], content(path)) for path in delta.put]
    size = sum(map(len, pages)) / delta.pieces if delta.pieces < len(pages) else 0
    spent = 0
    held = partial_manifests(delta.before, delta.manifest, delta.put)
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
