"""Write a short text body in fewer bytes before it is sealed, with a table of frequent letters and pairs.

Sealed items cannot share one compressed stream, and each is too short to compress alone.
"""

from collections.abc import Sequence

from sync.envelope import Malformed

_MARK, _ESCAPE = 0x01, 0x02
CODES = (*range(0x03, 0x20), *range(0x80, 0x100))
"""The bytes that stand for tokens, in the order of the tokens."""


class Shorthand:
    """`tokens`: at most 157 texts of one or two characters. The table is part of the application's format."""

    def __init__(self, tokens: Sequence[str] = ()) -> None:
        if len(tokens) > len(CODES) or not all(0 < len(token) < 3 for token in tokens):
            raise ValueError("at most 157 tokens of one or two characters")
        self.tokens = tuple(tokens)
        self._code_of = dict(zip(tokens, CODES, strict=False))
        self._token_of = {code: token.encode() for token, code in self._code_of.items()}

    def shorten(self, body: bytes) -> bytes:
        """The shorter of the body and its shorthand; the first byte says which."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return body
        short = bytearray([_MARK])
        at = 0
        while at < len(text):
            token = text[at : at + 2]
            if token not in self._code_of:
                token = text[at]
            if token in self._code_of:
                short.append(self._code_of[token])
            elif " " <= token <= "~":
                short.append(ord(token))
            else:
                short.append(_ESCAPE)
                short += token.encode()
            at += len(token)
        return bytes(short) if len(short) < len(body) else body

    def lengthen(self, written: bytes) -> bytes:
        """The body bytes exactly as they were."""
        if written[:1] != bytes([_MARK]):
            return written
        body = bytearray()
        at = 1
        while at < len(written):
            code = written[at]
            at += 1
            if code in self._token_of:
                body += self._token_of[code]
            elif code == _ESCAPE:
                length = _utf8_length(written, at)
                body += written[at : at + length]
                at += length
            else:
                body.append(code)
        return bytes(body)


def _utf8_length(written: bytes, at: int) -> int:
    lead = written[at] if at < len(written) else 0xFF
    length = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead == 0xFF or at + length > len(written):
        raise Malformed("format")
    return length
