"""One sweeper in a process of its own: python -m tests.clocks.sweeping_process NOW [DIE_AT]

Sweeps until nothing is due. With DIE_AT it kills itself, as by `kill -9`, inside the transaction of that moment:
after the owner wrote its line, before the commit."""

import os
import signal
import sys
from datetime import datetime, timedelta

import django

django.setup()

from core import subjects  # noqa: E402
from core.clocks.models import Clock  # noqa: E402
from core.clocks.plan import Point  # noqa: E402
from core.clocks.sweeper import sweep  # noqa: E402
from tests.clocks.owners import Notes  # noqa: E402


class MortalNotes(Notes):
    """Writes its line, and at the given moment is gone."""

    def __init__(self, die_at: int) -> None:
        super().__init__()
        self.left = die_at

    def on_clock(self, clock: Clock, point: Point, *, now: datetime, late_by: timedelta | None) -> None:
        super().on_clock(clock, point, now=now, late_by=late_by)
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    subjects.register(MortalNotes(int(sys.argv[2]) if len(sys.argv) > 2 else 0))
    sys.stdout.write(str(sweep(datetime.fromisoformat(sys.argv[1]), limit=10_000)))
