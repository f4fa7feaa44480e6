"""The road between a phone and the office: it can lose an answer, cut or bend it, be busy, or be a café's portal."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from webapp.core.labels import MEDIA_TYPE

EXCHANGE, CARRIED = "/sync/v1/exchange", "/sync/v1/carried"
PORTAL = b"<!doctype html><title>Free Wi-Fi</title><h1>Welcome</h1>"
CUTS = {"start": 0.02, "half": 0.5}
"""How much of an answer arrives."""
SILENCE = 1.5
HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


def bent(answer: bytes) -> bytes:
    """Another letter in the words of a page; nothing else."""
    assert b"</h1>" in answer, "no page in this answer"
    return answer.replace(b"</h1>", b"!/h1>", 1)


class Between:
    """Exchanges use `faults` up one by one, or meet `always` ("busy": for `after` seconds; "hold": answered once `gate` opens), a GET of a path in `cutting` comes half, a POST is answered by `replies`; `sent` is what phones said, `answers` what they heard; `plain`: they ask for nothing squeezed."""

    def __init__(self, port: int) -> None:
        self.office_port = port
        self.faults: list[str] = []
        self.after = "5"
        self.always = ""
        self.instead: dict[str, bytes] = {}
        self.replies: dict[str, Callable[[bytes], tuple[int, bytes]]] = {}
        self.losing: set[str] = set()
        self.cutting: set[str] = set()
        self.cuts: list[str] = []
        self.gate = threading.Event()
        self.under_way = self.at_once = 0
        self.plain = False
        self.sent: list[bytes] = []
        self.answers: list[bytes] = []
        road = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                if self.path in road.cutting:
                    place = len(road.cuts)
                    road.cuts.append("under way")
                    _, headers, answer = road.found(self)
                    self.cut(headers, answer, len(answer) // 2)
                    road.cuts[place] = "over"
                    return None
                return self.pass_on(b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if self.path in road.replies:
                    status, answer = road.replies[self.path](body)
                    return self.reply(status, [("content-type", MEDIA_TYPE)], answer)
                if self.path in road.losing:
                    road.ask(self, body)
                    return self.hang_up()
                if self.path != EXCHANGE:
                    return self.pass_on(body)
                with road.counted():
                    return self.exchange(body)

            def exchange(self, body: bytes) -> None:
                road.sent.append(body)
                fault = road.always or (road.faults.pop(0) if road.faults else "")
                if fault == "portal":
                    return self.reply(200, [("content-type", "text/html")], PORTAL)
                if fault == "busy":
                    return self.reply(
                        503, [("content-type", "text/plain"), ("retry-after", road.after)], b"busy"
                    )
                if fault == "dead":
                    return self.hang_up()
                try:
                    status, headers, answer = road.ask(self, body)
                except OSError:
                    return self.hang_up()
                if fault == "lose":
                    return self.hang_up()
                if fault == "hold":
                    road.gate.wait(30)
                road.answers.append(answer)
                if fault == "bend":
                    answer = bent(answer)
                if fault in CUTS:
                    return self.cut(headers, answer, int(len(answer) * CUTS[fault]))
                return self.reply(status, headers, answer)

            def cut(self, headers: list[tuple[str, str]], answer: bytes, upto: int) -> None:
                """As a link dies: the length says how much was to come, then silence, then nobody is there.

                What a browser has not read yet when the connection breaks it throws away.
                """
                self.reply(200, headers, answer[:upto], length=len(answer))
                self.wfile.flush()
                time.sleep(SILENCE)
                self.hang_up()

            def hang_up(self) -> None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True

            def pass_on(self, body: bytes) -> None:
                if self.path in road.instead:
                    return self.reply(*road.found(self))
                try:
                    self.reply(*road.ask(self, body))
                except OSError:
                    self.hang_up()

            def reply(
                self, status: int, headers: list[tuple[str, str]], body: bytes, length: int | None = None
            ) -> None:
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body) if length is None else length))
                self.send_header("connection", "close")  # on a used connection Chromium itself sends again
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @contextmanager
    def counted(self) -> Iterator[None]:
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            yield
        finally:
            self.under_way -= 1

    def found(self, asked: BaseHTTPRequestHandler) -> tuple[int, list[tuple[str, str]], bytes]:
        """What is put in place of the office's answer, or else that."""
        if asked.path not in self.instead:
            return self.ask(asked, b"")
        ending = asked.path.partition("?")[0].rpartition(".")[2]
        kind = {"js": "text/javascript", "css": "text/css"}.get(ending, "application/json")
        return 200, [("content-type", kind)], self.instead[asked.path]

    def ask(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        link = http.client.HTTPConnection("127.0.0.1", self.office_port, timeout=20)
        try:
            headers = dict(asked.headers.items())
            if self.plain:
                headers["Accept-Encoding"] = "identity"
            link.request(asked.command, asked.path, body or None, headers)
            answer = link.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            link.close()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
