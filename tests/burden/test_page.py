"""The page: the office's demands by form and week, small numbers covered, for those who may ask for less."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.audit.actions import record
from dashboard.burden.models import FormWeek
from dashboard.burden.selectors import told_of, week_of
from tests.cast import Cast, cast, town
from tests.dashboard.conftest import Open, sign_in

__all__ = ["cast", "sign_in", "town"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 30, 2, 0, tzinfo=UTC)
WEEK = date(2026, 3, 2)


def week(form: str, sent: int, **more: int) -> None:
    FormWeek.objects.create(week=WEEK, form=form, sent=sent, **more)


def test_the_page_says_what_was_asked_for_in_a_sentence_and_a_table(cast: Cast, sign_in: Open) -> None:
    week("dispute.assign", 10, typed=35, known=20, rows=10, unopened=6)
    week("visit.change", 20, typed=20, known=0, rows=0)
    with time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            for _ in range(6):
                record("ledger.download", actor=cast.clerk, now=datetime(2026, 3, 5, tzinfo=UTC))
        client = sign_in(cast.street_lead)
        client.get("/burden/")  # the first page of a sign-in also writes the sign-in down
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/burden/?week=2026-W10")
    text = page.content.decode()
    assert "一共交了30次，平均每次要人填1.8项，另有0.7项系统里本来就有" in text
    assert "上级报表直接出了6张" in text
    lines = [(one.sent, one.typed, one.known, one.unopened) for one in page.context["told"].lines]
    # The one that asks for most stands first.
    assert lines == [("10", "3.5", "2.0", "6"), ("20", "1.0", "0.0", "—")]
    assert cast.clerk.display_name not in text
    assert len(asked) <= 10, [one["sql"][:120] for one in asked.captured_queries]


def test_small_numbers_are_covered_and_not_to_be_had_by_subtraction(cast: Cast) -> None:
    week("dispute.assign", 12, typed=12, rows=12, unopened=2)
    week("visit.change", 3, typed=9, rows=3, unopened=3)
    told = told_of(WEEK, NOW)
    by_words = {one.words: one for one in told.lines}
    small = next(one for one in told.lines if one.sent == "<5")
    assert (small.typed, small.known, small.unopened) == ("不显示",) * 3
    # One covered number beside a known sum would be no secret: the other is covered with it.
    assert {one.sent for one in by_words.values()} == {"<5", "不显示"}
    week("hazard.change", 40, typed=40, rows=40, unopened=2)
    shown = {one.words: one for one in told_of(WEEK, NOW).lines}
    assert [one.unopened for one in shown.values() if one.sent == "40"] == ["不显示"]


def test_a_week_is_not_judged_before_a_month_is_over(cast: Cast) -> None:
    week("dispute.assign", 12, typed=12, rows=12)
    told = told_of(WEEK, datetime(2026, 3, 20, tzinfo=UTC))
    assert told.lines[0].unopened == "还没满一个月" and not told.is_judged


@pytest.mark.parametrize("key", ["2026-W60", "x", "2026", "1999-W01", "2030-W01", "2026-W10-1"])
def test_a_week_that_is_none_or_has_not_been_is_not_found(cast: Cast, sign_in: Open, key: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert sign_in(cast.manager).get(f"/burden/?week={key}").status_code == 404


def test_weeks_are_iso_weeks_also_over_new_year() -> None:
    assert (week_of("2026-W01"), week_of("2026-W10")) == (date(2025, 12, 29), WEEK)
    assert week_of("") is None


def test_only_those_who_may_ask_for_less_read_it(cast: Cast, sign_in: Open) -> None:
    opens: dict[str, Any] = {
        name: sign_in(user).get("/burden/").status_code for name, user in cast.all.items()
    }
    readers = {"street_lead", "manager", "supervisor", "sysadmin"}
    assert {name for name, code in opens.items() if code == 200} == readers
    assert {code for name, code in opens.items() if name not in readers} == {403}
    empty = sign_in(cast.manager).get("/burden/").content.decode()
    assert "没有交表单" in empty
