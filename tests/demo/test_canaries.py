"""Every invented person's number and telephone is a canary: it sings in no page of any role, no log line, no Redis key and
nowhere in the database as text (trust.md P2, P23)."""

import io
import logging
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from core.accounts.models import User
from core.errors import RuleBroken
from core.papers.models import Paper
from core.sheets import kinds
from core.sheets.actions import ask_export, download_export
from dashboard.demo.accounts import listed_people
from dashboard.demo.support import NAMES
from dashboard.demo.town import Town
from grids.models import Grid, Posting
from residents.models import Household, Resident
from tests.demo.walking import Walks

NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|0937-\d{7})(?!\d)")


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


def text_of(book: bytes) -> str:
    """All that a workbook says."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


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


def test_in_no_page_of_any_role_and_no_log(
    canaries: frozenset[str], walks: Walks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    total, sang = 0, set[str]()

    def heard(_: str, text: str) -> None:
        sang.update(sings(text, canaries))

    for user in listed_people():
        total += walks.of(user, starts=starts(), heard=heard).read
        assert not sang, (user.title, len(sang))
    assert total > 500
    assert not sings(caplog.text, canaries)


def test_in_no_sheet_that_anybody_exports(
    canaries: frozenset[str], settings: Settings, tmp_path: Path
) -> None:
    """Every kind of sheet, for everybody who may have it, of every community that it may be asked for; numbers covered."""
    settings.EXPORTS_A_DAY, settings.SHEETS_ROOT = 1_000, tmp_path
    sheets = 0
    for user in listed_people():
        for kind in kinds.exportable(user):
            places = Posting.objects.filter(user=user, community__isnull=False).values_list(
                "community", flat=True
            )
            for place in ("", *map(str, places or [Grid.objects.get(name="铁北3-07格").community_id])):
                chosen = {"community": place} if place else {}
                with suppress(RuleBroken), transaction.atomic():
                    export = ask_export(
                        kind.code, actor=user, purpose="核对三季度的名单和数字", chosen=chosen
                    )
                    book = download_export(export, actor=user)
                    assert not sings(text_of(book), canaries), (user.title, kind.code)
                    sheets += 1
    assert sheets >= 8


def test_in_no_paper_that_the_house_has_issued(canaries: frozenset[str]) -> None:
    """A paper is set from its facts alone, so these are read."""
    papers = list(Paper.objects.all())
    assert papers
    for paper in papers:
        assert not sings(paper.open_sealed("facts"), canaries), paper.kind


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
    room = redis.Redis.from_url(django_settings.REDIS_URL)
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
