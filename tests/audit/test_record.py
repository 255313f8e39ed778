"""Writing a line: one transaction with its act, one chain, refused to change."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from core.accounts.models import User
from core.audit import chain
from core.audit.actions import OutsideTransaction, record, recorded_at_end, recorded_if_done
from core.audit.middleware import RequestId
from core.audit.models import Entry, Head
from core.audit.selectors import verify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_lines_are_numbered_from_one_and_linked(clerk: User) -> None:
    first = record("case.create", actor=clerk, subject_kind="dispute", subject_id=7, now=NOW)
    second = record("case.escalate", actor=None, detail={"from": "grid", "to": "community"}, now=NOW)
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(second.prev_hash) == bytes(first.hash)
    head = Head.objects.get()
    assert (head.seq, bytes(head.hash)) == (2, bytes(second.hash))
    assert verify() == []


@pytest.mark.django_db
def test_what_postgresql_respells_still_verifies(clerk: User) -> None:
    detail: dict[Any, Any] = {
        "b": 1,
        "a": [True, None, {"深": "𠮷", "emoji": "👨‍👩‍👧"}],
        "when": NOW,
        "money": Decimal("12.50"),
        "big": 10**30,
        7: "whole-number key",
    }
    record("case.create", actor=clerk, detail=detail, now=NOW)
    for address in ("::ffff:1.2.3.4", "::1.2.3.4", "fe80::1%eth0", "FE80:0:0::A", "203.0.113.9"):
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        RequestId(_writes_a_line)(request)
    assert Entry.objects.exclude(ip=None).count() == 5
    assert verify() == []


def _writes_a_line(request: HttpRequest) -> HttpResponse:
    record("page.seen", actor=None)
    return HttpResponse()


@pytest.mark.django_db
@pytest.mark.parametrize("value", [0.1, 1e16, 1e400, float("nan"), float("-inf")])
def test_a_fraction_in_the_detail_is_kept_as_text(clerk: User, value: float) -> None:
    record("case.create", actor=clerk, detail={"share": [value]})
    assert all(isinstance(one, str) for one in Entry.objects.get().detail["share"])
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutsideTransaction):
        record("case.create", actor=None)


@pytest.mark.django_db(transaction=True)
def test_a_line_goes_with_the_act_that_fails() -> None:
    with transaction.atomic():
        record("case.create", actor=None)
    with pytest.raises(RuntimeError), transaction.atomic():
        record("case.escalate", actor=None)
        raise RuntimeError
    with transaction.atomic():
        assert record("case.close", actor=None).seq == 2
    assert verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'case.nothing'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses_to_change_the_ledger(clerk: User, statement: str) -> None:
    record("case.create", actor=clerk)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Test databases leave this one off, or they could not be swept.
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert Entry.objects.get().action == "case.create"


@pytest.mark.django_db
def test_the_request_is_named_and_forgotten_afterwards(clerk: User) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    response = RequestId(_writes_a_line)(request)
    inside, outside = Entry.objects.get(), record("page.seen", actor=None)
    assert inside.request_id == response["X-Request-ID"] and len(inside.request_id) == 32
    assert inside.ip == "203.0.113.9"
    assert (outside.request_id, outside.ip) == ("", None)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_chain_without_gaps() -> None:
    people = [User.objects.create_user(f"u{n}", display_name=f"人{n}") for n in range(8)]
    errors: list[BaseException] = []

    def write(user: User) -> None:
        try:
            for n in range(25):
                with transaction.atomic():
                    # Each act also changes a row of its own before the ledger, as real acts do.
                    User.objects.select_for_update(no_key=True).get(pk=user.pk)
                    record(
                        "case.note",
                        actor=people[n % 8] if n % 3 else user,
                        subject_kind="dispute",
                        subject_id=n,
                    )
                    if n % 5 == 4:
                        transaction.set_rollback(True)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 161))
    assert verify() == []


def test_the_hash_needs_the_key(settings: Settings) -> None:
    fields: chain.Fields = (1, chain.moment(NOW), None, "case.create", "", None, {}, "", None)
    ours = chain.entry_hash(fields, chain.ZERO)
    settings.FIELD_KEYS = ["1:" + "11" * 32]
    assert chain.entry_hash(fields, chain.ZERO) != ours


def somebody_else_writes_a_line() -> None:
    """In a connection of its own; it does not wait long."""

    def write() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                record("case.note", actor=None, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write).result()


@pytest.mark.django_db(transaction=True)
def test_the_lines_of_a_long_act_come_together_at_its_end(clerk: User, worker: User) -> None:
    with transaction.atomic():
        record("case.create", actor=clerk, now=NOW)
    with transaction.atomic(), recorded_at_end():
        for number in range(1200):
            record("row.add", actor=clerk if number % 2 else worker, subject_id=number, now=NOW)
        assert Entry.objects.count() == 1
        somebody_else_writes_a_line()  # nobody waits for us
    assert Entry.objects.count() == 1202
    assert [e.subject_id for e in Entry.objects.filter(action="row.add").order_by("seq")] == list(range(1200))
    assert verify() == []


@pytest.mark.django_db
def test_a_part_that_fails_takes_its_lines_with_it(clerk: User) -> None:
    def part(number: int) -> None:
        with recorded_if_done():
            record("row.add", actor=clerk, subject_id=number, now=NOW)
            if number == 2:
                raise ValueError

    with transaction.atomic(), recorded_at_end():
        for number in range(4):
            with contextlib.suppress(ValueError):
                part(number)
    assert set(Entry.objects.values_list("subject_id", flat=True)) == {0, 1, 3}
    with pytest.raises(ZeroDivisionError), transaction.atomic(), recorded_at_end():
        part(7)
        _ = 1 / 0
    record("row.add", actor=clerk, subject_id=9, now=NOW)
    assert set(Entry.objects.values_list("subject_id", flat=True)) == {0, 1, 3, 9}
    assert verify() == []
