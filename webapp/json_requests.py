"""JSON that anybody may send: what cannot be read is the sender's fault, not the office's."""

from typing import Any

from litestar import Request
from litestar.exceptions import ClientException, SerializationException


class NotJson(ClientException):
    """HTTP 400: cut short, no JSON, or nested deeper than anybody needs."""


async def json_of(request: Request[Any, Any, Any]) -> Any:
    try:
        return await request.json()
    except (SerializationException, RecursionError, ValueError) as error:
        raise NotJson from error
