"""Changing a row without states: locked, compared, written down once, and no name in what cannot be erased."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit.models import Entry
from core.errors import Conflict
from core.flow.edits import edit, write_down
from core.flow.models import Event
from grids.models import Department
from tests.cast import Cast, cast, town

__all__ = ["cast", "town"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
KIND = "department"


@pytest.fixture
def housing(cast: Cast) -> Department:
    return Department.objects.get(name="住建局")


def test_a_change_is_saved_told_and_in_the_ledger_with_its_version(housing: Department, cast: Cast) -> None:
    with edit(housing, KIND, "rename", "改名", actor=cast.sysadmin, version=1, now=NOW) as e:
        e.set(name="住房和建设局")
        e.say("机构改革")
    assert (housing.name, housing.version) == ("住房和建设局", 2)
    event = Event.objects.get(subject_kind=KIND, subject_id=housing.pk)
    assert (event.label, event.text, event.version, event.at) == ("改名", "机构改革", 2, NOW)
    assert event.changes == {"name": ["住建局", "住房和建设局"]}
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.detail["version"]) == ("department.rename", 2)


def test_a_value_that_names_somebody_leaves_only_that_it_changed(housing: Department, cast: Cast) -> None:
    with edit(housing, KIND, "call", "改电话", actor=cast.sysadmin, now=NOW) as e:
        e.set_quietly(office_phone="0937-6312345")
    event, entry = Event.objects.latest("pk"), Entry.objects.latest("seq")
    assert event.changes == {"office_phone": []} == entry.detail["changes"]


def test_a_stale_form_is_refused_and_nothing_is_written(housing: Department, cast: Cast) -> None:
    with pytest.raises(Conflict), edit(housing, KIND, "rename", "改名", actor=cast.sysadmin, version=7) as e:
        e.set(name="别的")
    housing.refresh_from_db()
    assert housing.name == "住建局" and not Event.objects.exists()


def test_a_change_that_changes_nothing_leaves_no_trace(housing: Department, cast: Cast) -> None:
    with edit(housing, KIND, "rename", "改名", actor=cast.sysadmin) as e:
        e.set(name="住建局")
    assert housing.version == 1 and not Event.objects.exists()
    assert not Entry.objects.filter(action__startswith="department.").exists()


def test_an_error_inside_undoes_all(housing: Department, cast: Cast) -> None:
    with pytest.raises(ZeroDivisionError), edit(housing, KIND, "rename", "改名", actor=cast.sysadmin) as e:
        e.set(name="别的")
        1 / 0  # noqa: B018 - the fault of this test
    housing.refresh_from_db()
    assert housing.name == "住建局"


@pytest.mark.parametrize("sql", ["UPDATE flow_event SET text = '改过'", "DELETE FROM flow_event"])
def test_the_database_refuses_to_change_a_line_of_a_timeline(
    housing: Department, cast: Cast, sql: str
) -> None:
    write_down(housing, KIND, "open", "启用", actor=cast.sysadmin, now=NOW)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_one_version_of_a_row_has_one_line(housing: Department, cast: Cast) -> None:
    write_down(housing, KIND, "open", "启用", actor=cast.sysadmin, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        write_down(housing, KIND, "open", "启用", actor=cast.sysadmin, now=NOW)
