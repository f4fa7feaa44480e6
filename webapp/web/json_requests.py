"""Parse JSON requests."""

from typing import Any

from litestar import Request
from litestar.exceptions import ClientException, SerializationException


class NotJson(ClientException):
    """400: truncated, not JSON, or nested too deeply."""


async def json_of(request: Request[Any, Any, Any]) -> Any:
    try:
        return await request.json()
    except (SerializationException, RecursionError, ValueError) as error:
        raise NotJson from error
