"""Wrong PINs typed on the page, and all that is at rest on a phone as text."""

from tests.browser.script.kept import Kept

LATER = "(ms) => { const now = Date.now; Date.now = () => now() + ms; }"


# Everything that is at rest, as text, whatever its kind.
DUMP = """async () => {
    const db = await new Promise((yes) => { indexedDB.open("gandan").onsuccess = (event) => yes(event.target.result); });
    const seen = (it) => it instanceof CryptoKey ? "key" : ArrayBuffer.isView(it) ? new TextDecoder().decode(it.buffer)
        : it && typeof it === "object" ? Object.entries(it).map(([name, part]) => name + "=" + seen(part)).join(" ") : String(it);
    const all = [JSON.stringify(Object.entries(localStorage)), JSON.stringify(Object.entries(sessionStorage))];
    for (const name of db.objectStoreNames) {
        const rows = await new Promise((yes) => { db.transaction(name).objectStore(name).getAll().onsuccess = (e) => yes(e.target.result); });
        all.push(...rows.map(seen));
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) all.push(await (await cache.match(request)).text());
    }
    return all.join("\\n");
}"""


async def wrong_pins(kept: Kept, count: int) -> None:
    """Typed on the page, by somebody who sets the clock forward whenever it says to wait."""
    page = await kept.open("/unlock")
    for _ in range(count):
        await page.evaluate(LATER, 3_600_000)
        await page.fill("#pin", "000000")
        await page.click("form[data-unlock] button")
        await page.wait_for_selector("form[data-unlock]:not([aria-busy])")
