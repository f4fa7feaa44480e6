"""The script makes and reads the bytes of sync/vectors.json, in a real browser."""

import json
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from sync import seal
from tests.browser.script.bench import Bench, bench_page
from tests.browser.script.vectors import HEX
from webapp.core.labels import LABELS

VECTORS = json.loads(Path("sync/vectors.json").read_text())
DEVICE_KEY = bytes.fromhex(VECTORS["keys"]["device"]["public"])
WRITTEN = [body for body in VECTORS["bodies"] if "extras" not in body["fields"]]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """The scripts to the letter."""
    bench = Bench(rounds_of_a_pin="all")
    yield bench
    bench.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser, bench: Bench) -> AsyncIterator[Page]:
    """One for all: nothing is written here."""
    context = await chromium.new_context()
    page = await bench_page(context, bench)
    await page.evaluate(HEX)
    yield page
    await context.close()


async def test_numbers_ids_and_ranges_have_the_formats_bytes(page: Page) -> None:
    for it in VECTORS["pieces"]["varints"]:
        assert await page.evaluate("(n) => gd.hex(gd.varint(n))", it["number"]) == it["bytes"]
    for it in VECTORS["pieces"]["ranges"]:
        assert await page.evaluate("(seqs) => gd.hex(gd.ranges(seqs))", it["seqs"]) == it["bytes"]
    for it in VECTORS["pieces"]["ids"]:
        assert await page.evaluate("(text) => gd.hex(gd.raw(text))", it["text"]) == it["bytes"]
        assert await page.evaluate("(hex) => gd.b64(gd.unhex(hex))", it["bytes"]) == it["text"]


@pytest.mark.parametrize("vector", WRITTEN, ids=lambda it: it["name"])
async def test_a_body_its_digest_and_its_slip_code(page: Page, vector: dict[str, Any]) -> None:
    made = await page.evaluate(
        """async ({ fields, seq }) => {
            const body = gd.body(fields, [fields.wall, fields.counter]);
            return { body, digest: gd.hex(await gd.sha(gd.bytes(body))), slip: await gd.slip({ device: "AQIDBAUGBwg", seq }) };
        }""",
        vector,
    )

    assert made["body"] == vector["text"]
    assert made["digest"] == vector["digest"]
    assert made["slip"] == vector["slip_code"]


@pytest.mark.parametrize("vector", WRITTEN, ids=lambda it: it["name"])
async def test_a_sealed_body_is_what_the_office_would_open(page: Page, vector: dict[str, Any]) -> None:
    keys = VECTORS["keys"]
    made = await page.evaluate(
        """async ({ keys, text, seq }) => {
            const kind = { name: "ECDH", namedCurve: "P-256" }, jwk = keys.session.jwk, make = crypto.subtle.generateKey;
            const publicKey = await crypto.subtle.importKey("raw", gd.unhex(keys.session.public), kind, true, []);
            const privateKey = await crypto.subtle.importKey("jwk", jwk, kind, false, ["deriveBits"]);
            crypto.subtle.generateKey = async () => ({ publicKey, privateKey });
            const session = await gd.session("AQIDBAUGBwg", gd.unhex(keys.office.public));
            crypto.subtle.generateKey = make;
            return { plain: gd.hex(await gd.seal(session, "AQIDBAUGBwg", seq, gd.bytes(text))), short: gd.hex(gd.shorten(text)) };
        }""",
        {"keys": keys, "text": vector["text"], "seq": vector["seq"]},
    )

    assert made["plain"] == vector.get("sealed_plain", vector["sealed"])
    assert LABELS.shorthand.lengthen(bytes.fromhex(made["short"])).decode() == vector["text"]
    assert len(made["short"]) <= len(vector["text"].encode()) * 2


@pytest.mark.parametrize("vector", VECTORS["attests"], ids=lambda it: it["name"])
async def test_the_phone_signs_what_the_office_will_check(page: Page, vector: dict[str, Any]) -> None:
    prefix = "gandan file 1" if vector["name"].startswith("file") else "gandan attest 1"
    frame = await page.evaluate(
        """async ({ jwk, prefix, vector }) => {
            const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
            const rows = vector.named.map(({ seq, digest }) => ({ seq, digest: gd.unhex(digest) }));
            return gd.hex(await gd.attest(key, prefix, gd.unhex(vector.opening), rows));
        }""",
        {"jwk": VECTORS["keys"]["device"]["jwk"], "prefix": prefix, "vector": vector},
    )

    payload = bytes.fromhex(frame)[2:]
    assert frame[:2] == "61" and len(payload) == bytes.fromhex(frame)[1]
    assert payload[64:].hex() == vector["payload"][128:]
    assert seal.verify_signature(DEVICE_KEY, bytes.fromhex(vector["message"]), payload[:64])


@pytest.mark.parametrize("vector", VECTORS["claims"], ids=lambda it: it["name"])
async def test_the_phone_proves_what_the_office_will_check(page: Page, vector: dict[str, Any]) -> None:
    key = VECTORS["keys"]["reading" if vector["type"] == "v" else "device"]
    frame = await page.evaluate(
        """async ({ jwk, it }) => {
            const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
            return gd.hex(await gd.claim(it.type, key, gd.unhex(it.opening), it.turn, gd.unhex(it.value)));
        }""",
        {"jwk": key["jwk"], "it": vector},
    )

    made, meant = bytes.fromhex(frame), bytes.fromhex(vector["frame"])
    head = len(meant) - 64 - len(vector["value"]) // 2
    assert (len(made), made[:head], made[head + 64 :]) == (len(meant), meant[:head], meant[head + 64 :])
    message = bytes.fromhex(vector["message"])
    assert seal.verify_signature(bytes.fromhex(key["public"]), message, made[head : head + 64])


async def test_what_is_made_of_a_pin(page: Page) -> None:
    kept = VECTORS["pin"]
    made = await page.evaluate(
        """async (it) => {
            const { slow, proof } = await gd.stretch(it.pin, gd.unhex(it.salt)), box = await gd.hide(
                await gd.kek(slow, await gd.share(gd.unhex(it.share))), gd.bytes("x"));
            const key = await crypto.subtle.importKey("raw", gd.unhex(it.key), "AES-GCM", false, ["decrypt"]);
            return [gd.hex(slow), gd.hex(proof), gd.text(await gd.show(key, box))];
        }""",
        kept,
    )

    assert made == [kept["slow"], kept["proof"], "x"]


async def test_hello_and_body_frames_are_the_formats(page: Page) -> None:
    plain = next(it["plain"] for it in VECTORS["requests"] if it["name"] == "open bodies")
    body = VECTORS["bodies"][0]
    made = await page.evaluate(
        """({ opening, text }) => {
            const raw = gd.unhex(opening), profile = { device: "AQIDBAUGBwg", incarnation: raw.subarray(16, 24), seq: 5 };
            const now = Date.now;
            Date.now = () => 1763815300500;
            const hello = gd.hello(profile, raw.subarray(8, 16), new Uint8Array(8), '{"free_mb":900}');
            Date.now = now;
            return { hello: gd.hex(hello), frame: gd.hex(gd.frame("b", gd.varint(1), text)) };
        }""",
        {"opening": VECTORS["attests"][0]["opening"], "text": body["text"]},
    )

    of_build_one = VECTORS["attests"][0]["opening"].replace("84df86c9060c7b", "84df86c906017b")
    assert made["hello"] == of_build_one
    assert made["frame"] in plain


@pytest.mark.parametrize("vector", VECTORS["answers"], ids=lambda it: it["name"])
async def test_an_answer_is_read_as_it_was_meant(page: Page, vector: dict[str, Any]) -> None:
    heard = await page.evaluate(
        """(it) => {
            const heard = gd.heard(gd.unhex(it.bytes), gd.unhex(it.welcome.nonce));
            return { ...heard, share: gd.hex(heard.share || []), incarnation: gd.hex(heard.incarnation), wanted: gd.hex(heard.wanted),
                receipts: Array.from(heard.receipts).map(([seq, { state, code, number }]) => [seq, state, code, number]),
                known: Array.from(heard.known), put: heard.put.map((page) => page.path) };
        }""",
        vector,
    )

    states = ["", "accepted", "held", "quarantined", "refused", "erased"]
    meant = vector["welcome"]
    assert (heard["incarnation"], heard["wanted"]) == (meant["incarnation"], meant["manifest"])
    assert (heard["time"], heard["high"], heard["backoff"]) == (
        meant["server_time"],
        meant["high"],
        meant["backoff"],
    )
    assert heard["share"] == vector["share"]
    left, wait = vector["tries"] or (0, 0)
    assert (heard.get("tries") or [0, 0]) == [left, wait * 1000]
    for flag in ("wipe", "replace", "copied"):
        assert bool(heard[flag]) == meant[flag]
    assert [(seq, state, code) for seq, state, code, _ in heard["receipts"]] == [
        (seq, states[status], code) for seq, status, code, _ in vector["receipts"]
    ]
    numbers = [number for _, state, _, number in heard["receipts"] if state == "accepted"]
    assert numbers == [number for _, status, _, number in vector["receipts"] if status == 1]
    assert heard["known"] == [seq for first, count in vector["known"] for seq in range(first, first + count)]


async def test_an_answer_to_another_question_or_cut_short_is_none(page: Page) -> None:
    whole = VECTORS["answers"][1]["bytes"]
    believed = """([bytes, nonce]) => { try { return !!gd.heard(gd.unhex(bytes), gd.unhex(nonce)); } catch (no) { return false; } }"""
    nonce = VECTORS["answers"][1]["welcome"]["nonce"]

    assert await page.evaluate(believed, [whole, nonce])
    assert not await page.evaluate(believed, [whole, "00" * 8])
    assert not await page.evaluate(believed, ["3c21646f63747970653e", nonce])
    welcome_ends = 8 + 2 * (2 + 0x20)
    for cut in range(2, len(whole), 2):
        if (
            cut != welcome_ends and cut != len(whole) - 8
        ):  # whole frames so far: the length of the body tells those
            assert not await page.evaluate(believed, [whole[:cut], nonce]), cut


async def test_a_cut_answer_counts_up_to_its_last_mark(page: Page) -> None:
    one = VECTORS["answer_in_pieces"]
    size = len(one["bytes"]) // 2
    heard = await page.evaluate(
        """({ bytes, nonce }) => Array.from({ length: bytes.length / 2 + 1 }, function (_, upto) {
            try {
                const heard = gd.heard(gd.unhex(bytes.slice(0, 2 * upto)), gd.unhex(nonce), new Error("cut"));
                return { put: heard.put.map((page) => page.path), dropped: heard.drop, manifest: gd.hex(heard.manifest),
                    receipts: Array.from(heard.receipts.keys()) };
            } catch (none) {
                return none.message;
            }
        })""",
        one,
    )

    counts = [dict(row) for row in one["counts"]]
    ends = [row.pop("from") for row in counts] + [size + 1]
    meant = ["cut"] * ends[0]
    for row, (start, end) in zip(counts, pairwise(ends), strict=True):
        meant += [row] * (end - start)
    assert heard == meant


async def test_the_manifest_of_the_pages_held(page: Page) -> None:
    pages = [[it["path"], it["hash"]] for it in VECTORS["manifest"]["pages"]]
    made = """async (pages) => gd.hex(await gd.manifest(new Map(pages.map(([path, hash]) => [path, gd.unhex(hash)]))))"""

    assert await page.evaluate(made, pages[::-1]) == VECTORS["manifest"]["hash"]
    assert await page.evaluate(made, []) == VECTORS["manifest"]["hash_of_none"]


async def test_what_a_body_must_not_hold_is_taken_out_before_it_is_made(page: Page) -> None:
    cleaned = await page.evaluate(
        r"""gd.clean("  Bà cu\u0323\u0000 no\u0301i\u202e\ud83d \ud83d\ude00\r\nhai\u0085\ndo\u0300ng \udc00\udc00")"""
    )

    assert cleaned == "Bà cụ nói 😀\nhai\ndòng"
