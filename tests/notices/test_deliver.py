"""Sending: each once where that can be had, honest where it cannot, and nothing lost with a killed sender."""

import json
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as live
from django.db import connection
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry
from core.errors import Conflict, NotAllowed
from core.notices import channels as ways
from core.notices import delivery
from core.notices.actions import mark_delivered, notify, retry_delivery
from core.notices.models import MAX_ATTEMPTS, Outbox, Subscription
from core.notices.tasks import deliver_outbox
from tests.notices.channels import calls
from tests.notices.conftest import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def channels(settings: Settings) -> None:
    settings.NOTICE_CHANNELS = {
        **settings.NOTICE_CHANNELS,
        "counting": "tests.notices.channels.Counting",
        "once": "tests.notices.channels.CountingOnce",
        "breaking": "tests.notices.channels.Breaking",
    }


def waiting(channel: str, count: int = 1, *, user: User | None = None) -> list[Outbox]:
    """`count` deliveries of the channel, due at noon."""
    person = user or User.objects.create_user(f"person-{channel}", display_name="李网格")
    Subscription.objects.get_or_create(user=person, channel=channel, address="somebody@example.org")
    for n in range(count):
        notify([person], kind="todo", title=f"第{n}件", key=f"{channel}-{n}", now=NOON)
    return list(Outbox.objects.filter(channel=channel).order_by("pk"))


def state(row: Outbox) -> tuple[str, int]:
    row.refresh_from_db()
    return row.state, row.attempts


@pytest.mark.django_db
def test_what_is_due_is_sent_and_what_is_not_waits() -> None:
    rows = waiting("counting", 3)
    Outbox.objects.filter(pk=rows[2].pk).update(send_after=NOON + MINUTE)
    assert delivery.deliver_due(now=NOON) == 2
    assert [state(row) for row in rows] == [("sent", 1), ("sent", 1), ("pending", 0)]
    assert calls() == [rows[0].key, rows[1].key]
    assert delivery.deliver_due(now=NOON) == 0
    assert delivery.deliver_due(now=NOON + MINUTE) == 1
    assert rows[0].sent_at is not None and rows[0].lease_until is None


@pytest.mark.django_db
def test_the_tick_sends_by_the_clock_on_the_wall() -> None:
    row = waiting("counting")[0]
    Outbox.objects.update(send_after=datetime.now(tz=NOON.tzinfo) - MINUTE)
    assert deliver_outbox() == 1
    assert state(row) == ("sent", 1)


@pytest.mark.django_db
def test_a_definite_failure_is_tried_again_later_and_given_up_after_eight(settings: Settings) -> None:
    settings.NOTICE_FILE_DIR = "/proc/nowhere"
    row = waiting("file")[0]
    now, waits = NOON, []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert delivery.deliver_due(now=now) == 1
        assert delivery.deliver_due(now=now) == 0
        assert state(row)[1] == attempt
        waits.append(row.send_after - now)
        now = row.send_after
    assert row.state == "failed" and "写不进文件夹" in row.last_error
    assert [int(wait.total_seconds()) for wait in waits[:-1]] == [30, 60, 120, 240, 480, 960, 1920]
    assert delivery.deliver_due(now=now + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_channel_that_breaks_without_saying_what_arrived_is_not_repeated() -> None:
    row = waiting("breaking")[0]
    delivery.deliver_due(now=NOON)
    assert state(row) == ("unknown", 1) and row.last_error == "line noise"
    assert delivery.deliver_due(now=NOON + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_channel_that_nobody_configured_fails_with_words() -> None:
    row = waiting("counting")[0]
    Outbox.objects.update(channel="pigeon")
    delivery.deliver_due(now=NOON)
    assert state(row) == ("failed", 1) and "没有这个渠道" in row.last_error


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_over_where_twice_is_once() -> None:
    row = waiting("counting")[0]
    delivery.claim_next(now=NOON)
    assert delivery.deliver_due(now=NOON + MINUTE) == 0
    assert delivery.deliver_due(now=NOON + MINUTE + timedelta(seconds=1)) == 1
    assert state(row) == ("sent", 2)


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_shown_to_a_person_where_twice_is_twice() -> None:
    row = waiting("once")[0]
    delivery.claim_next(now=NOON)
    assert delivery.deliver_due(now=NOON + 2 * MINUTE) == 0
    assert state(row) == ("unknown", 1) and calls() == []


@pytest.mark.django_db
def test_a_sender_that_dies_every_time_is_given_up() -> None:
    row = waiting("counting")[0]
    for n in range(MAX_ATTEMPTS):
        assert delivery.claim_next(now=NOON + n * 2 * MINUTE) is not None
    delivery.deliver_due(now=NOON + MAX_ATTEMPTS * 2 * MINUTE)
    assert state(row) == ("failed", MAX_ATTEMPTS) and calls() == []


@pytest.mark.django_db
def test_a_sender_that_overslept_its_lease_does_not_overrule_the_next() -> None:
    row = waiting("counting")[0]
    sleeper = delivery.claim_next(now=NOON)
    assert sleeper is not None
    assert delivery.deliver_due(now=NOON + 2 * MINUTE) == 1
    Outbox.objects.update(last_error="by the second")
    delivery.send(sleeper, now=NOON + 3 * MINUTE)
    assert state(row) == ("sent", 2) and row.last_error == "by the second"


# --- processes of their own -----------------------------------------------------------------------
def sender(now: datetime, *more: str, die: bool = False) -> "subprocess.Popen[str]":
    given = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": given._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "XG_TEST_DB": "",
        "XG_NOTICE_DIR": str(live.NOTICE_FILE_DIR),
        "XG_DIE_AFTER_CALL": "1" if die else "",
    }
    command = [sys.executable, "-m", "tests.notices.delivering_process", now.isoformat(), *more]
    return subprocess.Popen(
        command, cwd=Path(live.BASE_DIR), env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.django_db(transaction=True)
def test_two_senders_racing_send_each_exactly_once() -> None:
    rows = waiting("once", 120)
    racing = [sender(NOON), sender(NOON)]
    tried = [int(process.communicate(timeout=60)[0]) for process in racing]
    assert sum(tried) == 120 and all(tried), "both must have had a share"
    assert sorted(calls()) == sorted(row.key for row in rows)
    assert set(Outbox.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_before_its_claim_is_committed_held_nothing() -> None:
    row = waiting("once")[0]
    killed = sender(NOON, "claim")
    assert killed.wait(60) == -9
    assert state(row) == ("pending", 0)
    assert delivery.deliver_due(now=NOON) == 1
    assert state(row) == ("sent", 1) and calls() == [row.key]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("channel", "ends"), [("counting", ("sent", 2)), ("once", ("unknown", 1))])
def test_a_sender_killed_between_call_and_result_repeats_only_what_may_be(
    channel: str, ends: tuple[str, int]
) -> None:
    row, behind = waiting(channel, 2)
    assert sender(NOON, die=True).wait(60) == -9
    assert calls() == [row.key]
    assert state(row) == ("sending", 1), "the attempt was committed before the call"
    delivery.deliver_due(now=NOON)
    assert state(behind) == ("sent", 1), "one dead sender does not hold up the others"
    delivery.deliver_due(now=NOON + 2 * MINUTE)
    assert state(row) == ends
    assert calls().count(row.key) == ends[1]


@pytest.mark.django_db(transaction=True)
def test_the_call_is_made_with_no_transaction_open(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting("counting")
    open_inside: list[bool] = []
    real = ways.channel

    def watched(code: str) -> object:
        open_inside.append(connection.in_atomic_block)
        return real(code)

    monkeypatch.setattr(delivery, "channel", watched)
    delivery.deliver_due(now=NOON)
    assert open_inside == [False]


@pytest.mark.django_db(transaction=True)
def test_a_slow_channel_does_not_hold_up_who_tells() -> None:
    """A claimed row is locked only for the moment of the claim: notify and other senders go on."""
    rows = waiting("counting", 2)
    held = delivery.claim_next(now=NOON)
    done: list[int] = []

    def other() -> None:
        done.append(delivery.deliver_due(now=NOON))
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(20)
    assert held is not None and held.pk == rows[0].pk
    assert done == [1]


# --- what a person decides ------------------------------------------------------------------------
@pytest.fixture
def admin(db: None, held: dict[str, set[str]]) -> User:
    held["admin"] = {"sysadmin"}
    return User.objects.create_user("admin", display_name="系统管理员")


@pytest.mark.django_db
def test_a_person_sends_an_unknown_one_again(admin: User) -> None:
    row = waiting("once")[0]
    Outbox.objects.update(state="unknown", attempts=1)
    retry_delivery(row, actor=admin, now=NOON)
    assert state(row) == ("pending", MAX_ATTEMPTS - 1)
    assert delivery.deliver_due(now=NOON) == 1
    assert state(row)[0] == "sent" and calls() == [row.key]
    entry = Entry.objects.get(action="delivery.retry")
    assert (entry.actor, entry.subject_id, entry.detail) == (
        admin,
        row.pk,
        {"from": "unknown", "to": "pending"},
    )


@pytest.mark.django_db
def test_a_person_notes_that_it_arrived(admin: User) -> None:
    row = waiting("once")[0]
    Outbox.objects.update(state="failed")
    mark_delivered(row, actor=admin, now=NOON)
    assert state(row)[0] == "sent" and row.sent_at == NOON
    assert Entry.objects.filter(action="delivery.mark_delivered").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("now_state", ["pending", "sending", "sent"])
def test_only_what_waits_for_a_decision_is_decided(admin: User, now_state: str) -> None:
    row = waiting("once")[0]
    Outbox.objects.update(state=now_state)
    with pytest.raises(Conflict):
        retry_delivery(row, actor=admin)
    with pytest.raises(Conflict):
        mark_delivered(row, actor=admin)


@pytest.mark.django_db
def test_nobody_else_decides(clerk: User) -> None:
    row = waiting("once")[0]
    Outbox.objects.update(state="unknown")
    with pytest.raises(NotAllowed):
        retry_delivery(row, actor=clerk)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_the_file_channel_writes_one_file_a_key(dropped: Path) -> None:
    row = waiting("file")[0]
    delivery.deliver_due(now=NOON)
    Outbox.objects.update(state="pending")
    delivery.deliver_due(now=NOON)
    (written,) = dropped.iterdir()
    assert written.name == f"{row.key}.json"
    said = json.loads(written.read_text())
    assert (said["to"], said["title"], said["key"]) == ("somebody@example.org", "第0件", row.key)
