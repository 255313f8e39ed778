"""python -m core.sheets.reading FILE [LIMITS]: limits on the process first, then the file."""

import resource
import sys
import traceback
from types import TracebackType

from core.sheets.reading.limits import Limits
from core.sheets.reading.program import start


def shut_in(limits: Limits) -> None:
    """Little memory, little time, no file may be written, and no core is left behind with people's data in it."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))


def tell_without_values(kind: type[BaseException], _: BaseException, trace: TracebackType | None) -> None:
    """An exception's own words may repeat what stood in the file, and would end in a log."""
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    sys.stderr.write(f"{kind.__name__} at {' < '.join(reversed(places))}\n")


if __name__ == "__main__":
    sys.excepthook = tell_without_values
    shut_in(Limits.from_json(sys.argv[2]) if len(sys.argv) > 2 else Limits())
    # One write for many rows; the parent reads as it pleases.
    with open(1, "wb", buffering=1 << 18, closefd=False) as out:
        try:
            start(sys.argv[1:], out)
        except BrokenPipeError:
            sys.exit(1)
