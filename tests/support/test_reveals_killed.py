"""The look is committed before the value leaves, whenever the process dies (trust.md P13). XG_REVEALS=1000 for a night."""

import os
import random
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from core.audit.models import Entry, Reveal
from core.flow.models import Event
from core.local.processes import wait_for
from specialgroups.flow import KIND
from tests.processes import Start, kill, processes
from tests.support.desk import PHONE, Desk

__all__ = ["processes"]

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
REVEALS = int(os.environ.get("XG_REVEALS", "60"))


def shown(log: Path) -> int:
    return log.read_text().count(PHONE) if log.exists() else 0


def more_than(log: Path, number: int) -> bool:
    return shown(log) > number


def test_nothing_is_ever_shown_without_a_committed_entry(
    desk: Desk, processes: Start, tmp_path: Path, settings: Settings
) -> None:
    desk.now = timezone.now() - timedelta(days=1)
    today = timezone.localdate(desk.now)
    row = desk.active(start_on=today, document_on=today, due_end_on=today + timedelta(days=90))
    log, chance, kills = tmp_path / "revealing.log", random.Random(6), 0
    command = (
        sys.executable,
        "-m",
        "tests.support.revealing_process",
        str(row.pk),
        "support_worker",
        "1000000",
    )
    while shown(log) < REVEALS:
        process = processes("revealing", *command)
        assert wait_for(partial(more_than, log, shown(log) + chance.randint(0, max(REVEALS // 3, 1))), 60), (
            log.read_text()
        )
        time.sleep(chance.random() / 20)
        kill(process)
        kills += 1
        looks = Reveal.objects.filter(subject_kind=KIND, subject_id=row.pk).count()
        assert shown(log) <= looks <= shown(log) + kills
    looks = Reveal.objects.count()
    for kept in (Entry.objects.filter(action=f"{KIND}.reveal"), Event.objects.filter(act="reveal")):
        assert kept.count() == looks, "row, ledger and timeline are one transaction"
    assert kills >= 2
