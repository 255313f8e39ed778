"""The calls have a queue and a worker of their own: a receiver that sleeps as long as it may holds up nobody else."""

import time

import pytest

from core.hooks.models import Delivery
from core.hooks.tasks import send_hooks
from core.local.processes import wait_for
from tests.cast import Cast, Log
from tests.hooks.conftest import Hook
from tests.hooks.receivers import Receiver, receiver, sleep
from tests.processes import Start


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_sleeper_holds_up_neither_the_other_webhooks_nor_the_other_work(
    cast: Cast, log: Log, hook: Hook, there: Receiver, celery: Start
) -> None:
    with receiver() as sleeper:
        sleeper.always = sleep(sleeper)
        slow = hook(address=sleeper.address)[0]
        hook()
        case = log(actor=cast.clerk, severity="small", severity_reason="多户")
        pool = ("--pool", "threads", "--concurrency", "4")
        celery("xiongguan", "worker", "-Q", "hooks", *pool, "-n", "calls@test", "-l", "WARNING")
        # The tick asks again and again until the worker is up.
        assert wait_for(lambda: bool([send_hooks(), sleeper.got][1]), 60)
        slept = time.monotonic()
        assert wait_for(lambda: len(there.got) == case.events.count(), 8)
        assert time.monotonic() - slept < 8 and Delivery.objects.filter(webhook=slow, tries=0).exists()
