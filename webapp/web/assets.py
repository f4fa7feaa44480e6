"""Static files: minified, compressed, cached for a year under their content hash."""

import gzip
import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import minify  # type: ignore[import-untyped]
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from webapp.settings import ROOT

STATIC = ROOT / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# One bundle for pages and worker: a 2G round trip costs as much as 3 kB. Order: best compression.
KIT = (
    "store",
    "words",
    "keys",
    "frames",
    "exchange",
    "outbox",
    "answer",
    "copies",
    "bar",
    "forms",
    "lists",
    "sw",
    "unlock",
)
# Loaded only to add or send photos.
ATTACH = ("photos", "uploads")
JOINED = {"kit.js": KIT, "attach.js": ATTACH}
# Oldest supported browser.
minify.config({"js-version": 2017})


@cache
def release() -> str:
    """Hash of all scripts: page and worker compare it before sharing a store."""
    scripts = b"".join(path.read_bytes() for path in sorted(STATIC.glob("*.js")))
    return hashlib.sha256(scripts).hexdigest()[:8]


@cache
def _content(name: str) -> bytes:
    if name == "kit.js":
        return _stamped(b";\n".join(_content(f"{part}.js") for part in KIT))
    if name in JOINED:
        return b";\n".join(_content(f"{part}.js") for part in JOINED[name])
    content = (STATIC / name).read_bytes()
    ours = name.endswith((".js", ".css")) and not name.startswith("vendor/")
    return _small(name, content.decode()) if ours else content


def _stamped(script: bytes) -> bytes:
    return f'(self.gd=self.gd||{{}}).release="{release()}";\n'.encode() + script


def _small(name: str, text: str) -> bytes:
    """Saves a fifth of the transfer."""
    return str(minify.string(TYPES[Path(name).suffix], text)).encode()


@cache
def asset(name: str) -> str:
    digest = hashlib.sha256(_content(name)).hexdigest()[:8]
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}.{digest}.{ending}"


@cache
def named() -> dict[str, str]:
    """URL path -> file name; no other file is served, against path traversal."""
    files = {str(p.relative_to(STATIC)) for p in STATIC.rglob("*") if p.suffix in TYPES} | {*JOINED}
    return {asset(name).removeprefix("/static/"): name for name in sorted(files)}


@cache
def squeezed(name: str, coding: str) -> bytes:
    return squeeze(_content(name), coding)


def squeeze(content: bytes, coding: str) -> bytes:
    """Slow: for cached files and slow links only."""
    if coding == "br":
        return bytes(brotli.compress(content, quality=11))
    return gzip.compress(content, 9, mtime=0) if coding == "gzip" else content


@cache
def inline_css() -> str:
    """Saves a signed-out phone's first page a request."""
    return _small("app.css", (STATIC / "app.css").read_text().partition("/* Office */")[0]).decode()


@cache
def inline_css_hash() -> str:
    return b64encode(hashlib.sha256(inline_css().encode()).digest()).decode()


def coding_for(accepted: str) -> str:
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


@get("/static/{path:path}", opt={"policy": "public"})
async def static_file(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[bytes]:
    name = named().get(str(path).lstrip("/"))
    if name is None:
        raise NotFoundException
    coding = coding_for(request.headers.get("accept-encoding", ""))
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if coding:
        headers["content-encoding"] = coding
    return Response(squeezed(name, coding), media_type=TYPES[Path(name).suffix], headers=headers)
