"""A TCP proxy on loopback that breaks lines on purpose: cuts, delays, cuts after n bytes, swallows everything."""

import asyncio
import contextlib
import random
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

CHUNK = 65_536
UP, DOWN = "up", "down"


@dataclass
class Faults:
    """What is wrong with the lines now. Plain values: hands set them from other threads, pumps read them at each chunk.

    `cut_share` of new connections are cut after up to `cut_within` bytes in a direction drawn for each; `cuts` counts the
    lines that were really broken."""

    delay: float = 0.0
    hole: bool = False
    cut_share: float = 0.0
    cut_within: int = 3_000
    cuts: int = 0


@dataclass(eq=False)
class _Line:
    """One connection: its writers, and how many bytes each direction still lets through (None: all)."""

    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    left: dict[str, int | None] = field(default_factory=lambda: {UP: None, DOWN: None})

    def abort(self) -> None:
        for writer in self.writers:
            with contextlib.suppress(RuntimeError):
                writer.transport.abort()


class Proxy:
    """Listens on a port of its own and passes everything to `target` on loopback. Use as a context."""

    def __init__(self, target: int, seed: int) -> None:
        self.target, self.faults = target, Faults()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self.listener.getsockname()[1])
        self._chance = random.Random(seed)
        self._lines: set[_Line] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self.listener.close()

    async def _end(self) -> None:
        """Abort every line and let its pumps see that; cancelling them would make asyncio complain."""
        self.heal()
        self._server.close()
        for _ in range(60):
            for line in list(self._lines):
                line.abort()
            if not self._lines:
                return
            await asyncio.sleep(0.05)

    def cut_all(self) -> None:
        """Break every line that is open now."""

        def cut() -> None:
            for line in list(self._lines):
                self.faults.cuts += 1
                line.abort()

        self._loop.call_soon_threadsafe(cut)

    def heal(self) -> None:
        """Lines are good again; the number of cuts stays."""
        self.faults.delay, self.faults.hole, self.faults.cut_share = 0.0, False, 0.0

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self.listener))
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = _Line([writer])
        if self.faults.cut_share and self._chance.random() < self.faults.cut_share:
            line.left[self._chance.choice((UP, DOWN))] = self._chance.randrange(self.faults.cut_within)
        self._lines.add(line)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            line.writers.append(far_writer)
            await asyncio.gather(
                self._pump(line, UP, reader, far_writer), self._pump(line, DOWN, far_reader, writer)
            )
        except OSError:
            pass
        finally:
            line.abort()
            self._lines.discard(line)

    async def _pump(
        self, line: _Line, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while data := await reader.read(CHUNK):
            if self.faults.delay:
                await asyncio.sleep(self.faults.delay)
            while self.faults.hole:
                await asyncio.sleep(0.05)
            left = line.left[way]
            if left is not None:
                line.left[way] = left - len(data)
                data = data[:left]
            writer.write(data)
            await writer.drain()
            if left is not None and left - len(data) <= 0:
                self.faults.cuts += 1
                line.abort()
                return
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()
