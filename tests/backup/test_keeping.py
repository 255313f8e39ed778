"""Which copies are kept, and what the journal of erasures holds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.audit import erasures
from core.audit.actions import record
from core.backup.keeping import DAY, is_due
from core.backup.restoring import gap
from core.backup.taking import segment_name
from core.backup.vault import Copy, to_keep
from core.jobs.models import JobRun

NOW = datetime(2026, 3, 29, 2, tzinfo=UTC)
MIB = 1024 * 1024


def copy(days_ago: float, first: str = "000000010000000000000001") -> Copy:
    at = NOW - timedelta(days=days_ago)
    return Copy(f"{at:%Y%m%dT%H%M%SZ}", at, 17, first, 16 * MIB, "", {})


def test_a_week_of_days_and_four_weeks_are_kept() -> None:
    copies = [copy(days) for days in range(60, -1, -1)]
    kept = to_keep(copies, NOW)
    ages = sorted(round((NOW - one.done_at).days) for one in copies if one.name in kept)
    assert ages == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21]


def test_of_an_older_day_the_last_is_kept_of_the_latest_all_and_the_newest_however_old() -> None:
    evening, night, today, noon_ = copy(1.4), copy(1.1), copy(0.4), copy(0.1)
    assert to_keep([copy(200), evening, night, today, noon_], NOW) == {night.name, today.name, noon_.name}
    assert to_keep([copy(400), copy(300)], NOW) == {copy(300).name}


def test_a_gap_in_the_log_is_found_across_its_files_and_timelines() -> None:
    names = [segment_name(1, number, 16 * MIB) for number in range(254, 259)]
    assert names[1:3] == ["0000000100000000000000FF", "000000010000000100000000"]
    whole = copy(0, names[0])
    assert gap(names, whole) == ""
    assert gap([one for one in names if one != names[2]], whole) == names[2]
    assert gap(names[1:], copy(0, names[0])) == ""
    other = segment_name(2, 256, 16 * MIB)
    assert gap([*names[:2], other, *names[3:], "00000002.history"], whole) == ""


def run(hours_ago: float | None, failed_minutes_ago: float | None = None) -> JobRun:
    ok_at = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    failed = None if failed_minutes_ago is None else NOW - timedelta(minutes=failed_minutes_ago)
    return JobRun(name="backup.whole", ok_at=ok_at, failed_at=failed)


def test_the_whole_is_copied_at_night_or_when_it_cannot_wait() -> None:
    night, day = NOW + timedelta(hours=16), NOW  # 02:00 and 10:00 in Shanghai
    assert is_due(None, DAY, day) and is_due(run(None), DAY, day)
    assert not is_due(run(21), DAY, day), "the night is near enough"
    assert is_due(run(5), DAY, night)
    assert not is_due(run(-14), DAY, night), "done this night"
    assert is_due(run(27), DAY, day)
    assert not is_due(run(27, failed_minutes_ago=10), DAY, day), "not every minute after a failure"
    assert is_due(run(27, failed_minutes_ago=40), DAY, day)


@pytest.mark.django_db
def test_the_journal_takes_each_erasure_once_and_believes_only_its_own_lines(
    settings: Settings, tmp_path: Path
) -> None:
    path = settings.ERASURES_FILE = tmp_path / "erasures.log"
    with transaction.atomic():
        record("opinion.forget", actor=None, detail={"opinions": [7, 9]})
        record("account.sign_in", actor=None)
        record("resident.erase", actor=None, detail={"people": [3], "why": "moved_out"})
    assert erasures.keep_new() == 2
    assert erasures.keep_new() == 0
    kept = [one for one in erasures.read() if one]
    assert [one.detail for one in kept] == [
        {"opinions": [7, 9], "subject_id": None},
        {"people": [3], "why": "moved_out", "subject_id": None},
    ]
    path.write_text(path.read_text().replace("[3]", "[4]"))
    assert erasures.read()[1] is None
    assert erasures.replay(now=timezone.now()) == 0, "this ledger knows of them, so nothing is done again"
