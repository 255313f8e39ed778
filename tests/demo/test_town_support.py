"""The people of the support programmes are canaries: their names, telephones and papers sing on no page of anybody outside their
programme, in no log, no key of Redis and nowhere in the database but in the bytes of a sealed column (trust.md P2, P23)."""

import json
import logging

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client

from core.accounts.models import User
from core.accounts.roles import has_role
from dashboard.demo.accounts import listed_people
from dashboard.demo.support import NAMES, WAYS
from dashboard.demo.town import Town
from grids.choices import Programme
from specialgroups import wall
from specialgroups.models import SupportEnrollment
from specialgroups.wall_sql import WALLED

SONGS = (*NAMES, "0937-0800", "演示字〔", "演示小区")


def sings(text: str) -> set[str]:
    return {one for one in SONGS if one in text}


def test_each_programme_has_somebody_and_each_tab_something_to_do(town: Town) -> None:
    with wall.as_job():
        rows = list(SupportEnrollment.objects.all())
        assert {row.open_sealed("name") for row in rows} == set(NAMES)
    assert {row.programme for row in rows} == {one.value for one in Programme}
    assert sum(len(way.acts.split(";")) for way in WAYS) <= 25
    worker, manager = (User.objects.get(username=name) for name in ("bangfu", "bangfufuze"))
    client = Client()
    client.force_login(worker)
    page = client.get("/support/?tab=week").content.decode()
    assert page.count("/support/S-") >= 2 and not sings(page)
    client.force_login(manager)
    assert client.get("/support/?tab=confirm").content.decode().count('data-href="/support/S-') == 2


def test_whoever_guesses_an_address_learns_nothing_and_no_log_names_anybody(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Every page that anybody reaches by links is read by test_canaries, which hears these names too."""
    caplog.set_level(logging.DEBUG)
    with wall.as_job():
        guesses = [one.get_absolute_url() for one in SupportEnrollment.objects.order_by("pk")]
    guesses += [f"{guesses[0]}do/contact/", f"{guesses[0]}uncover/?field=name", "/support/", "/aggregates/"]
    for user in listed_people():
        client = Client()
        client.force_login(user)
        never = client.get("/support/S-9999/").content
        for path in guesses:
            answer = client.get(path)
            assert not sings(answer.content.decode()), (user.title, path)
            if not has_role(user, "support_worker", "support_lead"):
                assert answer.content == never, (user.title, path)
    assert not sings(caplog.text)


def test_nowhere_in_the_database_outside_the_seals_and_in_no_key_of_redis(town: Town) -> None:
    with wall.as_job(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            for (row,) in cursor:
                assert not sings(row), table
                if table in WALLED:
                    for value in json.loads(row).values():
                        if isinstance(value, str) and value.startswith("\\x"):
                            assert not sings(bytes.fromhex(value[2:]).decode("utf-8", "replace"))
    room = redis.Redis.from_url(settings.REDIS_URL)
    for key in room.scan_iter(count=500):
        assert not sings(
            f"{key.decode(errors='replace')} {(room.dump(key) or b'').decode('utf-8', 'replace')}"
        )


def test_a_song_would_be_heard() -> None:
    assert sings(f"<td>{NAMES[0]}</td>") == {NAMES[0]}
