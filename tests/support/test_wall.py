"""The second wall, asked by raw SQL as the very role the program works as (domain.md G3, trust.md 3.1)."""

import pytest
from django.db import ProgrammingError, connection, transaction

from specialgroups import wall
from specialgroups.choices import EnrollmentState
from specialgroups.wall_sql import CHILDREN, ROLE, WALLED
from tests.support.desk import Desk, P

pytestmark = pytest.mark.django_db


def ids(table: str = "support_enrollment", column: str = "id") -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}"')
        return {number for (number,) in cursor.fetchall()}


def test_the_program_is_no_superuser_and_every_table_is_forced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, session_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        works_as, signed_in_as, passes_walls = cursor.fetchone()
        # A given DATABASE_URL may sign in as a plain owner, whom FORCE binds; our own cluster's login steps down.
        assert works_as in (ROLE, signed_in_as) and not passes_walls
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relname = ANY (%s)",
            [list(WALLED)],
        )
        assert {name for (name,) in cursor.fetchall()} == set(WALLED)


def test_unset_is_nothing_and_each_person_has_only_their_own(desk: Desk) -> None:
    mine, other = desk.active(), desk.active()
    other = desk.step(other, "assign", worker=desk.helpers.colleague)
    foreign = desk.active(P.MENTAL)
    gone = desk.to(EnrollmentState.SEALED)
    for one, by in ((mine, None), (other, desk.helpers.colleague), (foreign, None)):
        desk.step(one, "contact", by)
    assert ids() == set()
    for table in WALLED:
        assert ids(table) == set(), table
    helpers, cast = desk.helpers, desk.cast
    seen = {
        cast.support_worker: {mine.pk}, helpers.colleague: {other.pk}, helpers.manager: {mine.pk, other.pk},
        helpers.mental: {foreign.pk}, helpers.mental_manager: {foreign.pk}, helpers.stranger: set(), helpers.former: set(),
        cast.privacy_officer: set(), cast.sysadmin: set(), cast.worker: set(), cast.street_lead: set(), cast.manager: set(),
    }  # fmt: skip
    for user, expected in seen.items():
        with wall.seen_by(user, desk.now):
            assert ids() == expected, user.username
            for table in CHILDREN:
                assert ids(table, "enrollment_id") <= expected, (user.username, table)
        assert ids() == set(), "closed again after the block"
    with wall.as_job():
        assert ids() == {mine.pk, other.pk, foreign.pk, gone.pk}
    with pytest.raises(ZeroDivisionError), wall.seen_by(helpers.manager, desk.now):
        raise ZeroDivisionError
    assert ids() == set(), "and after a block that failed"


def test_nobody_writes_or_takes_away_what_is_not_theirs(desk: Desk) -> None:
    row = desk.active()
    desk.step(row, "contact")
    with connection.cursor() as cursor:
        for user in (None, desk.cast.sysadmin, desk.helpers.stranger, desk.helpers.former):
            with wall.seen_by(user, desk.now) if user else transaction.atomic():
                cursor.execute("UPDATE support_enrollment SET programme = 'mental'")
                assert cursor.rowcount == 0
                cursor.execute("DELETE FROM support_contact")
                assert cursor.rowcount == 0
        with wall.seen_by(desk.helpers.manager, desk.now):
            cursor.execute("DELETE FROM support_enrollment")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM support_contact")
            assert cursor.rowcount == 0, "only the erasure takes away"
        with pytest.raises(ProgrammingError), wall.seen_by(desk.helpers.stranger, desk.now):
            cursor.execute(
                "INSERT INTO support_member (enrollment_id, kind, is_woman, since) VALUES (%s, 'police', true, now())",
                [row.pk],
            )


def test_a_posting_that_ended_and_an_account_that_was_disabled_close_it(desk: Desk) -> None:
    row = desk.active()
    worker = desk.cast.support_worker
    with wall.seen_by(worker, desk.now):
        assert ids() == {row.pk}
    worker.is_active = False
    worker.save(update_fields=["is_active"])
    with wall.seen_by(worker, desk.now):
        assert ids() == set()
    worker.is_active = True
    worker.save(update_fields=["is_active"])
    worker.postings.update(valid_to=desk.today().replace(day=1))
    with wall.seen_by(worker, desk.now):
        assert ids() == set()
