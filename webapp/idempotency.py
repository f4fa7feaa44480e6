"""The idempotency key of a form post: the same page sent twice is written once, other words are written too."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException

KEY = "op"


class KeyedRequest(Request[Any, Any, Any]):
    """A request whose form carries a key that belongs to its address and to its words.

    The page gives its form a random key. If only that key decided, words that were changed after a lost
    answer and posted again would be answered with the receipt of the first ones. So every verb that asks
    "was this posted before?" gets a digest of address, random key, fields and files instead.
    """

    async def form(self) -> FormMultiDict:
        if getattr(self, "_keyed", None) is None:
            self._keyed = await _with_key(await self._read(), self.url.path)
        return self._keyed

    async def _read(self) -> FormMultiDict:
        """Each part of a form may name its letters; that it names none there are, or others, is the sender's fault."""
        try:
            return await super().form()
        except (LookupError, UnicodeError) as error:
            raise ClientException("Invalid multipart/form-data") from error


async def _with_key(sent: FormMultiDict, path: str) -> FormMultiDict:
    """An empty key stays empty: such a form may be posted as often as one likes."""
    if not sent.get(KEY):
        return sent
    digest = hashlib.sha256(path.encode())
    pairs = []
    for name, value in sent.multi_items():
        if not name.startswith("_"):
            words = await _bytes_of(value)
            for part in (name.encode(), words):
                digest.update(len(part).to_bytes(8, "big") + part)
        pairs.append((name, value))
    key = urlsafe_b64encode(digest.digest()[:8]).decode().rstrip("=")
    return FormMultiDict([(name, key if name == KEY else value) for name, value in pairs])


async def _bytes_of(value: Any) -> bytes:
    if not isinstance(value, UploadFile):
        return str(value).encode("utf-8", "surrogatepass")
    content = await value.read()
    await value.seek(0)
    return hashlib.sha256(content).digest()
