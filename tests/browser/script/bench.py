"""A page with the script and no office behind it, for what can be tested without one."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.support.quick import few_rounds
from webapp.kinds import BY_NAME
from webapp.web.assets import KIT, STATIC
from webapp.web.script_phrases import WORDS

OFFICE = "BNZak5d8qj0bCBhS_1ennkZfFmBXcwS66tUF3TpIWJzzUBheiVNy32Ih6joTdVfkc_3bZ1XwW9UHw8Uz_OnJEoU"
PIN = "482915"
DEVICE = "AQIDBAUGBwg"
HOUSE = "8OHSw7Slloc"
FORM = f"""<form id="visit" data-kind="{BY_NAME["visit"].code}" data-schema="1" data-entity="{HOUSE}" data-fields="met did need note on"
data-required="met" data-label="Thăm hộ Moong Thị An">
<fieldset><legend>Có gặp không?</legend><input type="radio" name="met" id="met" value="1"><label for="met">Ở nhà</label>
<input type="radio" name="met" id="met-2" value="2"><label for="met-2">Nơi khác</label></fieldset>
<fieldset><legend>Đã làm gì?</legend><input type="checkbox" name="did" id="did" value="1"><label for="did">Hỏi thăm</label>
<input type="checkbox" name="did" id="did-2" value="2"><label for="did-2">Giúp việc</label></fieldset>
<label for="note">Ghi thêm</label><textarea id="note" name="note"></textarea>
<button>Lưu</button></form>"""
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>bench</title>
<script type="application/json" id="words">{words}</script>
<script id="boot" defer src="/app.js" data-more="/kit.js"></script>
<body><div role="status"><a class="sync" href="/outbox"><span data-say></span></a></div><main>{main}</main>
<template id="saved"><div data-saved tabindex="-1"><p><b data-say tabindex="-1"></b></p><p data-slip hidden></p>
<button type="button" data-undo hidden>Undo</button><a data-next href="/">Back</a></div></template>"""
REOPEN = """async ([device, pin]) => {
    const { raw } = await gd.tryPin(device, pin);
    await gd.openRing(await gd.read("profiles", device), raw);
}"""
MAKE_PROFILE = """async (it) => {
    localStorage.setItem("gd.kept", gd.kept = "1"); gd.touch();
    const raw = gd.random(32), now = Date.now(), pair = await gd.newSign();
    const read = await gd.newKey(raw, "ECDSA", "sign"), receive = await gd.newKey(raw, "ECDH", "deriveBits");
    const profile = await gd.lockWith({ read: read.box, receive: receive.box, device: it.device, name: "Lô Văn Dần", place: "Bản Huồi Cọ", member: it.device,
        office: gd.raw(it.office), share: await gd.share(gd.random(32)), sign: pair.privateKey, incarnation: gd.random(8), seq: 0,
        contact: now, used: now, doubt: [], tries: 0, batch: 8192 }, await gd.stretch(it.pin), raw);
    await gd.tx(["profiles"], (at) => at("profiles").put(profile));
    await gd.openRing(profile, raw);
}"""


class Bench:
    def __init__(self, *, rounds_of_a_pin: str = "few") -> None:
        kit = "\n".join((STATIC / f"{part}.js").read_text() for part in (*KIT, "enrol"))
        kit = few_rounds(kit) if rounds_of_a_pin == "few" else kit
        self.files = {"/kit.js": kit, "/app.js": (STATIC / "app.js").read_text()}
        bench = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                script = bench.files.get(path)
                page = PAGE.format(words=json.dumps(dict(WORDS)), main=FORM if path == "/" else "")
                body = (page if script is None else script).encode()
                self.send_response(404 if path == "/sw.js" else 200)
                self.send_header("content-type", "text/html" if script is None else "text/javascript")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


async def bench_page(phone: BrowserContext, bench: Bench) -> Page:
    """An empty page with the kit, whoever is enrolled here; at an address where a locked phone stays."""
    page = await phone.new_page()
    await page.goto(f"{bench.base}/help")
    if not await page.evaluate("!!gd.kit"):
        await page.add_script_tag(url="/kit.js")
        await page.evaluate(
            "gd.words = JSON.parse(document.getElementById('words').textContent); gd.kit = Promise.resolve(); 0"
        )
    await page.evaluate("gd.kit")
    return page


async def with_profile(page: Page) -> Page:
    """Dần's profile, unlocked, and the form of a visit."""
    await page.evaluate(MAKE_PROFILE, {"device": DEVICE, "office": OFFICE, "pin": PIN})
    await show_form(page)
    return page


async def reopened(phone: BrowserContext, bench: Bench) -> Page:
    """The same phone in another tab, opened with the PIN."""
    page = await bench_page(phone, bench)
    await page.evaluate(REOPEN, [DEVICE, PIN])
    await show_form(page)
    return page


async def show_form(page: Page) -> None:
    await page.evaluate(
        "(html) => { document.querySelector('main').innerHTML = html; return gd.wake(); }", FORM
    )


ROWS = """gd.allOf("outbox", "AQIDBAUGBwg").then((rows) => rows.map(({ seq, state }) => [seq, state]))"""


async def rows_of(page: Page) -> list[list[Any]]:
    return list(await page.evaluate(ROWS))


async def last_copy(page: Page) -> dict[str, Any]:
    """The readable copy of what was written last."""
    return dict(
        await page.evaluate(
            """async () => gd.copyOf(await gd.ring("AQIDBAUGBwg"), (await gd.allOf("outbox", "AQIDBAUGBwg")).pop().copy)"""
        )
    )
