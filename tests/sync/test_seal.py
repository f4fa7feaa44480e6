"""What only the office opens, and who signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import seal
from sync.envelope import Malformed
from tests.sync.stage import DEVICE, KEY, OFFICE, visit
from webapp.core.labels import LABELS

BODY = visit(1).body


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_shorthand_gives_back_the_bytes(body):
    short = LABELS.shorthand.shorten(body)

    assert len(short) <= len(body)
    if not body.startswith(b"\x01"):
        assert LABELS.shorthand.lengthen(short) == body


def test_shorthand_saves_a_third_of_vietnamese():
    assert len(LABELS.shorthand.shorten(BODY)) < 0.7 * len(BODY)


@given(st.binary(max_size=80))
def test_any_shorthand_is_read_or_refused(written):
    try:
        LABELS.shorthand.lengthen(b"\x01" + written)
    except Malformed as refused:
        assert refused.code == "format"


def test_the_office_opens_what_a_session_sealed():
    session = seal.WritingSession(LABELS, DEVICE, OFFICE.public)

    sealed = session.seal(7, BODY)

    assert OFFICE.open(DEVICE, session.public, 7, sealed) == BODY
    assert BODY[40:60] not in sealed


@pytest.mark.parametrize("what", ["device", "session", "seq", "office", "bit", "short", "no key"])
def test_it_opens_for_nobody_else_and_nothing_else(what):
    session = seal.WritingSession(LABELS, DEVICE, OFFICE.public)
    sealed = session.seal(7, BODY)
    device, public, seq, office = DEVICE, session.public, 7, OFFICE

    if what == "device":
        device = bytes(8)
    elif what == "session":
        public = seal.WritingSession(LABELS, DEVICE, OFFICE.public).public
    elif what == "seq":
        seq = 8
    elif what == "office":
        office = seal.OfficeKey.generate(LABELS)
    elif what == "bit":
        sealed = bytes([sealed[0] ^ 1]) + sealed[1:]
    elif what == "short":
        sealed = sealed[:10]
    else:
        public = b"\x04" + bytes(64)

    with pytest.raises(seal.Damaged):
        office.open(device, public, seq, sealed)


def test_a_signature_fits_its_message_and_key_only():
    signature = KEY.sign(b"message")

    assert seal.verify_signature(KEY.public, b"message", signature)
    assert not seal.verify_signature(KEY.public, b"massage", signature)
    assert not seal.verify_signature(OFFICE.public, b"message", signature)
    for wrong in (b"", bytes(64), signature[:-1], signature + b"\x00", b"\xff" * 64):
        assert not seal.verify_signature(KEY.public, b"message", wrong)
    assert not seal.verify_signature(b"\x04" + bytes(64), b"message", signature)
