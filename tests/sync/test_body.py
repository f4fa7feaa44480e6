"""What a body may be, and what is made from its name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import envelope
from sync.envelope import Content, Malformed, Submission, make_body, opid, parse_opid
from webapp.core.labels import receipt_code, record_id

FIT = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
TEXTS = st.text(FIT, max_size=60)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
ITEMS = st.one_of(st.none(), WHOLE, TEXTS, st.lists(st.one_of(WHOLE, TEXTS), max_size=5))


def body(values: str, *, extras: str = "", entity: str = '""') -> bytes:
    return f"[1,1,5,0,{entity},{values}{extras}]".encode()


def code_of(raw: bytes) -> str:
    with pytest.raises(Malformed) as refused:
        Content.parse(raw)
    return refused.value.code


@given(st.lists(ITEMS, max_size=8), WHOLE)
def test_what_is_written_is_what_is_read(values, wall):
    content = Content.parse(make_body(kind=1, schema=2, wall=wall, values=values))

    read = [list(item) if isinstance(item, tuple) else item for item in content.values]
    kept = json.loads(make_body(kind=1, schema=2, wall=wall, values=values))[5]
    assert read == kept
    assert (content.kind, content.schema, content.wall) == (1, 2, wall)
    assert not values or content.value(len(values)) is None


def test_text_is_written_composed_and_without_spaces():
    raw = make_body(kind=1, schema=1, wall=5, values=["Lo\u0302 Thi\u0323", 2, None, None])

    assert raw.decode() == '[1,1,5,0,"",["Lô Thị",2]]'


@pytest.mark.parametrize(
    "values",
    [
        "[1.5]",
        "[1e3]",
        "[NaN]",
        "[Infinity]",
        "[true]",
        "[[[1]]]",
        "[[null]]",
        "[{}]",
        "{}",
        "[9007199254740992]",
    ]
    + [
        "[" + "9" * 5000 + "]",
        '["\\u0000"]',
        '["\\u0008"]',
        '["\x7f"]',
        '["\\ud800"]',
        '["\u202e"]',
        '["\u2066"]',
    ]
    + ['["a\u0301"]', "[" * 3000, '["a"'],
)
def test_what_no_honest_phone_writes_is_refused(values):
    assert code_of(body(values)) == "format"


@pytest.mark.parametrize(
    "values",
    ['["\\u200d"]', '["👩‍🌾 Lô Văn Cảnh\\n\\tđã hẹn"]', "[\"<script>{{7*7}} =cmd|' /C calc'\"]", "[]"],
)
def test_what_people_write_is_taken_as_it_is(values):
    assert list(Content.parse(body(values)).values) == json.loads(values)


def test_bytes_that_are_not_utf8_are_refused():
    assert code_of(b'[1,1,5,0,"",["\xff"]]') == "format"
    assert code_of(b'\xef\xbb\xbf[1,1,5,0,"",[]]') == "format"


@pytest.mark.parametrize(
    ("fit", "unfit"),
    [
        ('["' + "x" * 4000 + '"]', '["' + "x" * 4001 + '"]'),
        (str([0] * 64), str([0] * 65)),
        (str([[0] * 64]), str([[0] * 65])),
        ('["' + "é" * 4000 + '"]', '["' + "é" * 4001 + '"]'),
    ],
)
def test_limits_hold_to_the_letter(fit, unfit):
    Content.parse(body(fit))
    assert code_of(body(unfit)) == "size"


def test_a_body_of_64_kb_is_the_largest():
    filler = ",".join(['"' + "x" * 3990 + '"'] * 16)
    raw = body(f"[{filler}]")
    padded = raw[:-1] + b" " * (65536 - len(raw)) + b"]"

    Content.parse(padded)
    assert code_of(padded + b" ") == "size"


def test_extras_go_six_deep_and_name_nothing_twice():
    Content.parse(body("[]", extras=',{"a":{"a":{"a":{"a":[]}}}}'))
    assert code_of(body("[]", extras=',{"a":{"a":{"a":{"a":[[]]}}}}')) == "format"
    assert code_of(body("[]", extras=',{"a":1,"a":1}')) == "format"
    assert code_of(body("[]", extras=",[]")) == "format"


@pytest.mark.parametrize(
    "entity", ['"AAAAAAAAAAA="', '"AAAAAAAAAAB"', '"AAAAAAAAAA"', '"AAAAAAAAAA+"', "5", "null"]
)
def test_an_id_has_one_spelling(entity):
    assert code_of(body("[]", entity=entity)) == "format"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        Content.parse(raw)
    except Malformed as refused:
        assert refused.code in ("format", "size")


@given(st.binary(min_size=8, max_size=8), st.integers(1, 2**53 - 1), st.integers(0, 63))
def test_names_of_changes_and_ids_come_back(device, seq, index):
    assert parse_opid(opid(device, seq, index)) == (device, seq, index)
    assert envelope.from_text(envelope.to_text(device)) == device
    assert len(record_id(device, seq)) == 11


@pytest.mark.parametrize(
    "text", ["", "AAAAAAAAAAA.1", "AAAAAAAAAAA.1.x", "AAAAAAAAAAA.-1.0", "AAAAAAAAAAA.1.0.0", "A.1.0"]
)
def test_other_names_of_changes_are_refused(text):
    with pytest.raises(Malformed):
        parse_opid(text)


def test_slip_codes_use_letters_that_are_not_mistaken():
    codes = {receipt_code(bytes(8), seq) for seq in range(1, 2000)}

    assert len(codes) == 1999
    assert not set("".join(codes)) - set("HK-0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_the_digest_is_of_the_bytes_and_nothing_else():
    assert Submission(b"a" * 8, 1, b"x").digest == Submission(b"b" * 8, 2, b"x").digest
