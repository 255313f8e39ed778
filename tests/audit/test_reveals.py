"""Uncovering one value: reasoned, counted, committed before it is opened."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from core.accounts.models import User
from core.audit.models import Entry, Reveal
from core.audit.reveals import looks_today, reveal
from core.errors import RuleBroken

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def look(
    clerk: User, *, reason: str = "联系走访时间", now: datetime = NOON, value: str = "13800138000"
) -> str:
    return reveal(
        lambda: value,
        actor=clerk,
        subject_kind="resident",
        subject_id=7,
        field="phone",
        reason=reason,
        now=now,
    )


@pytest.mark.django_db
def test_a_look_is_kept_with_its_reason_and_stands_in_the_ledger(clerk: User) -> None:
    assert look(clerk) == "13800138000"
    row = Reveal.objects.get()
    assert (row.actor, row.subject_id, row.field, row.reason) == (clerk, 7, "phone", "联系走访时间")
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.actor) == ("resident.reveal_phone", clerk)
    assert "13800138000" not in str(entry.detail)
    assert "联系走访时间" not in str(entry.detail), (
        "a reason may name somebody; it can be erased where it stands"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "   ", "看看"])
def test_a_look_without_a_reason_is_refused_and_opens_nothing(clerk: User, reason: str) -> None:
    opened: list[str] = []

    def opener() -> str:
        opened.append("opened")
        return "13800138000"

    with pytest.raises(RuleBroken) as refused:
        reveal(
            opener, actor=clerk, subject_kind="resident", subject_id=7, field="phone", reason=reason, now=NOON
        )
    assert refused.value.field == "reason"
    assert not opened and not Reveal.objects.exists() and not Entry.objects.exists()


@pytest.mark.django_db
def test_the_days_number_is_kept_and_begins_again_at_midnight_here(clerk: User, settings: Settings) -> None:
    settings.REVEALS_A_DAY = {"": 2}
    late = datetime(2026, 3, 4, 15, 59, tzinfo=UTC)  # 23:59 here
    look(clerk, now=late)
    look(clerk, now=late)
    with pytest.raises(RuleBroken, match="今天已经看了2次"):
        look(clerk, now=late)
    assert looks_today(clerk, now=late) == 2
    assert look(clerk, now=late + timedelta(minutes=2))


@pytest.mark.django_db(transaction=True)
def test_the_look_is_committed_before_the_value_is_opened(clerk: User) -> None:
    def opener() -> str:
        assert not connection.in_atomic_block
        assert Reveal.objects.count() == 1
        return "13800138000"

    reveal(opener, actor=clerk, subject_kind="resident", subject_id=7, field="phone", reason="联系走访时间")


@pytest.mark.django_db(transaction=True)
def test_a_caller_that_could_undo_the_look_is_refused(clerk: User) -> None:

    with pytest.raises(RuntimeError), transaction.atomic():
        look(clerk)
    assert not Reveal.objects.exists()
