"""Workers that die, workers that race, and people who act at the same moment: all or nothing, and the same end."""

import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.audit.selectors import verify
from core.errors import Conflict
from core.local.processes import wait_for
from core.sheets.actions import ask_commit, ask_undo, mend, start_import
from core.sheets.choices import State
from core.sheets.fixing import Order
from core.sheets.models import AppliedRow, SheetImport, StagedProblem, StagedRow
from core.sheets.selectors import groups, shown_groups
from core.sheets.work.claims import claim_next, settle
from core.sheets.work.pulse import LostLease
from core.sheets.work.run import work_once
from tests.long import rounds
from tests.processes import Start, at_once, celery, kill, on_test_database, processes
from tests.sheets import people
from tests.sheets.conftest import Import, file_of, good_rows, work, workbook
from tests.sheets.working_process import WORKS_AS

__all__ = ["celery", "processes"]  # fixtures
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROWS = 1_500
WORKER = (sys.executable, "-m", "tests.sheets.working_process")


@pytest.fixture
def shared(folder: Path) -> dict[str, str]:
    """The worker's own process finds the uploads."""
    return {"SHEETS_ROOT": str(folder)}


_ONE_WORKER = "from tests.sheets.working_process import *; kinds.register(people.People()); people.ADDERS.add('clerk'); worker(None)"


def end_leases() -> None:
    """Half a minute later."""
    SheetImport.objects.filter(lease_until__isnull=False).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def no_worker_is_connected() -> bool:
    """The server ends a dead worker's statement first; until then its rows are locked and a worker looks away from them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s",
            [WORKS_AS],
        )
        return cursor.fetchone() == (0,)


def counts() -> tuple[int, int, int]:
    return (
        len(people.everybody()),
        AppliedRow.objects.count(),
        Entry.objects.filter(action="sheet_import.commit").count(),
    )


class Dying:
    """Workers that die at random moments of a stage. Python and Django are started once and forked."""

    def __init__(self, shared: dict[str, str], seed: int) -> None:
        self.chance, self.died, self.long = random.Random(seed), 0, 0.4
        self.process = subprocess.Popen(
            WORKER, cwd=django_settings.BASE_DIR, env=on_test_database(**shared), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, die_after: float | None = None) -> bool:
        """One worker; True when it died at work."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{'' if die_after is None else die_after}\n")
        self.process.stdin.flush()
        fate, seconds = self.process.stdout.readline().split()
        assert wait_for(no_worker_is_connected, 60)
        if fate == "done" and die_after is None:
            self.long = max(0.1, float(seconds))
        end_leases()
        SheetImport.objects.update(attempts=0)
        return fate == "died"

    def kill_somewhere(self, sheet_import: SheetImport, times: int) -> None:
        """Up to so many workers, each ended at another moment of the stage, until one has done it."""
        stage = sheet_import.state
        for _ in range(times):
            if self.run(self.chance.uniform(0.01, self.long * 0.9)):
                sheet_import.refresh_from_db()
                if sheet_import.state in (stage, State.READING):
                    self.died += 1
                    continue
            break

    def end(self) -> None:
        kill(self.process)  # type: ignore[arg-type]


@pytest.fixture
def dying(shared: dict[str, str]) -> Iterator[Dying]:
    workers = Dying(shared, seed=20260302)
    yield workers
    workers.end()


def test_a_worker_killed_at_any_moment_leaves_all_or_nothing(clerk: User, dying: Dying, folder: Path) -> None:
    rows = good_rows(ROWS)
    for at in range(0, ROWS, 2):
        rows[at][0] = "铁北"
    content = workbook(rows)
    for _ in range(rounds(8, 20)):
        people.empty_table()
        sheet_import = start_import(people.People.code, file_of(content), actor=clerk)
        staged = StagedRow.objects.filter(sheet_import=sheet_import)
        dying.kill_somewhere(sheet_import, 3)
        assert staged.count() in (0, ROWS)
        dying.run()
        sheet_import.refresh_from_db()
        assert (sheet_import.state, sheet_import.number("error"), staged.count()) == (
            State.READY,
            ROWS // 2,
            ROWS,
        )
        mark = shown_groups(sheet_import, groups(sheet_import))[0].mark
        mend(sheet_import, Order("set", mark=mark, column="community", value="铁北社区"), actor=clerk)
        sheet_import.refresh_from_db()
        assert sheet_import.state == State.CHECKING
        dying.kill_somewhere(sheet_import, 3)
        assert StagedProblem.objects.filter(sheet_import=sheet_import).count() in (0, ROWS // 2)
        dying.run()
        sheet_import.refresh_from_db()
        assert (sheet_import.number("new"), sheet_import.number("error")) == (ROWS, 0)
        ask_commit(sheet_import, mode="all", actor=clerk)
        sheet_import.refresh_from_db()
        before = counts()
        dying.kill_somewhere(sheet_import, 3)
        assert counts() in (before, (ROWS, before[1] + ROWS, before[2] + 1))
        dying.run()
        sheet_import.refresh_from_db()
        assert (sheet_import.state, sheet_import.number("last_new")) == (State.DONE, ROWS)
        assert counts() == (ROWS, before[1] + ROWS, before[2] + 1)
        if dying.died >= 20:
            break
    assert dying.died >= 20
    assert verify() == []
    assert list(folder.iterdir()) == []


def test_real_celery_reads_commits_and_undoes_though_redis_is_wiped_and_the_worker_killed(
    clerk: User, celery: Start, tmp_path: Path, shared: dict[str, str]
) -> None:
    app, plain = "tests.sheets.celery_app", {**shared, "SHEETS_AT_ONCE": "1"}
    workers = [celery(app, "worker", "-c", "1", "-n", f"s{n}@test", "-l", "WARNING", **plain) for n in (1, 2)]
    celery(app, "beat", "-s", str(tmp_path / "beat"), "-l", "WARNING", **plain)
    sheet_import = start_import(people.People.code, file_of(workbook(good_rows(ROWS))), actor=clerk)

    def at(state: State) -> bool:
        sheet_import.refresh_from_db()
        return sheet_import.state == state

    assert wait_for(lambda: at(State.READY), 60)
    ask_commit(sheet_import, mode="all", actor=clerk)
    redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    kill(workers[0])
    end_leases()
    assert wait_for(lambda: at(State.DONE), 90)
    assert len(people.everybody()) == ROWS
    ask_undo(sheet_import, actor=clerk)
    assert wait_for(lambda: at(State.UNDONE), 60)
    assert people.everybody() == []
    queue = redis.Redis.from_url(django_settings.REDIS_URL)
    kept = b" ".join(queue.dump(key) or b"" for key in queue.keys("*"))
    assert not any(row[2].encode() in kept or row[3].encode() in kept for row in good_rows(20))


def test_two_people_commit_at_once_and_one_is_told(clerk: User, lead: User, bring: Import) -> None:
    work(ask_commit(bring(good_rows(3), actor=clerk), mode="all", actor=clerk))
    rows = good_rows(6)
    rows[0][5] = "变了"
    found = bring(rows, actor=clerk)
    ends = at_once(
        lambda: ask_commit(found, mode="good", actor=clerk),
        lambda: ask_commit(found, mode="good", actor=lead),
    )
    assert sorted(isinstance(end, Conflict) for end in ends) == [False, True]
    work(found)
    assert found.committer in (clerk, lead)
    assert len(people.everybody()) == 6
    assert Entry.objects.filter(action="sheet_import.commit", subject_id=found.pk).count() == 1


def test_two_workers_never_have_one_import(clerk: User) -> None:
    sheet_import = start_import(people.People.code, file_of(workbook(good_rows(200))), actor=clerk)
    done = at_once(*[lambda: work_once() for _ in range(4)])
    assert sum(end is True for end in done) == 1
    sheet_import.refresh_from_db()
    assert (sheet_import.state, StagedRow.objects.count()) == (State.READY, 200)


def test_who_lost_the_lease_changes_nothing(clerk: User, bring: Import) -> None:
    found = bring(good_rows(4), actor=clerk)
    ask_commit(found, mode="all", actor=clerk)
    slow = claim_next()
    assert slow is not None and claim_next() is None
    end_leases()
    work(found)
    assert found.state == State.DONE
    with pytest.raises(LostLease):
        settle(slow, State.DONE)
    assert len(people.everybody()) == 4


def test_one_import_at_a_time_leaves_a_worker_for_the_clocks(clerk: User, settings: Settings) -> None:
    for number in range(3):
        start_import(people.People.code, file_of(workbook(good_rows(2, start=10 * number))), actor=clerk)
    first = claim_next()
    assert first is not None and claim_next() is None
    settings.SHEETS_AT_ONCE = 2
    second = claim_next()
    assert second is not None and second.pk != first.pk and claim_next() is None


def test_a_worker_that_dies_over_the_same_import_stops_after_ten_times(clerk: User) -> None:
    sheet_import = start_import(people.People.code, file_of(workbook(good_rows(2))), actor=clerk)
    for _ in range(10):
        assert claim_next() is not None
        end_leases()
    assert claim_next() is None
    sheet_import.refresh_from_db()
    assert (sheet_import.state, sheet_import.error[:10]) == (State.FAILED, "试了多次都没做完，已")


def test_what_is_long_shows_how_far_it_is(clerk: User, processes: Start, shared: dict[str, str]) -> None:
    sheet_import = start_import(people.People.code, file_of(workbook(good_rows(25_000))), actor=clerk)
    process = processes("worker", sys.executable, "-c", _ONE_WORKER, **shared)
    seen: set[tuple[int, int]] = set()

    def over() -> bool:
        sheet_import.refresh_from_db()
        if sheet_import.state == State.READING and sheet_import.done:
            seen.add((sheet_import.done, sheet_import.total))
            assert sheet_import.lease_until is not None
        return sheet_import.state == State.READY

    assert wait_for(over, 60)
    process.wait(timeout=30)
    assert seen and all(0 < done <= 25_000 and total >= done for done, total in seen)


def test_an_import_holds_nobody_up_at_the_ledger(clerk: User, bring: Import) -> None:
    """While rows are written, another person's act goes through: the ledger is locked only at the very end."""
    found = bring(good_rows(3), actor=clerk)
    ask_commit(found, mode="all", actor=clerk)
    held: list[int] = []

    class Watching(people.People):
        def commit(self, context, batches) -> None:  # type: ignore[no-untyped-def]
            super().commit(context, batches)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
                )
                held.append(cursor.fetchone()[0])

    people.kinds.register(Watching())
    work(found)
    assert (found.state, held) == (State.DONE, [0])
