"""Real processes and connections on a real database: exactly once, and no circle of waiting."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from core import subjects
from core.accounts.models import User
from core.audit.models import Entry
from core.clocks.actions import pause_clock, resume_clock, set_holiday, start_clock
from core.clocks.models import Clock
from core.clocks.sweeper import sweep
from tests.clocks.owners import KIND, Notes, People, at

pytestmark = pytest.mark.django_db(transaction=True)

START = at("2026-03-02T10:00")
DUE = at("2026-03-05T00:00")
NOW = DUE + timedelta(seconds=30)


def begun(code: str, **facts: Any) -> Clock:
    """A clock started in a transaction of its own."""
    with transaction.atomic():
        return start_clock(code, **facts)


def many_due_clocks(number: int) -> None:
    """Clocks of as many matters, each with one moment that has come."""
    first = begun("PERFORM", subject_kind=KIND, subject_id=1, now=START, due_at=DUE)
    fields = {
        field.attname: getattr(first, field.attname)
        for field in Clock._meta.concrete_fields
        if field.attname not in ("id", "subject_id")
    }
    Clock.objects.bulk_create(Clock(subject_id=other, **fields) for other in range(2, number + 1))


def sweeper(now: datetime, *more: str) -> subprocess.Popen[str]:
    given = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": given._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "XG_TEST_DB": "",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.clocks.sweeping_process", now.isoformat(), *more],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def reminded() -> list[int]:
    return [line.subject_id or 0 for line in Entry.objects.filter(action="note.reminded")]


def test_two_sweepers_racing_over_a_thousand_due_clocks_remind_each_exactly_once() -> None:
    many_due_clocks(1000)
    racing = [sweeper(NOW), sweeper(NOW)]
    handled = [int(process.communicate(timeout=120)[0]) for process in racing]
    assert sum(handled) == 1000
    assert all(handled), "both must have had a share"
    assert sorted(reminded()) == list(range(1, 1001))
    assert not Clock.objects.filter(next_fire_at__isnull=False).exists()


def test_a_sweeper_killed_between_writing_and_commit_loses_nothing_and_doubles_nothing(notes: Notes) -> None:
    many_due_clocks(40)
    for die_at in ("1", "7", "12"):
        killed = sweeper(NOW, die_at)
        killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL
    assert len(reminded()) == 0 + 6 + 11
    sweep(now=NOW)
    assert sorted(reminded()) == list(range(1, 41))


def _in_threads(*works: Callable[[], None]) -> list[BaseException]:
    """Run each on its own connection at the same time; returns what went wrong."""
    wrong: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return wrong


def test_actions_sweepers_and_calendar_edits_never_wait_in_a_circle(sysadmin: User) -> None:
    people = [User.objects.create_user(f"p{number}", display_name=f"人{number}") for number in range(4)]
    subjects.register(People())
    for person in people:
        for code in ("CK4", "petition.second.decide"):  # both may pause, both end in a 春节 not yet arranged
            begun(code, subject_kind="person", subject_id=person.pk, now=at("2027-01-08T10:00"))

    def act(seed: int) -> Callable[[], None]:
        chance = random.Random(seed)

        def work() -> None:
            for step in range(25):
                person = chance.choice(people)
                moment = at("2027-01-08T11:00") + timedelta(minutes=step)
                with transaction.atomic():
                    User.objects.select_for_update(no_key=True).get(pk=person.pk)
                    clocks = list(Clock.objects.of("person", person.pk))
                    chance.shuffle(clocks)  # two clock rows, in either order
                    for clock in clocks:
                        clock.refresh_from_db()
                        (resume_clock if clock.paused_at else pause_clock)(clock, now=moment)

        return work

    def edit_calendar() -> None:
        for kind in ("off", "work", "off"):
            for day in range(8, 20):  # each moves every due time
                set_holiday(
                    date(2027, 2, day), kind, "试", source="试", actor=sysadmin, now=at("2027-01-09T10:00")
                )

    def tick() -> None:
        for hour in range(40):
            sweep(now=at("2027-01-09T10:00") + timedelta(days=hour))

    wrong = _in_threads(act(1), act(2), act(3), edit_calendar, tick, tick)
    subjects.unregister("person")
    assert wrong == []
    assert Entry.objects.filter(action="note.reminded").exists()
    assert Entry.objects.filter(action="clock.recompute").exists()


def test_a_busy_clock_is_passed_over_and_comes_back(notes: Notes) -> None:
    many_due_clocks(2)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Clock.objects.select_for_update(no_key=True).get(subject_id=1)
            held.set()
            release.wait(timeout=30)

    def look() -> None:
        held.wait(timeout=30)
        assert sweep(now=NOW) == 1
        release.set()

    assert _in_threads(hold, look) == []
    assert reminded() == [2]
    assert sweep(now=NOW) == 1


def test_a_subject_that_stays_locked_is_left_for_the_next_tick() -> None:
    person = User.objects.create_user("p", display_name="人")
    subjects.register(People())
    begun("PERFORM", subject_kind="person", subject_id=person.pk, now=START, due_at=DUE)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=person.pk)
            held.set()
            release.wait(timeout=30)

    def look() -> None:
        held.wait(timeout=30)
        assert sweep(now=NOW) == 0
        release.set()

    assert _in_threads(hold, look) == []
    assert sweep(now=NOW) == 1
    subjects.unregister("person")


def test_a_new_clock_waits_for_the_calendar_that_is_being_changed(sysadmin: User) -> None:
    """Nobody may work out a due time under the calendar of a moment ago."""
    writing, done = threading.Event(), threading.Event()
    found: list[datetime] = []

    def change() -> None:
        with transaction.atomic():
            set_holiday(date(2026, 3, 4), "off", "停电", source="通知", actor=sysadmin, now=START)
            writing.set()
            assert not done.wait(timeout=0.5), "the clock did not wait"

    def begin() -> None:
        writing.wait(timeout=30)
        found.append(begun("CK3.grid", subject_kind=KIND, subject_id=1, now=START).due_at)
        done.set()

    assert _in_threads(change, begin) == []
    assert found == [at("2026-03-05T18:00")]
