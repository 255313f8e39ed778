"""系统状态: what ran by itself and when, seen by the administrator alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from core.accounts.models import User
from core.audit.actions import record
from core.audit.tasks import write_head
from core.jobs import recorder
from core.jobs.models import JobRun
from dashboard.selectors.health import KEEPING, WORDS, Health, health
from tests.cast import Cast, cast, log, town
from xiongguan import tasks

__all__ = ["cast", "log", "town"]

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
URL = "/settings/status/"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(recorder, "_written", {})
    with time_machine.travel(NOW, tick=False):
        yield


def seen() -> Health:
    return health({name: words for name, (words, _) in tasks.PARTS.items()}, now=NOW)


def state_of(words: str) -> str:
    found = seen()
    return next(one.state for one in (*found.jobs, *found.parts) if one.words == words)


def backed_up(hours_ago: float = 1) -> None:
    for name in ("backup.whole", "backup.log", "backup.drill"):
        JobRun.objects.update_or_create(name=name, defaults={"ok_at": NOW - hours_ago * HOUR})


def kept(words: str) -> str:
    return next(one.state for one in seen().keeping if one.words == words)


def test_a_town_that_was_never_backed_up_says_so_in_red() -> None:
    whole, log, drill = (words for _, words, *_ in KEEPING)
    assert (kept(whole), kept(log), kept(drill)) == ("missing", "new", "missing")
    assert seen().troubles == 2
    backed_up()
    assert (kept(whole), kept(drill), seen().troubles) == ("ok", "ok", 1)
    assert kept(log) == "late", "what comes every minute is missed after ten"


def test_a_backup_is_late_after_a_day_and_a_drill_after_a_month() -> None:
    whole, _, drill = (words for _, words, *_ in KEEPING)
    backed_up(hours_ago=25)
    assert kept(whole) == "ok"
    backed_up(hours_ago=27)
    assert (kept(whole), kept(drill)) == ("late", "ok")
    backed_up(hours_ago=33 * 24)
    assert kept(drill) == "late"
    JobRun.objects.update(failed_at=NOW)
    assert kept(whole) == "failing"


def test_the_page_tells_how_old_the_last_backup_and_drill_are(cast: Cast) -> None:
    text = reads(cast.sysadmin).get(URL).content.decode()
    assert "备份和恢复" in text and text.count("从来没有做过") == 2
    backed_up(hours_ago=27)
    text = reads(cast.sysadmin).get(URL).content.decode()
    assert (
        "从来没有做过" not in text and "很久没运行" in text and "1 日，3 小时前" in text.replace("\xa0", " ")
    )


def test_every_job_of_the_schedule_has_words() -> None:
    assert {str(entry["task"]) for entry in configured.CELERY_BEAT_SCHEDULE.values()} == set(WORDS)


def test_a_task_notes_by_itself_how_it_went(settings: Settings, tmp_path: Path) -> None:
    """The real task, run as the worker runs it; its fault is named by kind, never by its words."""
    record("account.sign_in", actor=None, subject_kind="user", subject_id=1, detail={}, now=NOW)
    settings.AUDIT_HEADS_FILE = tmp_path / "heads.log"
    write_head.apply()
    run = JobRun.objects.get(name="core.audit.tasks.write_head")
    assert (run.ok_at, run.failed_at, run.is_failing) == (NOW, None, False)
    settings.AUDIT_HEADS_FILE = tmp_path  # a folder cannot be written to
    write_head.apply()
    run.refresh_from_db()
    assert run.fault == "IsADirectoryError" and run.ok_at == NOW


def test_a_part_of_the_night_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    def broken() -> None:
        raise ValueError("王建国 13893712207")

    fine: list[int] = []
    parts = {"first": ("第一", broken), "second": ("第二", lambda: fine.append(1))}
    monkeypatch.setattr(tasks, "PARTS", parts)
    tasks.nightly_checks()
    assert fine == [1]
    first, second = (JobRun.objects.get(name=f"nightly.{name}") for name in parts)
    assert (first.fault, first.ok_at, second.ok_at) == ("ValueError", None, NOW)
    assert (state_of("第一"), state_of("第二")) == ("failing", "ok")


def test_silence_shows_after_four_ticks_and_a_good_run_ends_a_failure() -> None:
    words, name = "操作记录留底", "core.audit.tasks.write_head"
    assert state_of(words) == "new"
    run = JobRun.objects.create(name=name, ok_at=NOW - 3 * HOUR)
    assert state_of(words) == "ok"
    JobRun.objects.update(ok_at=NOW - 5 * HOUR)
    assert state_of(words) == "late"
    JobRun.objects.update(ok_at=NOW - HOUR, failed_at=NOW - 2 * HOUR)
    assert state_of(words) == "ok"
    JobRun.objects.update(failed_at=NOW - HOUR / 2)
    assert state_of(words) == "failing" and run.name == name
    backed_up(hours_ago=0)
    assert seen().troubles == 1


def test_a_tick_every_two_seconds_writes_once_a_minute() -> None:
    with CaptureQueriesContext(connection) as asked:
        for _ in range(20):
            recorder.went_well("core.sheets.tasks.run_due", 0.1)
    assert sum("jobs_jobrun" in query["sql"] and "INSERT" in query["sql"] for query in asked) == 1
    recorder.went_wrong("core.sheets.tasks.run_due", ValueError())
    recorder.went_well("core.sheets.tasks.run_due", 0.1)
    assert JobRun.objects.get().ok_at == NOW


def reads(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_administrator_alone_reads_it_in_few_statements(cast: Cast) -> None:
    JobRun.objects.create(name="core.clocks.tasks.sweep_clocks", failed_at=NOW, fault="OperationalError")
    backed_up(hours_ago=0)
    page = reads(cast.sysadmin).get(URL)
    text = page.content.decode()
    assert page.status_code == 200 and "时限提醒和升级" in text and "没办成" in text and "有1处要看" in text
    for key, user in cast.all.items():
        assert (reads(user).get(URL).status_code == 200) == (key == "sysadmin"), key
    client = reads(cast.sysadmin)
    client.get(URL)
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
    assert len(asked) <= 16
