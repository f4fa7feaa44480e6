"""The way to the office as it is up there: slow, cut, lost, silent, or somebody else's. Loopback only."""

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

EXCHANGE = b"POST /sync/v1/exchange"
CHUNK = 1400
PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Wi-Fi mi\xe1\xbb\x85n ph\xc3\xad</h1><form><button>OK</button></form>"


class Way(StrEnum):
    """What happens to what is sent."""

    OPEN = "open"
    DEAF = "deaf"
    """Accepts, and never answers: the edge of coverage."""
    PORTAL = "portal"
    """Answers everything itself, with 200 and a page."""
    ANSWER_LOST = "answer lost"
    """The office gets an exchange whole; its answer is lost."""
    CUT = "cut"
    """An exchange is cut after `budget` bytes of it."""


@dataclass(frozen=True)
class Sent:
    """One request and its answer, in bytes on the wire."""

    method: str
    path: str
    status: int
    up_head: int
    up_body: int
    down_head: int
    down_body: int

    @property
    def bytes(self) -> int:
        return self.up_head + self.up_body + self.down_head + self.down_body

    @property
    def bodies(self) -> int:
        return self.up_body + self.down_body


@dataclass
class Talk:
    """One connection; what passed on it."""

    up: bytearray = field(default_factory=bytearray)
    down: bytearray = field(default_factory=bytearray)


class Link:
    def __init__(self, port: int, *, rate: float = 0, delay: float = 0) -> None:
        """`rate` in bytes a second each way, shared by all connections; `delay` in seconds one way."""
        self.office, self.rate, self.delay = port, rate, delay
        self.way, self.budget, self.faults, self.begun = Way.OPEN, 0, 0, 0
        self.talks: list[Talk] = []
        self._free = {"up": 0.0, "down": 0.0}
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        self._server.close()
        self.break_all()
        await asyncio.sleep(0.05)

    def turn(self, way: Way, *, budget: int = 0) -> None:
        """From now on, for connections that are open too."""
        self.way, self.budget, self.faults = way, budget, 0
        if way in (Way.DEAF, Way.PORTAL):
            self.break_all()

    def break_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    def forget(self) -> None:
        """Count from here. Connections that stay open begin a new page too."""
        for talk in self.talks:
            talk.up.clear()
            talk.down.clear()

    @property
    def sent(self) -> list[Sent]:
        return [one for talk in self.talks for one in exchanges(bytes(talk.up), bytes(talk.down))]

    @property
    def halves(self) -> int:
        """Exchanges that began and got no answer."""
        return self.begun - sum(one.path == "/sync/v1/exchange" for one in self.sent)

    @property
    def bytes(self) -> int:
        return sum(len(talk.up) + len(talk.down) for talk in self.talks)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await asyncio.sleep(2 * self.delay)  # what opening a connection costs
            if self.way is Way.DEAF:
                await reader.read(-1)
            elif self.way is Way.PORTAL:
                await self._portal(reader, writer)
            else:
                await self._carry(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _portal(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.faults += 1
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: {}\r\n\r\n"
        writer.write(head.format(len(PORTAL)).encode() + PORTAL)
        await writer.drain()
        await asyncio.sleep(0.2)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self.office)
        talk = Talk()
        self.talks.append(talk)
        self._open.add(away)
        ways = [
            asyncio.create_task(self._pump("up", reader, away, talk)),
            asyncio.create_task(self._pump("down", there, writer, talk)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._open.discard(away)
            away.transport.abort()

    async def _pump(
        self, side: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, talk: Talk
    ) -> None:
        passed = talk.up if side == "up" else talk.down
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        reading = asyncio.create_task(self._read(side, reader, due))
        try:
            while (arrival := await due.get())[1]:
                await asyncio.sleep(max(0, arrival[0] - asyncio.get_running_loop().time()))
                left = self._passes(side, talk, arrival[1])
                passed += left
                writer.write(left)
                await writer.drain()
                if len(left) < len(arrival[1]):
                    self.faults += 1
                    return
        except ConnectionError:
            pass
        finally:
            reading.cancel()

    async def _read(
        self, side: str, reader: asyncio.StreamReader, due: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        """What is sent, with the time at which it comes out at the other end."""
        loop = asyncio.get_running_loop()
        chunk = b"?"
        while chunk:
            try:
                chunk = await reader.read(CHUNK)
            except ConnectionError:
                chunk = b""
            self.begun += side == "up" and EXCHANGE in chunk
            self._free[side] = max(loop.time(), self._free[side])
            if self.rate:
                self._free[side] += len(chunk) / self.rate
            due.put_nowait((self._free[side] + self.delay, chunk))

    def _passes(self, side: str, talk: Talk, chunk: bytes) -> bytes:
        """What of it reaches the other side."""
        if self.way is Way.ANSWER_LOST:
            return b"" if side == "down" and _exchange_in(talk.up) >= 0 else chunk
        if self.way is Way.CUT and side == "up":
            begun = _exchange_in(talk.up + chunk)
            return chunk[: max(0, begun + self.budget - len(talk.up))] if begun >= 0 else chunk
        return chunk


def _exchange_in(up: bytes) -> int:
    """Where the exchange begins that this connection carries now; -1 when it carries something else."""
    begun = up.rfind(EXCHANGE)
    return begun if begun > up.rfind(b"GET /") else -1


def exchanges(up: bytes, down: bytes) -> Iterator[Sent]:
    """Requests and answers follow one another on a connection of HTTP/1.1."""
    while up and down:
        line, up_head, up_body = _message(up)
        said, down_head, down_body = _message(down)
        method, path = line.split(b" ")[:2]
        yield Sent(
            method.decode(), path.decode(), int(said.split(b" ")[1]), up_head, up_body, down_head, down_body
        )
        up, down = up[up_head + up_body :], down[down_head + down_body :]


def _message(stream: bytes) -> tuple[bytes, int, int]:
    """First line, length of the head, length of the body as it was sent."""
    head, _, rest = stream.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    if fields.get(b"transfer-encoding") == b"chunked":
        length = rest.index(b"0\r\n\r\n") + 5
    else:
        length = int(fields.get(b"content-length", b"0"))
    return head.split(b"\r\n")[0], len(head) + 4, length


@asynccontextmanager
async def link_to(port: int, *, rate: float = 0, delay: float = 0):  # type: ignore[no-untyped-def]
    link = Link(port, rate=rate, delay=delay)
    await link.start()
    try:
        yield link
    finally:
        await link.stop()
