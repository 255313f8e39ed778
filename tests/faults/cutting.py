"""A bad line between the phone and the office: a proxy that dies, cuts after some bytes, or swallows every answer."""

import random
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PIECE = 4096
# The pages of a grid worker for the time without signal are on the phone.
KEPT = """async () => {
  const ready = async () => navigator.serviceWorker.controller
    && (await (await caches.open('kept')).keys()).length === 7;
  while (!(await ready())) await new Promise((done) => setTimeout(done, 50));
}"""


class Line:
    """TCP from a port of its own to the office. `cut_within` closes each connection after so many bytes at most, counted
    both ways; `swallow` lets requests through and no answer back; `dead` answers nobody."""

    def __init__(self, office: tuple[str, int], seed: int) -> None:
        self.office = office
        self.chance = random.Random(seed)
        self.cut_within = 0
        self.swallow = self.dead = False
        self.cuts = 0
        self._open = True
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def good(self) -> None:
        self.cut_within, self.swallow, self.dead = 0, False, False

    def close(self) -> None:
        self._open = False
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            try:
                phone, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        """Byte for byte until the budget of this connection is used up; kept-alive connections meet a changed line too."""
        try:
            if self.dead:
                return
            with socket.create_connection(self.office, timeout=30) as office:
                self._pump(phone, office)
        except OSError:
            pass
        finally:
            phone.close()

    def _pump(self, phone: socket.socket, office: socket.socket) -> None:
        budget = self.chance.randrange(1, self.cut_within) if self.cut_within else None
        while self._open:
            ready, _, _ = select.select([phone, office], [], [], 0.2)
            if self.dead:
                self.cuts += 1
                return
            if self.cut_within and budget is None:
                budget = self.chance.randrange(1, self.cut_within)
            if not self.cut_within:
                budget = None
            for source in ready:
                piece = source.recv(PIECE if budget is None else min(PIECE, budget))
                if not piece:
                    return
                if source is office and self.swallow:
                    self.cuts += 1
                    return
                (office if source is phone else phone).sendall(piece)
                if budget is not None:
                    budget -= len(piece)
                    if budget <= 0:
                        self.cuts += 1
                        return


@contextmanager
def bad_line(office_url: str, seed: int = 7) -> Iterator[Line]:
    host, port = office_url.removeprefix("http://").split(":")
    line = Line((host, int(port)), seed)
    try:
        yield line
    finally:
        line.close()
