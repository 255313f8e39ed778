"""The walk over the ledger reads every text as it was written, whatever stands in it."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from core.accounts.models import User
from core.audit.actions import record
from core.audit.faults import Fault
from core.audit.selectors import verify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ODD = {
    "tab": "甲\t乙",
    "lines": "一\n二\r\n三\r四",
    "backslash": "C:\\new\\table\\N",
    "only_backslash": "\\",
    "null_mark": "\\N",
    "end_mark": "\\.",
    "quote": "他说\"好\"'了'",
    "bells": "\b\f\v",
    "astral": "𠮷野家👨‍👩‍👧",
    "direction": "\u202eabc\u2028\u2029",
    "empty": "",
    "percent": "100%s %%",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ODD)
def test_an_odd_text_in_the_detail_verifies_and_its_change_is_located(clerk: User, name: str) -> None:
    record("case.note", actor=clerk, now=NOW)
    record(
        "case.note", actor=clerk, detail={"text": ODD[name], ODD[name]: [ODD[name], None, 1, True]}, now=NOW
    )
    record("case.note", actor=clerk, now=NOW)
    assert verify() == []
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA tampered")
        for table in ("audit_entry", "audit_head"):
            cursor.execute(f"CREATE TABLE tampered.{table} AS TABLE public.{table}")
        cursor.execute("SET LOCAL search_path = tampered, public")
        cursor.execute(
            """UPDATE audit_entry SET detail = jsonb_set(detail, '{text}', to_jsonb(%s::text)) WHERE seq = 2""",
            [ODD[name] + "x"],
        )
    assert verify() == [Fault(2, "changed")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in ODD if name not in ("empty",)])
def test_an_odd_text_in_any_field_is_what_was_hashed(clerk: User, name: str) -> None:
    text = ODD[name]
    record(text, actor=None, subject_kind=text, subject_id=None, now=NOW)
    record("case.note", actor=clerk, subject_kind="dispute", subject_id=2**62, now=NOW)
    assert verify() == []


@pytest.mark.django_db
def test_deep_and_wide_details_verify(clerk: User) -> None:
    deep: dict[str, object] = {"end": 1}
    for _ in range(200):
        deep = {"in": deep}
    record("case.note", actor=clerk, detail=deep, now=NOW)
    record("case.note", actor=clerk, detail={f"k{n}": n * 10**12 for n in range(5000)}, now=NOW)
    assert verify() == []


@pytest.mark.django_db
def test_a_walk_may_take_longer_than_a_page(clerk: User) -> None:
    """The limit of a statement is a page's; a ledger of years is walked by one statement."""
    for _ in range(3):
        record("case.note", actor=clerk, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION pg_temp.slow(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 FROM pg_sleep(0.4) $$"
        )
        cursor.execute("CREATE SCHEMA slow")
        cursor.execute("CREATE TABLE slow.audit_head AS TABLE public.audit_head")
        cursor.execute(
            "CREATE VIEW slow.audit_entry AS SELECT id, seq, at, actor_id, pg_temp.slow(action) AS action,"
            " subject_kind, subject_id, detail, request_id, ip, prev_hash, hash FROM public.audit_entry"
        )
        cursor.execute("SET LOCAL search_path = slow, public")
        cursor.execute("SET LOCAL statement_timeout = '1s'")
    assert verify() == []
