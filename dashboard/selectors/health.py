"""系统状态: whether the house keeps itself in order. Ten statements at any size."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab
from django.conf import settings
from django.db import connection

from core.clocks.models import Clock
from core.clocks.selectors import CalendarGap, calendar_gap
from core.jobs.models import JobRun
from core.notices.models import Outbox
from core.sheets.choices import RUNNABLE
from core.sheets.models import SheetImport

# What the worker does by itself, in the office's words; a job that is not named here fails a test.
WORDS = {
    "core.clocks.tasks.sweep_clocks": "时限提醒和升级",
    "core.notices.tasks.deliver_outbox": "往外发消息",
    "core.hooks.tasks.send_hooks": "推送给别的系统",
    "core.sheets.tasks.run_due": "表格导入导出",
    "dashboard.tasks.fold_figures": "统计汇总",
    "partybuilding.tasks.plan_meetings": "联席会议排期",
    "specialgroups.tasks.tend": "帮扶档案到期办理",
    "specialgroups.tasks.weekly_digest": "帮扶查阅周报",
    "core.audit.tasks.write_head": "操作记录留底",
    "xiongguan.tasks.nightly_checks": "夜间检查",
}
# What core.backup notes: words, how often it ought to be, after how long it is late, whether never is a trouble.
KEEPING = (
    ("backup.whole", "备份（数据库和附件）", "每天", timedelta(hours=26), True),
    ("backup.log", "备份以后的改动", "每分钟", timedelta(minutes=10), False),
    ("backup.drill", "恢复演练", "每月", timedelta(days=32), True),
)
NIGHTLY = "nightly."
# So many of its own intervals without a good run are a silence.
MISSED = 4
LEAST = timedelta(minutes=3)
_A_NIGHT, _A_WEEK = timedelta(hours=26), timedelta(days=8)
_EVERY_NIGHT = "每天夜里"
# A clock that waits longer than this for the sweeper.
BEHIND = timedelta(minutes=2)
FULL = 0.1


@dataclass(frozen=True)
class Job:
    """One line: `state` is ok, late (silent for too long), failing, new (never ran), or missing (never
    ran, and that is a trouble)."""

    words: str
    often: str
    state: str
    run: JobRun | None


@dataclass(frozen=True)
class Health:
    jobs: list[Job]
    parts: list[Job]
    keeping: list[Job]
    clocks_behind: int
    outbox_waiting: int
    outbox_failed: int
    imports_waiting: int
    database: str
    disk_free: str
    is_disk_full: bool
    gap: CalendarGap | None

    @property
    def troubles(self) -> int:
        """How many lines want somebody."""
        every = (*self.jobs, *self.parts, *self.keeping)
        lines = sum(one.state in ("late", "failing", "missing") for one in every)
        return lines + sum(map(bool, (self.clocks_behind, self.outbox_failed, self.is_disk_full, self.gap)))


def health(parts: dict[str, str], *, now: datetime) -> Health:
    """`parts` are the night's, with their words."""
    runs = {one.name: one for one in JobRun.objects.all()}
    week_ago = now - timedelta(days=7)
    disk = shutil.disk_usage(settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.BASE_DIR)
    return Health(
        jobs=list(_jobs(runs, now)),
        parts=[
            Job(words, _EVERY_NIGHT, _state(run, _A_NIGHT, now), run)
            for words, run in ((words, runs.get(f"{NIGHTLY}{name}")) for name, words in parts.items())
        ],
        keeping=list(_keeping(runs, now)),
        clocks_behind=Clock.objects.to_fire(now - BEHIND).count(),
        outbox_waiting=Outbox.objects.filter(state=Outbox.State.PENDING, send_after__lte=now).count(),
        outbox_failed=Outbox.objects.filter(
            state__in=[Outbox.State.FAILED, Outbox.State.UNKNOWN], send_after__gte=week_ago
        ).count(),
        imports_waiting=SheetImport.objects.filter(state__in=RUNNABLE).count(),
        database=_database_size(),
        disk_free=f"{disk.free / 1024**3:.1f} GB",
        is_disk_full=disk.free < FULL * disk.total,
        gap=calendar_gap(now.date()),
    )


def _jobs(runs: dict[str, JobRun], now: datetime) -> Iterator[Job]:
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        name, every = str(entry["task"]), entry["schedule"]  # seconds, or a crontab
        run = runs.get(name)
        yield Job(WORDS[name], _often(every), _state(run, _patience(every), now), run)


def _keeping(runs: dict[str, JobRun], now: datetime) -> Iterator[Job]:
    """Backups and drills: how old the last good one is."""
    for name, words, often, patience, is_owed in KEEPING:
        run = runs.get(name)
        state = _state(run, patience, now)
        never = is_owed and (run is None or (run.ok_at is None and not run.is_failing))
        yield Job(words, often, "missing" if never else state, run)


def _patience(every: Any) -> timedelta:
    if isinstance(every, crontab):
        return _A_WEEK if _is_weekly(every) else _A_NIGHT
    return max(LEAST, MISSED * timedelta(seconds=every))


def _often(every: Any) -> str:
    if isinstance(every, crontab):
        return "每周" if _is_weekly(every) else _EVERY_NIGHT
    if every >= 3600:
        return f"每{every / 3600:.0f}小时"
    return f"每{every / 60:.0f}分钟" if every >= 60 else f"每{every:.0f}秒"


def _is_weekly(every: Any) -> bool:
    return len(every.day_of_week) < 7


def _state(run: JobRun | None, patience: timedelta, now: datetime) -> str:
    if run is None:
        return "new"
    if run.is_failing:
        return "failing"
    return "late" if run.ok_at is None or now - run.ok_at > patience else "ok"


def _database_size() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return f"{cursor.fetchone()[0] / 1024**2:.0f} MB"
