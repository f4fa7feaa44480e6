"""The published examples are what the code does, byte for byte."""

import json
import re
import zlib

import pytest

from sync import courier, feed, frames, parcel, returns, seal
from sync.envelope import Content, Malformed
from sync.frames import Claim, Cursor, Origin
from sync.inbox import ExchangeRefused
from sync.reader import EXCHANGE, Reader
from tests.sync.examples import DEVICE, DEVICE_KEY, OFFICE, READING_KEY, RECEIVE_KEY, RETURN_KEY
from tests.sync.make_vectors import PLACE, vectors
from tests.sync.stage import Office, in_chunks
from webapp.core.labels import LABELS

KEPT = json.loads(PLACE.read_text())
FORMAT = (PLACE.parent / "FORMAT.md").read_text()


def unpacked(request: bytes) -> bytes:
    return b"GDX\x01\x00" + zlib.decompress(request[5:])


def test_the_examples_were_not_edited_by_hand():
    fresh = json.loads(json.dumps(vectors()))
    for one in [*fresh["requests"], *KEPT["requests"]]:
        one["deflated"] = unpacked(bytes.fromhex(one["deflated"])).hex()

    for one in [*fresh["returns"], *KEPT["returns"]]:
        one["bytes"] = one["bytes"] if one["bytes"][8:10] == "00" else opened(one)

    assert fresh == KEPT
    assert all(one["deflated"] == one["plain"] for one in KEPT["requests"])


def test_bodies_digests_and_sealed_bytes_agree():
    session = bytes.fromhex(KEPT["keys"]["session"]["public"])
    for one in KEPT["bodies"]:
        body = bytes.fromhex(one["body"])
        assert list(Content.parse(body).values) == [
            tuple(value) if isinstance(value, list) else value for value in json.loads(one["text"])[5]
        ]
        assert LABELS.shorthand.lengthen(bytes.fromhex(one["shorthand"])) == body
        for name in ("sealed", "sealed_plain"):
            assert OFFICE.open(DEVICE, session, one["seq"], bytes.fromhex(one[name])) == body


def test_signatures_verify():
    for one in KEPT["attests"]:
        assert seal.verify_signature(
            DEVICE_KEY.public, bytes.fromhex(one["message"]), bytes.fromhex(one["signature"])
        )


def test_answers_say_what_stands_beside_them():
    for one in KEPT["answers"]:
        reply = parcel.read_answer(bytes.fromhex(one["bytes"]), nonce=bytes.fromhex(one["welcome"]["nonce"]))
        assert [list(row) for row in reply.receipts] == one["receipts"]
        assert [list(pair) for pair in reply.known.pairs] == one["known"]
        assert reply.share.hex() == one["share"]
        assert reply.tries == (tuple(one["tries"]) if one["tries"] else None)
        assert reply.broken == (tuple(one["broken"]) if one["broken"] else None)
        assert {path: feed.page_hash(page).hex() for path, page in reply.pages.items()}.items() <= {
            page["path"]: page["hash"] for page in KEPT["manifest"]["pages"]
        }.items()


def test_a_cut_answer_counts_up_to_its_last_mark():
    one = KEPT["answer_in_pieces"]
    whole, rows = bytes.fromhex(one["bytes"]), one["counts"]
    for upto in range(len(whole)):
        row = next((row for row in reversed(rows) if row["from"] <= upto), None)
        try:
            reply = parcel.read_answer(whole[:upto], nonce=bytes.fromhex(one["nonce"]), cut=True)
        except Malformed:
            assert row is None
            continue
        assert [list(reply.pages), reply.manifest.hex()] == [row["put"], row["manifest"]]
        assert [[r.seq for r in reply.receipts], reply.dropped] == [row["receipts"], row["dropped"]]

    assert len(rows) == 3


@pytest.mark.parametrize("wrapped", ["plain", "deflated"])
async def test_an_office_understands_every_request(wrapped):
    for one in KEPT["requests"]:
        office = Office(office=OFFICE)
        office.ledger.enrol(DEVICE, DEVICE_KEY.public)

        answer = await office.take(bytes.fromhex(one[wrapped]))

        assert answer.refusal == ""
        assert all(receipt.status == 1 for receipt in answer.receipts)


async def test_an_office_believes_each_proof_once_and_for_this_hello_alone():
    for one in KEPT["requests"]:
        office = Office()
        office.ledger.enrol(DEVICE, DEVICE_KEY.public, READING_KEY.public)
        reads, pin = one["name"].startswith("reads"), "PIN" in one["name"]

        answer = await office.take(bytes.fromhex(one["plain"]))
        office.ledger.state["nonces"].clear()
        again = await office.take(bytes.fromhex(one["plain"]))

        assert answer.reads == reads
        assert answer.pin.hex() == (KEPT["pin"]["proof"] if pin else "")
        assert (again.fresh, again.reads, again.pin) == (True, False, b"")


def test_what_proves_is_signed_over_the_text_that_is_shown():
    for one in KEPT["claims"]:
        key = READING_KEY if one["type"] == "v" else DEVICE_KEY
        made = Claim.parse(bytes.fromhex(one["frame"])[2 if len(one["frame"]) < 260 else 3 :])

        assert (made.turn, made.value.hex()) == (one["turn"], one["value"])
        assert seal.verify_signature(key.public, bytes.fromhex(one["message"]), made.signature)
        other = DEVICE_KEY if one["type"] == "v" else READING_KEY
        assert not seal.verify_signature(other.public, bytes.fromhex(one["message"]), made.signature)


async def test_an_office_takes_the_file():
    office = Office(office=OFFICE)
    office.ledger.enrol(DEVICE, DEVICE_KEY.public)

    report = await office.inbox.import_file(in_chunks(bytes.fromhex(KEPT["file"]["bytes"])))

    assert (report.count, report.truncated) == (len(KEPT["bodies"]), False)
    assert {receipt.status for receipt in report.receipts} == {1}


def opened(one):
    back = returns.open_return(
        LABELS, bytes.fromhex(one["bytes"]), office=OFFICE.public, device=DEVICE, key=RECEIVE_KEY
    )
    return back.hex()


def test_what_goes_back_opens_for_its_device_alone():
    for one in json.loads(PLACE.read_text())["returns"]:
        sealed = bytes.fromhex(one["bytes"])

        assert opened(one) == one["answer"]
        assert parcel.read_answer(bytes.fromhex(one["answer"]), nonce=returns.NONCE).receipts
        for key, device, office in [
            (RETURN_KEY, DEVICE, OFFICE),
            (RECEIVE_KEY, bytes(8), OFFICE),
            (RECEIVE_KEY, DEVICE, seal.OfficeKey.generate(LABELS)),
        ]:
            with pytest.raises(seal.Damaged):
                returns.open_return(LABELS, sealed, office=office.public, device=device, key=key)


def test_what_goes_back_is_believed_at_no_other_byte():
    sealed = bytes.fromhex(json.loads(PLACE.read_text())["returns"][0]["bytes"])
    for at in range(len(sealed)):
        bent = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        for content in (bent, sealed[:at]):
            with pytest.raises((seal.Damaged, Malformed)):
                returns.open_return(LABELS, content, office=OFFICE.public, device=DEVICE, key=RECEIVE_KEY)


def test_a_file_can_name_its_office_for_people():
    named = Origin.parse(bytes.fromhex(KEPT["file"]["named_origin"]))

    assert named.place == "xã Hữu Khuông, huukhuong.example"
    assert Origin.parse(bytes.fromhex(KEPT["file"]["origin"])).place == ""
    with pytest.raises(Malformed):
        Origin.parse(named.encode() + b"x" * 100)


def test_what_is_handed_in_says_who_carried_it():
    kept = KEPT["handed_in"]
    load = courier.Load.parse(bytes.fromhex(kept["bytes"]))

    assert load.file.hex() == KEPT["file"]["bytes"]
    assert load.by(LABELS, DEVICE_KEY.public) and not load.by(LABELS, OFFICE.public)
    bent = courier.Load(load.hello, load.signature, load.file + b"x")
    assert not bent.by(LABELS, DEVICE_KEY.public)
    for one in kept["answers"]:
        taken = courier.Taken.parse(bytes.fromhex(one["bytes"]))
        assert {**vars(taken), "nonce": taken.nonce.hex(), "back": taken.back.hex()}.items() <= one.items()


@pytest.mark.parametrize("size", [0, 3, 5, 40, 120, 200])
def test_a_load_that_is_cut_is_none(size):
    whole = bytes.fromhex(KEPT["handed_in"]["bytes"])
    for junk in (whole[:size], whole[4:], whole + b"z\x00", whole.replace(b"GDC", b"GDX")):
        with pytest.raises(Malformed):
            courier.Load.parse(junk)


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

    assert seen == set("havxqcbks")
    assert all(f"| `{kind}` " in FORMAT for kind in seen | set("wrnpdeotux"))


def test_numbers_and_ranges():
    for one in KEPT["pieces"]["varints"]:
        assert Cursor(bytes.fromhex(one["bytes"])).varint() == one["number"]
    for one in KEPT["pieces"]["ranges"]:
        assert list(Cursor(bytes.fromhex(one["bytes"])).ranges(most=99)) == one["seqs"]
