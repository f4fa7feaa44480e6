"""Logging: one line per event, never submitted data."""

import logging
import re

from litestar.enums import ScopeType
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from sync.faults import error_line

log = logging.getLogger("gandan")
OURS = ("gandan", "sync", "webapp")
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
LONGEST = 4000


def one_line(text: str) -> str:
    """Escapes line breaks and bidirectional controls, against forged log lines."""
    return HIDDEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)[:LONGEST]


class OneLine(logging.Formatter):
    """Of libraries only the message template: arguments may quote a request."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in OURS:
            said = record.getMessage()
        else:
            said = str(record.msg).partition("\n")[0]
        if record.exc_info and record.exc_info[1]:
            said = f"{said}: {error_line(record.exc_info[1])}"
        return one_line(f"{record.levelname} - {self.formatTime(record)} - {record.name} - {said}")


def set_up() -> None:
    """No effect when handlers exist, as in tests."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("tortoise").setLevel(logging.WARNING)  # it logs every closed connection


class Begun:
    """`send` that records whether the response has started."""

    def __init__(self, send: Send) -> None:
        self._send, self.yes = send, False

    async def __call__(self, message: Message) -> None:
        self.yes = self.yes or message["type"] == "http.response.start"
        await self._send(message)


class Contained:
    """Catches every error: the server would log its text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = Begun(send)
        try:
            await self.app(scope, receive, begun)
        except Exception as error:
            if scope["type"] != ScopeType.HTTP:
                raise
            log.error("fault outside of all pages: %s", error_line(error))
            if not begun.yes:
                await ASGIResponse(body="fault", status_code=500, media_type="text/plain")(
                    scope, receive, send
                )
