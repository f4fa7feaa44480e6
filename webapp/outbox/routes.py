"""Endpoints: offline pages, service worker, arrivals and put-aside pages of the office."""

import hashlib
import json
from functools import cache

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp import assets
from webapp.accounts.models import Role
from webapp.db import new_id
from webapp.outbox.forms import fields_of
from webapp.outbox.handover import handover_page
from webapp.outbox.put_aside import decide, put_aside_page
from webapp.outbox.shown import arrivals_page, device_page
from webapp.outbox.strangers import discard_all
from webapp.outbox.waiting import homes_in
from webapp.pages import CSP, Asked, fragment, page, render
from webapp.readings.noting import NOBODY, about
from webapp.settings import settings

OFFICE = (Role.COMMUNE_OFFICE, Role.COMMUNE_SECRETARY)
KIT = ("app.css", "app.js", "kit.js")
LATER = ("device.js", "courier.js", "rescue.js", "codes.js", "vendor/lean-qr-2.7.4.nano.js")
PLAIN = {
    "/outbox": "outbox/index.html",
    "/carry": "outbox/carry.html",
    "/device": "outbox/device.html",
    "/help": "help.html",
    "/who": "outbox/who.html",
    "/unlock": "outbox/unlock.html",
    "/full": "outbox/full.html",
    "/lost": "outbox/lost.html",
}
OPEN = ["/enrol", "/s/", "/sign-in", "/demo/"]


@get(list(PLAIN), opt={"policy": "public"})
async def phone_page(request: Asked) -> Response[str]:
    """Not personal: the phone's script fills them."""
    return page(request, PLAIN[request.url.path], on_phone=True)


@cache
def _kit() -> tuple[str, bytes]:
    """(version, JSON)"""
    pages = {path: "\n".join(fragment(template, None, on_phone=True)) for path, template in PLAIN.items()}
    kit = {
        "assets": [assets.asset(name) for name in KIT],
        "later": [assets.asset(name) for name in LATER],
        "pages": pages,
        "shell": render("shell.html"),
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
    """All that a phone needs offline, except its member's pages."""
    tag = f'"{_kit()[0]}"'
    headers = {"cache-control": "no-cache", "etag": tag, "vary": "accept-encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    if coding := assets.coding_for(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = coding
    return Response(_squeezed_kit(coding), media_type="application/json", headers=headers)


@get("/sw.js", opt={"policy": "public"})
async def worker() -> Response[str]:
    """At the root, for its scope. A new kit has a new address, hence a new worker."""
    return Response(
        f'importScripts("{assets.asset("kit.js")}");\n',
        media_type="text/javascript",
        # Else requested at every page; browsers ignore it once a day.
        headers={"cache-control": "max-age=21600"},
    )


@get("/arrivals", opt={"policy": OFFICE})
async def arrivals(request: Asked) -> Response[str]:
    return page(request, "outbox/arrivals.html", **await arrivals_page(request.user))


@get("/arrivals/{device_id:str}", opt={"policy": OFFICE})
async def arrivals_of_device(request: Asked, device_id: FromPath[str]) -> Response[str]:
    shown = await device_page(request.user, device_id)
    if shown is None:
        raise NotFoundException
    return page(request, "outbox/arrivals_device.html", **shown)


@get("/handover", opt={"policy": (Role.BRANCH_SECRETARY, *OFFICE), "shows": NOBODY})
async def handover(request: Asked) -> Response[str]:
    return page(request, "outbox/handover.html", **await handover_page(request.user))


@get("/put-aside", opt={"policy": OFFICE})
async def put_aside(request: Asked) -> Response[str]:
    shown = await put_aside_page(request.user)
    about(request, *homes_in(line for group in shown["groups"] for line in group.lines))
    return page(request, "outbox/put_aside.html", **shown, op=new_id())


@post("/put-aside", opt={"policy": OFFICE}, status_code=200)
async def rule_on_put_aside(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = await decide(request.user, fields)
    if not form.errors:
        return Redirect("/put-aside", status_code=303)
    shown = await put_aside_page(request.user, form)
    about(request, *homes_in(line for group in shown["groups"] for line in group.lines))
    return page(request, "outbox/put_aside.html", status=422, **shown, op=fields.get("op", ""))


@post("/put-aside/unknown", opt={"policy": OFFICE})
async def discard_unknown(request: Asked) -> Redirect:
    await discard_all(request.user)
    return Redirect("/put-aside", status_code=303)


ROUTES = [
    phone_page,
    worker_list,
    worker,
    arrivals,
    handover,
    put_aside,
    rule_on_put_aside,
    discard_unknown,
    arrivals_of_device,
]
