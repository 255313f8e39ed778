"""What a sent form asked for is counted, and by whom it was answered is written nowhere."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import subjects
from core.ui.context import KEPT
from dashboard.burden import counting
from dashboard.burden.models import FormWeek, SentRow
from grids.models import Checklist
from tests.cast import Cast, cast, town
from tests.dashboard.conftest import Open, sign_in

__all__ = ["cast", "sign_in", "town"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
WEEK = date(2026, 3, 2)
URL = "/settings/checklists/new/"
FORM = "checklist.add"


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    """What other tests looked at is not this one's."""
    counting._opened.take()


def send(client: Client, name: str, **more: str) -> Any:
    return client.post(URL, {"name": name, "is_active": "on", "version": "1", **more})


def counted() -> tuple[int, ...]:
    row = FormWeek.objects.get(form=FORM)
    return row.sent, row.typed, row.known, row.rows, row.unopened


def test_a_sent_form_counts_its_typed_and_its_known_fields_once_a_week_and_form(
    cast: Cast, sign_in: Open
) -> None:
    with time_machine.travel(NOW, tick=False):
        client = sign_in(cast.sysadmin)
        answer = send(client, "楼顶")
        # 大类 was typed; 在用 was ticked already and left so.
        assert counted() == (1, 1, 1, 1, 0)
        client.post(URL, {"name": "地下室", "version": "1"})
        assert counted() == (2, 2, 1, 2, 0)
    assert FormWeek.objects.get().week == WEEK
    assert SentRow.objects.filter(path=answer.headers["Location"]).exists()
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        send(sign_in(cast.sysadmin), "车棚")
    assert [row.sent for row in FormWeek.objects.order_by("week")] == [2, 1]


def test_a_refused_form_a_look_and_a_filter_are_not_counted(cast: Cast, sign_in: Open) -> None:
    client = sign_in(cast.sysadmin)
    assert send(client, "").status_code == 422
    assert send(sign_in(cast.clerk), "楼顶").status_code == 403
    assert client.get(URL).status_code == 200
    assert sign_in(cast.clerk).get("/hazards/?q=x").status_code == 200
    assert sign_in(cast.clerk).post("/homes/find/", {"q": "2207"}).status_code == 200
    assert not FormWeek.objects.exists() and not SentRow.objects.exists()


def test_counting_is_one_statement_and_looking_is_none(cast: Cast, sign_in: Open) -> None:
    client = sign_in(cast.sysadmin)
    with CaptureQueriesContext(connection) as asked:
        place = send(client, "楼顶").headers["Location"]
    assert len([one for one in asked.captured_queries if "burden" in one["sql"]]) == 1
    with CaptureQueriesContext(connection) as asked:
        client.get(place)
    assert not [one for one in asked.captured_queries if "burden" in one["sql"]]


def test_a_page_that_somebody_opens_later_is_forgotten_and_the_senders_own_look_is_no_use(
    cast: Cast, sign_in: Open
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(cast.sysadmin)
        places = [send(client, name).headers["Location"] for name in ("楼顶", "车棚", "电梯")]
        client.get(places[0])
        clock.shift(timedelta(minutes=9))
        client.get(places[0])
        send(client, "门厅")
        assert SentRow.objects.filter(path__in=places).count() == 3
        clock.shift(timedelta(minutes=2))
        client = sign_in(cast.clerk)
        client.get(places[0])
        client.get(places[1], headers={KEPT: "1"})
        send(sign_in(cast.sysadmin), "围墙")
        assert set(SentRow.objects.filter(path__in=places).values_list("path", flat=True)) == set(places[1:])
    assert counting.judge_unopened(NOW + timedelta(days=29)) == 0
    counting.judge_unopened(NOW + timedelta(days=31))
    assert counted() == (5, 5, 5, 5, 4)
    assert not SentRow.objects.exists()
    counting.judge_unopened(NOW + timedelta(days=32))
    assert counted()[-1] == 4


def test_neither_table_can_hold_a_person() -> None:
    for model in apps.get_app_config("burden").get_models():
        for field in model._meta.get_fields():
            assert not field.is_relation, field
        with connection.cursor() as cursor:
            columns = {
                one.name
                for one in connection.introspection.get_table_description(cursor, model._meta.db_table)
            }
        assert columns <= {
            "id",
            "week",
            "form",
            "sent",
            "typed",
            "known",
            "rows",
            "unopened",
            "path",
            "sent_at",
        }
    assert {one.name for one in FormWeek._meta.get_fields()} == {
        "id", "week", "form", "sent", "typed", "known", "rows", "unopened",
    }  # fmt: skip


def test_programmes_counsellors_petitions_and_accounts_are_not_measured(cast: Cast, sign_in: Open) -> None:
    for kind in ("petition", "support_aggregate", "support_glass", "support_enrollment", "care_booking"):
        assert subjects.known(kind) or kind == "support_aggregate"
        assert not counting.is_measured(f"{kind}.register"), kind
    for action in (
        "account.change_password",
        "session.sign_in",
        "support_enrollment.enroll",
        "care_booking.book",
    ):
        assert not counting.is_measured(action)
    assert counting.is_measured("dispute.escalate") and counting.is_measured("visit.register")
    answer = sign_in(cast.clerk).post("/me/display/", {"font": "lg", "theme": "", "next": "/me/"})
    assert answer.status_code < 400 and not FormWeek.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_made_stands_when_its_count_cannot_be_written(
    cast: Cast, sign_in: Open, caplog: pytest.LogCaptureFixture
) -> None:
    """The week's column is too small for the sum: a fault of the database, and nobody is told of a failure."""
    with time_machine.travel(NOW, tick=False):
        FormWeek.objects.create(week=WEEK, form=FORM, sent=2**31 - 1)
        answer = send(sign_in(cast.sysadmin), "楼顶")
    assert answer.status_code == 302 and Checklist.objects.filter(name="楼顶").exists()
    assert "was not counted" in caplog.text


def test_a_form_of_many_small_rows_counts_them_and_empty_ones_are_nothing(cast: Cast, sign_in: Open) -> None:
    list_pk = Checklist.objects.first().pk
    item = {
        "name": "堆物",
        "question": "有没有堆物",
        "basis": "",
        "basis_mark": "default",
        "grade": "general",
    }
    sign_in(cast.sysadmin).post(
        f"/settings/checklists/{list_pk}/items/new/", {**item, "limit": "minor", "danger": "", "version": "1"}
    )
    row = FormWeek.objects.get(form="checklist_item.add")
    # Two were typed, three stood as they were, the empty ones asked for nothing.
    assert (row.typed, row.known) == (2, 3)
