"""Bodies and requests that are refused, with their codes."""

from typing import Any

from sync import frames, parcel
from sync.frames import frame
from tests.sync.examples import DEVICE_KEY, HELLO, HOUSE, NOW, submissions
from webapp.core.labels import LABELS

ANSWERED = {"a billion named"}  # the others get an HTTP error: there is nobody to answer


def errors() -> dict[str, Any]:
    head = f'[1,1,{NOW},0,"{HOUSE}",'
    bad_bodies = {
        "not JSON": (b"hello", "format"),
        "a float": (f"{head}[1.5]]".encode(), "format"),
        "NaN": (f"{head}[NaN]]".encode(), "format"),
        "true": (f"{head}[true]]".encode(), "format"),
        "a whole number beyond 2^53-1": (f"{head}[9007199254740992]]".encode(), "format"),
        "the same name twice": (f'{head}[],{{"a":1,"a":2}}]'.encode(), "format"),
        "not UTF-8": (f"{head}[".encode() + b'"\xff"]]', "format"),
        "not NFC": (f'{head}["a\u0301"]]'.encode(), "format"),
        "NUL": (f'{head}["\\u0000"]]'.encode(), "format"),
        "half a character": (f'{head}["\\ud800"]]'.encode(), "format"),
        "reading direction turned": (f'{head}["\u202e"]]'.encode(), "format"),
        "list in a list": (f"{head}[[[1]]]]".encode(), "format"),
        "seven deep": (f'{head}[],{{"x":{{"x":{{"x":{{"x":{{"x":{{"x":1}}}}}}}}}}}}]'.encode(), "format"),
        "entity of ten letters": (f'[1,1,{NOW},0,"AAAAAAAAAA",[]]'.encode(), "format"),
        "kind -1": (f'[-1,1,{NOW},0,"",[]]'.encode(), "format"),
        "text of 4001": (f'{head}["{"x" * 4001}"]]'.encode(), "size"),
        "list of 65": (f"{head}{[0] * 65}]".encode(), "size"),
    }
    opening = frame(b"h", HELLO.encode()) + parcel._attest(LABELS.exchange, HELLO.encode(), DEVICE_KEY, {})
    body = frame(b"b", frames.varint(1) + submissions()[0].body)
    ends = {
        "wrong magic": (b"GDY\x01\x00", "format"),
        "unknown flag": (b"GDX\x01\x02", "format"),
        "body before hello": (b"GDX\x01\x00" + body, "format"),
        "hello not signed": (b"GDX\x01\x00" + frame(b"h", HELLO.encode()) + body, "signature"),
        "hello signed by another": (
            b"GDX\x01\x00" + frame(b"h", HELLO.encode()) + frame(b"a", bytes(64)) + body,
            "signature",
        ),
        "broken deflate": (b"GDX\x01\x01\x78\x9c\xff\xff", "format"),
        "a billion named": (
            b"GDX\x01\x00" + opening + frame(b"a", bytes(64) + frames.varint(1) + frames.varint(10**9)),
            "size",
        ),
    }
    return {
        "bodies": [{"name": n, "body": raw.hex(), "code": code} for n, (raw, code) in bad_bodies.items()],
        "requests": [
            {"name": n, "bytes": raw.hex(), "code": code, "answered": n in ANSWERED}
            for n, (raw, code) in ends.items()
        ],
    }
