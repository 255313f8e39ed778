"""What happens at five past midnight."""

import pytest
from celery import current_app
from django.db import connection

from core.audit.models import Entry
from core.notices.models import Notice
from tests.cast import Cast, Log, cast, log, town
from xiongguan.settings import CELERY_BEAT_SCHEDULE
from xiongguan.tasks import PARTS, nightly_checks

__all__ = ["cast", "log", "town"]
pytestmark = pytest.mark.django_db


def test_a_quiet_night_tells_nobody_anything(cast: Cast, log: Log) -> None:
    log()
    nightly_checks()
    assert not Notice.objects.filter(kind="system").exists()


def test_a_changed_ledger_is_told_to_auditor_and_administrator_once_and_stops_no_other_part(
    cast: Cast, log: Log
) -> None:
    log()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE audit_entry SET action = 'x' WHERE seq = %s", [Entry.objects.latest("seq").seq]
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    nightly_checks()
    nightly_checks()
    told = Notice.objects.filter(kind="system", title__contains="操作记录")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([cast.sysadmin.pk, cast.auditor.pk])


def test_every_tick_names_a_task_that_exists() -> None:
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()} <= set(current_app.tasks)
    assert PARTS
