"""One sender in a process of its own: python -m tests.notices.delivering_process NOW [claim]

Delivers what is due; `claim` dies, as by `kill -9`, holding a claim that was never committed."""

import os
import signal
import sys
from datetime import datetime

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402

from core.notices.delivery import claim_next, deliver_due  # noqa: E402

if __name__ == "__main__":
    now = datetime.fromisoformat(sys.argv[1])
    settings.NOTICE_FILE_DIR = os.environ["XG_NOTICE_DIR"]
    settings.NOTICE_CHANNELS = {
        "counting": "tests.notices.channels.Counting",
        "once": "tests.notices.channels.CountingOnce",
    }
    if sys.argv[2:] == ["claim"]:
        with transaction.atomic():
            claim_next(now=now)
            os.kill(os.getpid(), signal.SIGKILL)
    sys.stdout.write(str(deliver_due(now=now)))
