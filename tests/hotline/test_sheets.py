"""The platform's list of the day by sheet."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import Settings

from core.accounts.models import User
from core.errors import NotAllowed
from core.sheets.actions import ask_commit, start_import
from core.sheets.models import SheetImport, StagedRow
from core.sheets.values import BadValue
from disputes.hotline.sheets import Tickets, read_moment
from disputes.models import HotlineTicket
from tests.cast import PHONE
from tests.hotline.desk import CALLER, Desk
from tests.sheets.conftest import file_of, work, workbook

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


def row(**more: str) -> dict[str, str]:
    return {
        "city_no": "2026030200017",
        "kind": "求助",
        "dispatched_at": "2026-03-02 09:05",
        "due_given": "2026/3/6 17:30",
        "community": "铁北社区",
        "estate": "铁路小区",
        "building": "1号楼",
        "title": "北门路灯不亮",
        "text": "北门一段路灯不亮",
        "name": CALLER,
        "phone": PHONE,
        **more,
    }


def bring(rows: list[dict[str, str]], actor: User) -> SheetImport:
    heads = [column.header for column in Tickets.columns]
    cells = [[one.get(column.key, "") for column in Tickets.columns] for one in rows]
    return work(start_import("tickets", file_of(workbook(cells, heads)), actor=actor))


def verdicts(brought: SheetImport) -> list[str]:
    rows = StagedRow.objects.filter(sheet_import=brought).order_by("row_no")
    return list(rows.values_list("verdict", flat=True))


def test_the_list_of_the_day_is_received_and_the_next_day_nothing_twice(desk: Desk) -> None:
    with time_machine.travel(desk.now, tick=False):
        brought = bring([row(), row(city_no="18", building="", due_given="")], desk.cast.intake)
        assert verdicts(brought) == ["new", "new"]
        ask_commit(brought, mode="good", actor=desk.cast.intake)
        work(brought)
        again = bring([row(title="另一个说法"), row(city_no="19")], desk.cast.manager)
        assert verdicts(again) == ["same", "new"]
    first, second = HotlineTicket.objects.order_by("city_no")[1], HotlineTicket.objects.order_by("city_no")[0]
    assert (first.city_no, first.place, first.state) == ("2026030200017", desk.town.building, "received")
    assert first.due_at == datetime(2026, 3, 6, 17, 30, tzinfo=SHANGHAI)
    assert first.dispatched_at == datetime(2026, 3, 2, 9, 5, tzinfo=SHANGHAI)
    assert (first.open_sealed("name"), first.open_sealed("phone")) == (CALLER, PHONE)
    assert (second.place, second.due_code, second.grid) == (desk.town.tiebei.estate, "hotline.help", None)


def test_what_is_wrong_is_said_by_row_and_numbers_in_the_words_are_asked_about(desk: Desk) -> None:
    wrong = (
        {"kind": "别的"},
        {"dispatched_at": "2026-03-02"},
        {"due_given": "2026-03-01 09:00"},
        {"dispatched_at": "2026-03-09 09:00", "due_given": ""},
        {"building": "99号楼"},
        {"phone": "138****2207"},
        {"text": ""},
    )
    rows = [row(city_no=f"A{n}", **one) for n, one in enumerate(wrong)]
    with time_machine.travel(desk.now, tick=False):
        brought = bring([*rows, row(city_no="B1", text=f"打{PHONE}找他")], desk.cast.intake)
    assert verdicts(brought) == ["error"] * len(wrong) + ["doubtful"]


def test_only_the_centre_brings_tickets_in(desk: Desk) -> None:
    for key in ("clerk", "street_lead", "worker", "sysadmin"):
        assert not Tickets().may_add(getattr(desk.cast, key))
        with pytest.raises(NotAllowed):
            bring([row()], getattr(desk.cast, key))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-03-02 09:30", "2026-03-02T09:30"),
        ("2026-03-02T09:30:15", "2026-03-02T09:30"),
        ("２０２６年３月２日 9时5分", "2026-03-02T09:05"),
        ("2026/3/2 21:00", "2026-03-02T21:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, kept: str) -> None:
    assert read_moment(text) == kept


@pytest.mark.parametrize("text", ["2026-03-02", "2026-02-30 09:00", "2026-03-02 25:00", "明天下午", "9:30"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_moment(text)
