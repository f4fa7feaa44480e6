"""Endpoints: offline pages, their kit, service worker."""

import hashlib
import json
from functools import cache

from litestar import Response, get

from webapp.settings import settings
from webapp.web import assets
from webapp.web.pages import CSP, Asked, page, page_fragment, render_template

KIT = ("app.css", "app.js", "kit.js")


LATER = ("device.js", "courier.js", "rescue.js", "codes.js", "vendor/lean-qr-2.7.4.nano.js")


PLAIN = {
    "/outbox": "phone/index.html",
    "/carry": "phone/carry.html",
    "/device": "phone/device.html",
    "/help": "help.html",
    "/who": "phone/who.html",
    "/unlock": "phone/unlock.html",
    "/full": "phone/full.html",
    "/lost": "phone/lost.html",
}


OPEN = ["/enrol", "/s/", "/sign-in", "/demo/"]


@get(list(PLAIN), opt={"policy": "public"})
async def phone_page(request: Asked) -> Response[str]:
    """Not personal; filled by script."""
    return page(request, PLAIN[request.url.path], on_phone=True)


@cache
def _kit() -> tuple[str, bytes]:
    """(version, JSON)"""
    pages = {
        path: "\n".join(page_fragment(template, None, on_phone=True)) for path, template in PLAIN.items()
    }
    kit = {
        "assets": [assets.asset(name) for name in KIT],
        "later": [assets.asset(name) for name in LATER],
        "pages": pages,
        "shell": render_template("shell.html"),
        "rules": CSP.format(style=""),
        "open": OPEN,
        "off": not settings().offline,
        "release": assets.release(),
        "load": assets.asset("attach.js"),
    }
    version = hashlib.sha256(repr(kit).encode()).hexdigest()[:12]
    return version, json.dumps(kit | {"version": version}, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def _squeezed_kit(coding: str) -> bytes:
    return assets.squeeze(_kit()[1], coding)


@get("/worker-list", opt={"policy": "public"})
async def worker_list(request: Asked) -> Response[bytes]:
    """The kit: all but the member's pages."""
    tag = f'"{_kit()[0]}"'
    headers = {"cache-control": "no-cache", "etag": tag, "vary": "accept-encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    if coding := assets.coding_for(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = coding
    return Response(_squeezed_kit(coding), media_type="application/json", headers=headers)


@get("/sw.js", opt={"policy": "public"})
async def worker() -> Response[str]:
    """At the root, for its scope. A new kit address makes a new worker."""
    return Response(
        f'importScripts("{assets.asset("kit.js")}");\n',
        media_type="text/javascript",
        # Else requested at every page; at most a day.
        headers={"cache-control": "max-age=21600"},
    )


ROUTES = [phone_page, worker_list, worker]
