"""A form posted twice is written once: its key, in the field `op`, and the question for an earlier post."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any, TypeVar

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException

from webapp.core.database.db import Row

KEY = "op"
R = TypeVar("R", bound=Row)


class KeyedRequest(Request[Any, Any, Any]):
    """`op` becomes a digest of path, random key, fields and files.

    By the random key alone, a form changed after a lost response would get the first post's receipt.
    """

    async def form(self) -> FormMultiDict:
        if getattr(self, "_keyed", None) is None:
            self._keyed = await _with_key(await self._read(), self.url.path)
        return self._keyed

    async def _read(self) -> FormMultiDict:
        """A wrong charset is the client's error."""
        try:
            return await super().form()
        except (LookupError, UnicodeError) as error:
            raise ClientException("Invalid multipart/form-data") from error


async def _with_key(sent: FormMultiDict, path: str) -> FormMultiDict:
    """Without a key: no deduplication."""
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


async def earlier_post(rows: type[R], form: str, **of: Any) -> R | None:
    """What the same form wrote before: a retry writes nothing. Ask under a lock, or two posts at once both write."""
    return await rows.filter(form=form, **of).first()
