"""Is that pid still the server we started in that folder, or has the number been given away?"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        # A killed child that nobody has waited for still has a number, but serves nobody.
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True
    return state != "Z"


def is_ours(pid: int, program: str, folder: Path) -> bool:
    """True when `pid` runs `program` with `folder` as its working folder.

    Both servers change into their data folder, so this tells ours from another server of the
    same name and from any process that got the number after a reboot.
    """
    if pid <= 1 or not is_alive(pid):
        return False
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        return name.startswith(program) and Path(f"/proc/{pid}/cwd").resolve() == folder.resolve()
    except PermissionError:
        return False
    except OSError:
        if Path("/proc/self").exists():
            return False
    told = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return program in told.stdout and str(folder) in told.stdout


def stop(pid: int, how: signal.Signals, patience: float) -> bool:
    """Ask once, wait, then insist. False when it had to be killed."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return True
    if wait_for(lambda: not is_alive(pid), patience, every=0.03):
        return True
    os.kill(pid, signal.SIGKILL)
    return False


def wait_for(what: Callable[[], object], seconds: float, *, every: float = 0.1) -> bool:
    """Whether it came true within so many seconds. Other processes do the work, so there is nothing to do here but look."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(every)
    return False
