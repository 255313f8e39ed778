"""Workers without the start of a program each: python -m tests.sheets.working_process

Reads lines from standard input. For each it forks a worker that works on imports until none waits and then ends; with a
number on the line it kills itself after so many seconds, as by `kill -9`. Prints "died" or "done" and the seconds."""

import os
import signal
import sys
import threading
import time

import django

django.setup()

from django.db import connection, connections  # noqa: E402

from core.sheets import kinds  # noqa: E402
from core.sheets.work.run import work_once  # noqa: E402
from tests.sheets import people  # noqa: E402

WORKS_AS = "dying sheet worker"  # by this name the test sees when the server has let go of one


def worker(die_after: float | None) -> None:
    if die_after is not None:
        threading.Timer(die_after, os.kill, (os.getpid(), signal.SIGKILL)).start()
    while work_once():
        pass
    os._exit(0)


if __name__ == "__main__":
    kinds.register(people.People())
    people.ADDERS.add("clerk")
    people.CHANGERS.add("lead")
    connection.settings_dict["OPTIONS"]["application_name"] = WORKS_AS
    connections.close_all()
    for line in sys.stdin:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            worker(float(line) if line.strip() else None)
        _, status = os.waitpid(child, 0)
        fate = "died" if os.WIFSIGNALED(status) else "done"
        sys.stdout.write(f"{fate} {time.monotonic() - began:.3f}\n")
        sys.stdout.flush()
