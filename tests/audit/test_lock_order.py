"""The ledger's lock comes last, and nobody waits in a ring for it."""

import threading
import time

import pytest
from django.db import connection, transaction

from core.accounts.actions import disable_account
from core.accounts.models import User
from core.audit.actions import OutsideTransaction, record, recorded_at_end
from core.audit.context import RequestContext, enter, leave
from core.audit.models import Entry
from core.audit.selectors import verify
from core.notices.actions import notify
from core.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits_for_the_ledger() -> bool:
    """For a row that we hold; of those who wait here, nothing but the ledger's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_telling_a_person_whose_account_is_just_being_changed_is_no_ring() -> None:
    """An act has the ledger and tells X; meanwhile X's account is locked by a change that waits for the ledger.

    Were the account locked FOR UPDATE, the message's foreign key would wait for it, and one of the two would die."""
    person = User.objects.create_user("x", display_name="李网格")
    boss = User.objects.create_user("boss", display_name="赵街道")
    errors: list[BaseException] = []

    def change() -> None:
        try:
            disable_account(person, actor=None, reason="调离")
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=change)
    with transaction.atomic():
        record("dispute.assign", actor=boss)
        thread.start()
        until = time.monotonic() + 10
        while not somebody_waits_for_the_ledger() and time.monotonic() < until:
            thread.join(0.01)
        assert somebody_waits_for_the_ledger()
        notify([person], kind="todo", title="请签收", key="k")
    thread.join(20)
    assert errors == []
    assert Notice.objects.filter(recipient=person).count() == 1
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "dispute.assign",
        "account.disable",
    ]
    assert verify() == []


def test_an_act_of_a_person_whose_row_is_locked_takes_the_row_before_the_ledger() -> None:
    """The line's own foreign key to its actor: without the early share lock, this too would be a ring."""
    person = User.objects.create_user("x", display_name="李网格")
    errors: list[BaseException] = []
    locked, go_on = threading.Event(), threading.Event()

    def change() -> None:
        try:
            with transaction.atomic():
                User.objects.select_for_update().get(pk=person.pk)
                locked.set()
                go_on.wait(10)
                record("account.change", actor=None, subject_kind="user", subject_id=person.pk)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def act() -> None:
        try:
            with transaction.atomic():
                record("dispute.assign", actor=person)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=change), threading.Thread(target=act)]
    threads[0].start()
    locked.wait(10)
    threads[1].start()
    threads[1].join(0.3)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [
        "account.change",
        "dispute.assign",
    ]


def actions() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("action", flat=True))


def test_a_change_of_several_acts_leaves_the_ledger_to_others_until_its_end() -> None:
    """Else it would hold the ledger and reach for the next act's row, while that row's holder waits for the ledger."""
    boss = User.objects.create_user("boss", display_name="赵街道")
    errors: list[BaseException] = []

    def act() -> None:
        try:
            with transaction.atomic():
                record("dispute.note", actor=boss)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    with transaction.atomic(), recorded_at_end():
        record("dispute.hand_over", actor=boss)
        thread = threading.Thread(target=act)
        thread.start()
        thread.join(20)
        assert not thread.is_alive(), "it waits for a ledger that nobody should hold yet"
        record("grid.assign", actor=None)
        assert actions() == ["dispute.note"]
    assert errors == []
    assert actions() == ["dispute.note", "dispute.hand_over", "grid.assign"]
    assert verify() == []


def test_lines_kept_back_are_the_outermost_blocks_and_go_with_a_failed_one() -> None:
    with transaction.atomic(), recorded_at_end():
        record("a", actor=None)
        with recorded_at_end():
            record("b", actor=None)
        assert actions() == []
        record("c", actor=None)
    with pytest.raises(ZeroDivisionError), transaction.atomic(), recorded_at_end():
        record("d", actor=None)
        raise ZeroDivisionError
    with transaction.atomic():
        record("e", actor=None)
    assert actions() == ["a", "b", "c", "e"]
    with pytest.raises(OutsideTransaction), recorded_at_end():
        record("f", actor=None)
    assert verify() == []


def test_a_line_kept_back_says_when_and_by_which_request_it_was_told() -> None:
    token = enter(RequestContext("0" * 32, "10.1.1.1"))
    with transaction.atomic(), recorded_at_end():
        record("a", actor=None, detail={"n": 1})
        leave(token)
        record("b", actor=None)
    first, second = Entry.objects.order_by("seq")
    assert (first.request_id, first.ip, first.detail) == ("0" * 32, "10.1.1.1", {"n": 1})
    assert (second.request_id, second.ip) == ("", None)
    assert first.at <= second.at
    assert verify() == []
