"""Hundreds of duties of real cases (XG_LONG=1: a thousand) under two beats and two workers: Redis wiped, a worker killed, nothing lost or twice.

Each case must end exactly like one of its kind that was swept alone: same timeline, same messages, same clocks."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db.models import Count, F, Max

from core.audit.models import Entry
from core.audit.selectors import verify
from core.clocks.models import Clock
from core.clocks.sweeper import database_now, sweep
from core.local.processes import wait_for
from core.notices.models import Notice
from disputes.choices import State
from disputes.models import Dispute, DisputeEvent
from tests.disputes.walk import Walk
from tests.faults.copies import multiply
from tests.long import rounds
from tests.processes import Start, kill

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

APP = "tests.clocks.celery_app"
# How many of each, and what time does to them.
WAITING, PROMISED, RESTING = rounds(260, 840), rounds(20, 80), rounds(20, 80)
ALL = WAITING + PROMISED + RESTING


@dataclass(frozen=True)
class Ending:
    """What time made of a case, without its ids."""

    state: str
    due_code: str
    events: tuple[Any, ...]
    told: tuple[Any, ...]
    clocks: tuple[Any, ...]


def endings(pks: list[int]) -> Counter[Ending]:
    """How many of the cases ended in which way."""
    events, told, clocks = defaultdict(list), defaultdict(list), defaultdict(list)
    for pk, *event in (
        DisputeEvent.objects.filter(dispute__in=pks)
        .order_by("pk")
        .values_list("dispute_id", "version", "act", "from_state", "to_state")
    ):
        events[pk].append(tuple(event))
    about = {"subject_kind": "dispute", "subject_id__in": pks}
    for pk, person, kind, key, late in Notice.objects.filter(**about, key__startswith="clock:").values_list(
        "subject_id", "recipient_id", "kind", "key", "late_by"
    ):
        # The number of the clock is the only part of a key that differs from case to case.
        told[pk].append((person, kind, re.sub(r"clock:\d+", "clock", key), late is not None))
    for pk, *clock in Clock.objects.filter(**about).values_list(
        "subject_id", "code", "fired", "met", "fire_failures"
    ):
        clocks[pk].append(tuple(clock))
    return Counter(
        Ending(state, due, tuple(events[pk]), tuple(sorted(told[pk])), tuple(sorted(clocks[pk], key=repr)))
        for pk, state, due in Dispute.objects.filter(pk__in=pks).values_list("pk", "state", "due_code")
    )


def waiting(walk: Walk) -> Dispute:
    """Registered, spoken with, and then the community's days ran out: three working days later it is 督办."""
    case = walk.step(walk.registered(), "contact")
    Clock.objects.live().of("dispute", case.pk).exclude(code__startswith="CK3").delete()
    return case


def promised(walk: Walk) -> Dispute:
    """An agreement whose day passed."""
    case = walk.to(State.PERFORMING)
    Clock.objects.live().of("dispute", case.pk).exclude(code="PERFORM").delete()
    return case


def resting(walk: Walk) -> Dispute:
    """A pause whose day came; its two paused clocks run on."""
    return walk.to(State.SUSPENDED)


KINDS = {"waiting": (waiting, WAITING), "promised": (promised, PROMISED), "resting": (resting, RESTING)}


def leave_the_last_moment(case: Dispute) -> None:
    """Every earlier reminder went out when it should; what is left of each clock has been due for long."""
    for clock in Clock.objects.of("dispute", case.pk).filter(next_fire_at__isnull=False):
        last = len(clock.rule.reminders) - 1
        Clock.objects.filter(pk=clock.pk).update(fired=last, next_fire_at=clock.due_at)


def alone(walk: Walk) -> dict[str, Counter[Ending]]:
    """One of each kind, swept here with nobody else about."""
    ends = {}
    for name, (make, _) in KINDS.items():
        case = make(walk)
        leave_the_last_moment(case)
        assert sweep(now=database_now()) >= 1
        ends[name] = endings([case.pk])
    return ends


def crowd(walk: Walk) -> dict[str, list[int]]:
    """As many as were asked for, each kind multiplied."""
    found = {}
    for name, (make, number) in KINDS.items():
        case = make(walk)
        leave_the_last_moment(case)
        found[name] = [case.pk, *multiply(case, number - 1)]
    return found


def done(pks: dict[str, list[int]]) -> int:
    """How many of the crowd time has dealt with."""
    spoken = Notice.objects.filter(subject_kind="dispute", subject_id__in=pks["waiting"], kind="chase")
    acts = DisputeEvent.objects.filter(
        act__in=("lapse", "resume"), dispute__in=pks["promised"] + pks["resting"]
    )
    return spoken.values("subject_id").distinct().count() + acts.count()


def nothing_left() -> bool:
    return not Clock.objects.to_fire(database_now() + timedelta(minutes=5)).exists()


def test_cases_that_are_due_end_as_if_swept_alone(walk: Walk, celery: Start, tmp_path: Path) -> None:
    expected = alone(walk)
    pks = crowd(walk)
    assert Clock.objects.to_fire(database_now()).count() == ALL
    workers = [celery(APP, "worker", "-c", "1", "-n", f"w{n}@test", "-l", "WARNING") for n in (1, 2)]
    for number in (1, 2):
        celery(APP, "beat", "-s", str(tmp_path / f"beat{number}"), "-l", "WARNING")
    assert wait_for(lambda: done(pks) > ALL / 10, 60), "nobody works"
    redis.Redis.from_url(settings.REDIS_URL).flushdb()
    before = done(pks)
    assert before < 0.9 * ALL, "too late to be a fault"
    assert wait_for(lambda: done(pks) > before + ALL / 20, 60), "nobody works after Redis was wiped"
    kill(workers[0])
    assert wait_for(nothing_left, 90), f"after the kill only {done(pks)} were done"
    for name, ids in pks.items():
        (only,) = expected[name]
        assert endings(ids) == Counter({only: len(ids)}), name
    the_books_agree(pks)


def the_books_agree(pks: dict[str, list[int]]) -> None:
    """Timeline, ledger and clocks tell the same story."""
    for act, name in (("lapse", "promised"), ("resume", "resting")):
        written = Entry.objects.filter(action=f"dispute.{act}", subject_id__in=pks[name])
        assert Counter(written.values_list("subject_id", flat=True)) == Counter(pks[name])
    assert not Clock.objects.filter(fire_failures__gt=0).exists()
    versions = Dispute.objects.annotate(lines=Count("events"), last=Max("events__version"))
    # Version 1 is the draft, which nobody tells.
    assert not versions.exclude(last=F("version"), lines=F("version") - 1).exists()
    assert verify() == []
