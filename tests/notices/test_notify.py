"""Telling people once, inside at once and outside not at night."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.models import User
from core.notices.actions import notify, set_mute
from core.notices.models import Notice, Outbox, Subscription
from core.notices.quiet import send_time
from core.notices.selectors import unread_by_tab, unread_count
from tests.notices.conftest import NOON

LOCAL = ZoneInfo("Asia/Shanghai")


def tell(*people: User, key: str = "k1", **more: object) -> int:
    facts = {
        "kind": "todo",
        "title": "请今天17:00前签收",
        "subject_kind": "parcel",
        "subject_id": 7,
        "now": NOON,
    }
    return notify(people, key=key, **{**facts, **more})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_each_person_is_told_once_however_often_it_is_said(worker: User, clerk: User) -> None:
    assert tell(worker, clerk, worker) == 2
    assert tell(worker, clerk) == 0
    assert tell(worker, key="k2") == 1
    assert Notice.objects.filter(recipient=worker).count() == 2
    assert Notice.objects.filter(recipient=clerk).count() == 1


@pytest.mark.django_db
def test_the_message_keeps_what_it_was_told(worker: User, clerk: User) -> None:
    tell(worker, kind="chase", body="居民家已进水", urgent=True, actor=clerk, late_by=timedelta(minutes=90))
    notice = Notice.objects.get()
    assert (notice.kind, notice.body, notice.urgent, notice.actor) == ("chase", "居民家已进水", True, clerk)
    assert (notice.created_at, notice.read_at, notice.late_words) == (NOON, None, "晚到1小时")


@pytest.mark.parametrize(
    ("late_by", "words"),
    [
        (None, ""),
        (timedelta(seconds=40), ""),
        (timedelta(minutes=5), "晚到5分钟"),
        (timedelta(hours=50), "晚到2天"),
    ],
)
def test_lateness_is_said_in_whole_units(late_by: timedelta | None, words: str) -> None:
    assert Notice(late_by=late_by).late_words == words


@pytest.mark.django_db
def test_nobody_who_left_is_told(worker: User, clerk: User) -> None:
    clerk.is_active = False
    assert tell(worker, clerk) == 1
    assert tell() == 0


@pytest.mark.django_db
def test_an_unknown_kind_is_a_mistake_of_ours(worker: User) -> None:
    with pytest.raises(ValueError):
        tell(worker, kind="gossip")


@pytest.mark.django_db
def test_each_active_channel_gets_one_delivery_with_the_title_only(worker: User, clerk: User) -> None:
    for channel, active in (("file", True), ("email", True), ("webhook", False)):
        Subscription.objects.create(user=worker, channel=channel, address="a@b", is_active=active)
    tell(worker, clerk, body="张三家3号楼")
    tell(worker, clerk, body="张三家3号楼")
    rows = list(Outbox.objects.order_by("pk"))
    assert [row.channel for row in rows] == ["file", "email"]
    assert len({row.key for row in rows}) == 2
    for row in rows:
        assert row.payload["title"] == "请今天17:00前签收"
        assert "张三" not in str(row.payload)
        assert (row.state, row.attempts, row.send_after) == ("pending", 0, NOON)


@pytest.mark.django_db
def test_a_muted_subject_stays_inside(worker: User, clerk: User) -> None:
    for user in (worker, clerk):
        Subscription.objects.create(user=user, channel="file", address=user.username)
    set_mute(worker, subject_kind="parcel", subject_id=7, muted=True)
    set_mute(worker, subject_kind="parcel", subject_id=7, muted=True)
    assert tell(worker, clerk) == 2
    assert [row.address for row in Outbox.objects.all()] == ["clerk"]
    assert (unread_count(worker), unread_count(clerk)) == (0, 1)
    set_mute(worker, subject_kind="parcel", subject_id=7, muted=False)
    assert unread_count(worker) == 1
    tell(worker, key="k2")
    assert Outbox.objects.filter(address="worker").count() == 1


@pytest.mark.django_db
def test_the_counter_counts_by_tab(worker: User) -> None:
    for n, kind in enumerate(["todo", "remind", "remind", "chase", "system"]):
        tell(worker, kind=kind, key=f"k{n}", subject_id=n + 1)
    assert unread_by_tab(worker) == {"todo": 3, "chase": 1, "system": 1}
    assert unread_count(worker) == 5


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_with_the_act_that_fails() -> None:
    user = User.objects.create_user("u", display_name="李网格")
    Subscription.objects.create(user=user, channel="file", address="u")
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(user)
        raise RuntimeError
    assert not Notice.objects.exists() and not Outbox.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_who_say_the_same_at_once_tell_each_person_once() -> None:
    people = [User.objects.create_user(f"u{n}", display_name=f"人{n}") for n in range(6)]
    for user in people:
        Subscription.objects.create(user=user, channel="file", address=user.username)
    start = threading.Barrier(8)
    errors: list[BaseException] = []

    def say(order: int) -> None:
        try:
            for n in range(5):
                start.wait(30)
                tell(*(people if order % 2 else reversed(people)), key=f"k{n}")
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=[order]) for order in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Notice.objects.count() == 30 and Outbox.objects.count() == 30


# --- quiet hours: 21:30 to 07:30 ------------------------------------------------------------------
def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        (local(2, 10), local(2, 10)),
        (local(2, 21, 29), local(2, 21, 29)),
        (local(2, 21, 30), local(3, 7, 30)),
        (local(2, 23, 59), local(3, 7, 30)),
        (local(3, 0), local(3, 7, 30)),
        (local(3, 7, 29), local(3, 7, 30)),
        (local(3, 7, 30), local(3, 7, 30)),
        (local(31, 22), local(31, 22) + timedelta(hours=9, minutes=30)),
    ],
)
def test_nothing_leaves_at_night(said: datetime, leaves: datetime) -> None:
    assert send_time(said.astimezone(UTC), urgent=False) == leaves


@given(
    said=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))
)
def test_urgent_leaves_at_once_and_the_rest_by_day_within_the_night(said: datetime) -> None:
    assert send_time(said, urgent=True) == said
    leaves = send_time(said, urgent=False)
    clock = leaves.astimezone(LOCAL).time().replace(tzinfo=None)
    assert timedelta(0) <= leaves - said <= timedelta(hours=10)
    assert clock >= datetime(2020, 1, 1, 7, 30).time() and clock < datetime(2020, 1, 1, 21, 30).time()
    assert send_time(leaves, urgent=False) == leaves


@pytest.mark.django_db
def test_at_night_the_inbox_fills_and_the_outbox_waits(worker: User) -> None:
    Subscription.objects.create(user=worker, channel="file", address="w")
    night = local(2, 23)
    tell(worker, now=night)
    tell(worker, key="gas", urgent=True, now=night)
    assert set(Notice.objects.values_list("created_at", flat=True)) == {night}
    waits = dict(Outbox.objects.values_list("notice__key", "send_after"))
    assert waits == {"k1": local(3, 7, 30), "gas": night}
