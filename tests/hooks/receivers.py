"""Receivers of other systems, as programs that listen on loopback: those that work, and each kind that does not."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Does = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Got:
    """One request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> Any:
        return json.loads(self.body)

    def is_signed_by(self, secret: str) -> bool:
        """Worked out here anew, from the words of the convention."""
        content = f"{self.id}.{self.headers['webhook-timestamp']}.{self.body.decode()}".encode()
        key = base64.b64decode(secret.split("_", 1)[1])
        right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """What it got, and what it does with each request: the next of `does`, then 200."""

    address: str = ""
    got: list[Got] = field(default_factory=list)
    does: list[Does] = field(default_factory=list)
    always: Does | None = None
    # Sleepers wake up when the test ends.
    morning: threading.Event = field(default_factory=threading.Event)

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Type and version of each, in the order in which they came."""
        return [(one.told["type"], one.told["data"]["version"]) for one in self.got]


def answer(status: int, body: bytes = b"", **headers: str) -> Does:
    def does(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return does


def sleep(receiver: Receiver) -> Does:
    """Half a minute, or until the test has seen enough."""
    return lambda request: bool(receiver.morning.wait(30)) and None


def die(request: BaseHTTPRequestHandler) -> None:
    """In the middle of the first line."""
    request.wfile.write(b"HTTP/1.1 2")
    request.wfile.flush()
    request.connection.shutdown(socket.SHUT_RDWR)


def drip(receiver: Receiver) -> Does:
    """A byte now and then, for ever."""

    def does(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not receiver.morning.wait(0.05):
            request.wfile.write(b"X")
            request.wfile.flush()

    return does


def flood(receiver: Receiver) -> Does:
    """A body without end."""

    def does(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not receiver.morning.is_set():
            request.wfile.write(b"x" * 65536)

    return does


@contextmanager
def receiver(wrap: Callable[[Any], Any] = lambda one: one) -> Iterator[Receiver]:
    """Listens until the block ends. `wrap` may put its socket under TLS."""
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.got.append(Got({name.lower(): value for name, value in self.headers.items()}, body))
            does = here.always or (here.does.pop(0) if here.does else answer(200, b"ok"))
            try:
                does(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    server.socket = wrap(server.socket)
    here.address = f"http://127.0.0.1:{server.server_address[1]}/hooks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        here.morning.set()
        server.shutdown()
        server.server_close()
