"""The published examples are what the code does, byte for byte."""

import json
import re
import zlib

import pytest

from sync import feed, frames, parcel, seal, shorthand
from sync.envelope import Content, Malformed
from sync.frames import Cursor
from sync.inbox import ExchangeRefused
from sync.reader import EXCHANGE, Reader
from tests.sync.examples import DEVICE, DEVICE_KEY, OFFICE
from tests.sync.make_vectors import PLACE, vectors
from tests.sync.stage import Office, in_chunks

KEPT = json.loads(PLACE.read_text())
FORMAT = (PLACE.parent / "FORMAT.md").read_text()


def unpacked(request: bytes) -> bytes:
    return b"GDX\x01\x00" + zlib.decompress(request[5:])


def test_the_examples_were_not_edited_by_hand():
    fresh = json.loads(json.dumps(vectors()))
    for one in [*fresh["requests"], *KEPT["requests"]]:
        one["deflated"] = unpacked(bytes.fromhex(one["deflated"])).hex()

    assert fresh == KEPT
    assert all(one["deflated"] == one["plain"] for one in KEPT["requests"])


def test_bodies_digests_and_sealed_bytes_agree():
    session = bytes.fromhex(KEPT["keys"]["session"]["public"])
    for one in KEPT["bodies"]:
        body = bytes.fromhex(one["body"])
        assert list(Content.parse(body).values) == [
            tuple(value) if isinstance(value, list) else value for value in json.loads(one["text"])[5]
        ]
        assert shorthand.lengthen(bytes.fromhex(one["shorthand"])) == body
        for name in ("sealed", "sealed_plain"):
            assert OFFICE.open(DEVICE, session, one["seq"], bytes.fromhex(one[name])) == body


def test_signatures_verify():
    for one in KEPT["attests"]:
        assert seal.verify(DEVICE_KEY.public, bytes.fromhex(one["message"]), bytes.fromhex(one["signature"]))


def test_answers_say_what_stands_beside_them():
    for one in KEPT["answers"]:
        reply = parcel.read_answer(bytes.fromhex(one["bytes"]), nonce=bytes.fromhex(one["welcome"]["nonce"]))
        assert [list(row) for row in reply.receipts] == one["receipts"]
        assert [list(pair) for pair in reply.known.pairs] == one["known"]
        assert {path: feed.page_hash(page).hex() for path, page in reply.pages.items()}.items() <= {
            page["path"]: page["hash"] for page in KEPT["manifest"]["pages"]
        }.items()


@pytest.mark.parametrize("wrapped", ["plain", "deflated"])
async def test_an_office_understands_every_request(wrapped):
    for one in KEPT["requests"]:
        office = Office()
        office.inbox._office = OFFICE
        office.ledger.enrol(DEVICE, DEVICE_KEY.public)

        answer = await office.take(bytes.fromhex(one[wrapped]))

        assert answer.refusal == ""
        assert all(receipt.status == 1 for receipt in answer.receipts)


async def test_an_office_takes_the_file():
    office = Office()
    office.inbox._office = OFFICE
    office.ledger.enrol(DEVICE, DEVICE_KEY.public)

    report = await office.inbox.import_file(in_chunks(bytes.fromhex(KEPT["file"]["bytes"])))

    assert (report.count, report.truncated) == (len(KEPT["bodies"]), False)
    assert {receipt.status for receipt in report.receipts} == {1}


async def test_errors_have_the_code_that_stands_beside_them():
    for one in KEPT["errors"]["bodies"]:
        with pytest.raises(Malformed) as malformed:
            Content.parse(bytes.fromhex(one["body"]))
        assert malformed.value.code == one["code"], one["name"]
    for one in KEPT["errors"]["requests"]:
        office = Office()
        office.ledger.enrol(DEVICE, DEVICE_KEY.public)
        try:
            code = (await office.take(bytes.fromhex(one["bytes"]))).refusal
            assert one["answered"]
        except ExchangeRefused as refused:
            assert not one["answered"]
            code = refused.code
        assert code == one["code"], one["name"]


def test_the_page_shows_bytes_that_are_in_the_examples():
    known = KEPT["requests"][0]["plain"] + KEPT["answers"][0]["bytes"] + KEPT["answers"][1]["bytes"]
    known += frames.frame(b"b", b"\x02" + bytes.fromhex(KEPT["bodies"][1]["body"])).hex()
    example = FORMAT.split("## A whole exchange")[1]

    lines = [line.strip().split("  " * 3)[0] for line in example.splitlines() if line.startswith("    ")]
    shown = [part for line in lines for part in re.findall(r"\b[0-9a-f]{4,}\b", line)]

    assert len(shown) >= 20
    assert [part for part in shown if part not in known] == []


def test_every_frame_of_a_request_is_described():
    seen = {
        frame.kind.decode()
        for one in KEPT["requests"]
        for frame in Reader(frames.REQUEST, EXCHANGE).feed(bytes.fromhex(one["plain"]))
    }

    assert seen == set("haqbks")
    assert all(f"| `{kind}` " in FORMAT for kind in seen | set("wrnpdeo"))


def test_numbers_and_ranges():
    for one in KEPT["pieces"]["varints"]:
        assert Cursor(bytes.fromhex(one["bytes"])).varint() == one["number"]
    for one in KEPT["pieces"]["ranges"]:
        assert list(Cursor(bytes.fromhex(one["bytes"])).ranges(most=99)) == one["seqs"]
