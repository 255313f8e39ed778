"""A message gateway that keeps keys, as the office's would: the same key arrives once."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Gateway:
    """`answers` are the status codes to give, one after the other, then 200 for ever."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.arrived: dict[str, dict[str, Any]] = {}
        self.answers: list[int] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.answer(self)

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                """Tests are quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def answer(self, call: BaseHTTPRequestHandler) -> None:
        body = call.rfile.read(int(call.headers.get("Content-Length") or 0))
        self.calls.append((dict(call.headers.items()), body))
        status = self.answers.pop(0) if self.answers else 200
        if status < 300:
            self.arrived.setdefault(call.headers["Idempotency-Key"], json.loads(body))
        call.send_response(status)
        if 300 <= status < 400:
            call.send_header("Location", "/elsewhere")
        call.send_header("Content-Length", "0")
        call.end_headers()

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
