"""Every invented person's number and telephone is a canary: it sings in no page of any role, no log line, no Redis key and
nowhere in the database as text (trust.md P2, P23)."""

import logging
import re
from collections import deque
from html import unescape
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.plugin import DjangoDbBlocker

from core.accounts.models import User
from dashboard.demo.accounts import listed_people
from dashboard.demo.support import NAMES
from dashboard.demo.town import Town
from grids.models import Grid
from residents.models import Household, Resident

NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|0937-\d{7})(?!\d)")
HREF = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
# Pages opened of each kind and role: not each of thousands alike.
EACH_KIND = 1


@pytest.fixture(scope="module")
def canaries(town: Town, django_db_blocker: DjangoDbBlocker) -> frozenset[str]:
    with django_db_blocker.unblock():
        rows = list(Resident.objects.all())
    found = {row.open_sealed(name) for row in rows for name in ("id_number", "phone")} - {""}
    assert len(found) > 6_000
    return frozenset(found)


def sings(text: str, canaries: frozenset[str]) -> set[str]:
    """Numbers of the register, and names that are met in a support record and nowhere else (tests/demo/test_town_support)."""
    return {one.upper() for one in NUMBERS.findall(text)} & canaries | {one for one in NAMES if one in text}


def starts() -> list[str]:
    """Where a walk begins: the start page, the register's pages, and addresses that outsiders may only guess."""
    grid = Grid.objects.get(name="铁北3-07格")
    home = Household.objects.present().filter(grid=grid).order_by("pk").first()
    assert home is not None and home.head is not None
    return [
        "/", "/homes/", f"/homes/?community={grid.community_id}", "/homes/?q=王", "/homes/?q=建国", "/homes/?q=wang",
        f"/homes/?q={home.head.name}", f"/homes/buildings/{home.building_id}/", home.get_absolute_url(),
        home.dwelling.get_absolute_url(), "/homes/confirm/", f"/homes/confirm/?community={grid.community_id}",
        "/homes/rentals/?show=all", "/homes/merge/", "/homes/statement/", home.head.act_url("change"),
        f"/homes/people/{home.head.no}/statement/", f"/homes/people/{home.head.no}/reveal/?field=phone",
        "/search/?q=铁路小区1号楼101", f"/search/?q={home.head.name}", "/homes/H-999999/", "/audit/",
    ]  # fmt: skip


def kind_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return path


def walk(user: User, canaries: frozenset[str]) -> tuple[int, set[str]]:
    """All pages that links lead to, some of each kind: how many were read, and what sang."""
    client = Client(raise_request_exception=True)
    client.force_login(user)
    waiting, seen = deque(starts()), set(starts())
    kinds: dict[str, int] = {}
    read, sang = 0, set()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        if kinds.get(kind, 0) >= max(EACH_KIND, 8 if path in seen and kind == "homes:list" else 0):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(path)
        text = (b"" if answer.streaming else answer.content).decode(errors="replace")
        read += 1
        sang |= sings(text + str(dict(answer.headers)), canaries)
        for link in HREF.findall(text):
            link = unescape(link)
            if link not in seen and not link.startswith(("/static/", "/logout")):
                seen.add(link)
                waiting.append(link)
    return read, sang


def test_in_no_page_of_any_role_and_no_log(
    canaries: frozenset[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    total = 0
    for user in listed_people():
        read, sang = walk(user, canaries)
        total += read
        assert not sang, (user.title, len(sang))
    assert total > 500
    assert not sings(caplog.text, canaries)


def test_nowhere_in_the_database_as_text_or_as_bytes(canaries: frozenset[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            for (row,) in cursor:
                assert not sings(row, canaries), table
                for raw in re.findall(r"\\\\x([0-9a-f]{30,})", row):
                    assert not sings(bytes.fromhex(raw).decode("latin-1"), canaries), table


def test_in_no_key_and_no_value_of_redis(canaries: frozenset[str]) -> None:
    room = redis.Redis.from_url(settings.REDIS_URL)
    for key in room.scan_iter(count=500):
        value = room.dump(key) or b""
        assert not sings(f"{key.decode(errors='replace')} {value.decode('latin-1')}", canaries)


def test_a_search_by_number_leaves_it_nowhere(
    canaries: frozenset[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Typed into the box by a clerk: found, and neither in the page nor in the log, the session or the ledger."""
    caplog.set_level(logging.DEBUG)
    clerk = User.objects.get(username="zhuangan")
    someone = Resident.objects.visible_to(clerk).filter(id_index__isnull=False).order_by("pk").first()
    assert someone is not None
    number = someone.open_sealed("id_number")
    client = Client()
    client.force_login(clerk)
    answer = client.post("/homes/find/", {"q": number})
    assert someone.masked_name in answer.content.decode()
    assert not sings(answer.content.decode(), canaries) and not sings(caplog.text, canaries)
    test_nowhere_in_the_database_as_text_or_as_bytes(canaries)


def test_the_canaries_would_be_heard(canaries: frozenset[str]) -> None:
    one = next(iter(canaries))
    assert sings(f'<td data-x="{one}">', canaries) == {one}


def test_telephones_cannot_be_dialled_and_numbers_are_of_no_county(canaries: frozenset[str]) -> None:
    assert all(one.startswith(("620299", "0937-0")) for one in canaries)
