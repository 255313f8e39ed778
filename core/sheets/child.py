"""Reading a file in a process of its own: started, listened to, and ended with whoever asked."""

import contextlib
import json
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from core.sheets.reading.limits import Limits
from core.sheets.reading.refusals import WORDS
from core.sheets.rows import Cell

log = logging.getLogger(__name__)

# The reader's own limit is processor time; this one is for a reader that waits for nothing.
PATIENCE = 600.0
_decode = json.JSONDecoder().raw_decode
Row = tuple[int, list[Cell], bool]


class FileRefused(Exception):
    """The file as a whole is not taken; `words` go to the person."""

    def __init__(self, code: str, words: str = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = words or WORDS[code].format(**facts)


class RowStream:
    """The rows of a file as they come out of the reader."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.percent = 0
        self.end: dict[str, Any] | None = None

    def __iter__(self) -> Iterator[Row]:
        """Rows in the order of the file. Raises FileRefused when it is not taken, or when the reader died over it."""
        out = self.process.stdout
        for line in out or ():
            told, _ = _decode(str(line, "utf-8"))
            if type(told) is list:
                yield told[0], told[1], len(told) > 2
            elif "at" in told:
                self.percent = told["at"]
            elif "refused" in told:
                raise FileRefused(told["refused"], told["words"])
            else:
                self.end = told["end"]
        if self.end is None:
            raise self._died()

    def _died(self) -> FileRefused:
        code = self.process.wait()
        trace = self.process.stderr.read(500).decode("utf-8", "replace") if self.process.stderr else ""
        log.warning("the reader ended with %s: %s", code, trace.strip())
        # Ended by the kernel for time, or out of memory; an exception of ours is a broken file to people.
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return FileRefused("slow")
        starved = trace.startswith("MemoryError") or code in (-signal.SIGSEGV, -signal.SIGABRT)
        return FileRefused("memory" if starved else "broken")


def limits(rows: int | None = None) -> Limits:
    """The reader's limits from the settings; a kind may take fewer rows."""
    given = Limits(**settings.SHEETS_READER)
    # A few lines above the headings are no rows of data.
    return Limits(**{**asdict(given), "rows": (rows or given.rows) + 10})


@contextlib.contextmanager
def rows_of(path: Path, bounds: Limits) -> Iterator[RowStream]:
    """Start the reader on a file. It gets no keys, no environment and no database, and does not outlive the block."""
    command = [sys.executable, "-E", "-s", "-S", "-X", "utf8", "-m", "core.sheets.reading", str(path)]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [*command, json.dumps(asdict(bounds))],
        cwd=settings.BASE_DIR,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=1 << 18,
    )
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield RowStream(process)
    finally:
        watchdog.cancel()
        process.kill()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()
