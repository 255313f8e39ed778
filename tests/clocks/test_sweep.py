"""The sweeper: each moment once, in order, never early, whatever else goes wrong."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from core import subjects
from core.audit.models import Entry
from core.clocks.actions import pause_clock, start_clock, stop_clock
from core.clocks.models import Clock
from core.clocks.sweeper import database_now, sweep
from core.clocks.tasks import sweep_clocks
from tests.clocks.owners import KIND, Notes, at

pytestmark = pytest.mark.django_db

START = at("2026-03-02T10:00")


def start(code: str, subject_id: int = 1, **more: Any) -> Clock:
    return start_clock(code, subject_kind=KIND, subject_id=subject_id, now=START, **more)


def lines() -> list[dict[str, Any]]:
    return [line.detail for line in Entry.objects.filter(action="note.reminded").order_by("seq")]


def test_each_moment_comes_once_at_its_time(notes: Notes) -> None:
    clock = start("CK3.grid")
    assert sweep(now=START) == 0
    for planned in (
        clock.due_at - clock.period / 2,
        clock.due_at - clock.period / 5,
        clock.due_at,
        at("2026-03-09T18:00"),
    ):
        assert sweep(now=planned - timedelta(microseconds=1)) == 0
        assert sweep(now=planned) == 1
        assert sweep(now=planned) == 0
    assert [line["kind"] for line in lines()] == ["share", "share", "due", "after"]
    assert [line["to"] for line in lines()] == [
        ["handler"],
        ["handler", "lead"],
        ["lead", "next_tier"],
        ["supervision"],
    ]
    assert len({line["key"] for line in lines()}) == 4
    assert Clock.objects.get().next_fire_at is None


def test_a_reminder_that_goes_out_late_says_by_how_much(notes: Notes) -> None:
    clock = start("PERFORM", due_at=at("2026-03-05T00:00"))
    other = start("PERFORM", 2, due_at=at("2026-03-05T05:59"))
    sweep(now=clock.due_at + timedelta(hours=6))
    late = {line["key"].split(":")[1]: line["late"] for line in lines()}
    assert late == {str(clock.pk): 6 * 3600, str(other.pk): None}


def test_after_a_long_silence_every_moment_comes_in_its_order(notes: Notes) -> None:
    start("CK3.grid")
    start("CK4", 2)
    assert sweep(now=at("2026-06-01T10:00")) == 8
    assert sweep(now=at("2026-06-01T10:00")) == 0
    for number in (1, 2):
        kinds = [
            line.detail["kind"]
            for line in Entry.objects.filter(action="note.reminded", subject_id=number).order_by("seq")
        ]
        assert kinds == ["share", "share", "due", "after"]
    assert all(line["late"] for line in lines())


def test_no_more_than_the_limit_is_handled_at_once(notes: Notes) -> None:
    for number in range(1, 8):
        start("PERFORM", number, due_at=at("2026-03-05T00:00"))
    assert [sweep(now=at("2026-03-06T00:00"), limit=3) for _ in range(4)] == [3, 3, 1, 0]


def test_paused_stopped_and_cancelled_clocks_are_silent(notes: Notes) -> None:
    pause_clock(start("CK4"), now=START)
    stop_clock(start("CK4", 2), now=START)
    assert sweep(now=at("2027-03-02T10:00")) == 0


def test_a_pause_reminds_once_on_its_review_date(notes: Notes) -> None:
    pause_clock(start("CK4"), now=START, review_at=at("2026-03-09T10:00"))
    assert sweep(now=at("2026-03-09T10:00")) == 1
    assert sweep(now=at("2026-03-20T10:00")) == 0
    assert lines()[0]["kind"] == "review"


def test_one_bad_row_waits_an_hour_and_stops_nobody(notes: Notes, caplog: pytest.LogCaptureFixture) -> None:
    due = at("2026-03-05T00:00")
    bad, good = (start("PERFORM", number, due_at=due) for number in (1, 2))
    notes.failing = {1}
    assert sweep(now=due) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.fired, bad.fire_failures, bad.next_fire_at) == (0, 1, due + timedelta(hours=1))
    assert (good.fired, good.next_fire_at) == (1, None)
    assert [line["key"].split(":")[1] for line in lines()] == [
        str(good.pk)
    ]  # what the failing owner wrote is gone
    assert "stumbled" in caplog.text
    notes.failing = set()
    assert sweep(now=due + timedelta(minutes=59)) == 0
    assert sweep(now=due + timedelta(hours=1)) == 1
    bad.refresh_from_db()
    assert (bad.fired, bad.fire_failures) == (1, 0)
    assert lines()[-1]["late"] == 3600


def test_an_owner_that_cannot_even_lock_stops_nobody(notes: Notes) -> None:
    class Broken(Notes):
        kind = "broken"

        def lock(self, subject_id: int) -> bool:
            raise ZeroDivisionError

    due = at("2026-03-05T00:00")
    subjects.register(Broken())
    start_clock("PERFORM", subject_kind="broken", subject_id=1, now=START, due_at=due)
    start("PERFORM", 2, due_at=due)
    assert sweep(now=due) == 1
    subjects.unregister("broken")
    assert Clock.objects.get(subject_kind="broken").next_fire_at == due + timedelta(hours=1)


def test_the_clock_of_a_subject_that_is_gone_is_cancelled(notes: Notes) -> None:
    start("CK4")
    notes.gone = {1}
    sweep(now=at("2026-06-01T10:00"))
    assert Clock.objects.get().cancelled_at is not None
    assert lines() == []


def test_a_kind_that_nobody_registered_waits_like_any_failure() -> None:
    clock = start("PERFORM", due_at=at("2026-03-05T00:00"))
    assert sweep(now=clock.due_at) == 0
    clock.refresh_from_db()
    assert (clock.fire_failures, clock.next_fire_at) == (1, clock.due_at + timedelta(hours=1))


def test_an_owner_may_itself_end_the_clock(notes: Notes) -> None:
    class Closing(Notes):
        def on_clock(self, clock: Clock, point: Any, **rest: Any) -> None:
            stop_clock(clock, now=rest["now"])

    subjects.register(Closing())
    start("CK4")
    assert sweep(now=at("2026-06-01T10:00")) == 1
    clock = Clock.objects.get()
    assert (clock.fired, clock.met, clock.next_fire_at) == (1, False, None)


def test_a_worker_with_a_fast_clock_does_not_remind_early(notes: Notes) -> None:
    start("PERFORM", due_at=database_now() + timedelta(minutes=30))
    with time_machine.travel("2100-01-01", tick=False):
        assert sweep() == 0
        assert sweep_clocks() == 0


def test_the_tick_handles_what_is_due_by_the_databases_clock(notes: Notes) -> None:
    start("PERFORM", due_at=at("2026-03-05T00:00"))
    assert sweep_clocks() == 1
    assert sweep_clocks() == 0


def test_the_sweepers_question_reads_the_partial_index() -> None:
    template = start("PERFORM", due_at=at("2026-03-05T00:00"))
    # Most clocks are quiet for good; many run and ring later. Only one is due: the index has to find it.
    others = [
        Clock(
            subject_kind=KIND,
            subject_id=number,
            rule_id=template.rule_id,
            code="PERFORM",
            started_at=START,
            due_at=template.due_at,
            yellow_at=template.yellow_at,
            period=template.period,
            **(
                {"next_fire_at": at("2026-06-01T00:00")}
                if number % 3 == 0
                else {"stopped_at": START, "met": True}
            ),
        )
        for number in range(2, 5000)
    ]
    Clock.objects.bulk_create(others)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clocks_clock")
    due = Clock.objects.to_fire(at("2026-03-06T00:00")).order_by("next_fire_at")
    assert "clock_to_fire" in due.values_list("pk")[:50].explain()
    assert "clock_subject" in Clock.objects.of(KIND, 77).explain()
