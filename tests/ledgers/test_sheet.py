"""The workbook: the golden layout, no live formula, whose copy it is, and the same memory for many rows as for few."""

import re
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core.audit.models import Entry
from dashboard.ledgers.actions import download_ledger
from dashboard.ledgers.layout import COUNTER, FIXED, Column, DateLook, Width
from dashboard.ledgers.models import Ledger
from dashboard.ledgers.reading import Question, asked
from tests.cast import Cast, Log, Town
from tests.ledgers import rows
from tests.ledgers.conftest import NOW, Make, Open, body, many_hazards, opened, taken

pytestmark = pytest.mark.django_db
COLUMNS = (
    Column("序号", COUNTER, width=Width.NARROW),
    Column("填报单位", FIXED, "【单位】"),
    Column("事项", "title", width=Width.WIDE),
    Column("涉及人数", "people_involved"),
    Column("金额", "amount_claimed"),
    Column("登记时间", "registered_at"),
)


def test_the_layout_is_the_golden_one(cast: Cast, town: Town, log: Log, make: Make, sign_in: Open) -> None:
    rows.cases(cast, town, log)
    lines = ("填报单位：【单位】　期间：【期间】　填报日期：【日期】", "单位：元、人")
    ledger = make(
        columns=COLUMNS, lines=lines, foot="填表人：【填表人】　审核人：", sums=True, dates=DateLook.DOT
    )
    with time_machine.travel(NOW, tick=False):
        sheet = taken(sign_in(cast.clerk), ledger, "period=2026-02")
    assert sheet.rows[:5] == [
        ["矛盾纠纷登记表", *[""] * 5],
        ["填报单位：铁北社区　期间：2026年2月　填报日期：2026.3.2", *[""] * 5],
        ["单位：元、人", *[""] * 5],
        ["序号", "填报单位", "事项", "涉及人数", "金额", "登记时间"],
        ["1", "铁北社区", "漏水0", "2", "100.00", "2026.2.10 10:00"],
    ]
    assert sheet.rows[5:8] == [
        ["2", "铁北社区", "漏水1", "2", "101.00", "2026.2.10 11:00"],
        ["合计", "", "", "4", "201.00", ""],
        ["填表人：李静　审核人："],
    ]
    assert len(sheet.rows) == 9
    assert re.fullmatch(r"雄表〔2026〕0001号　下载人：李静（clerk）　2026-03-02 10:00", sheet.rows[8][0])
    for one in ('<mergeCell ref="A1:F1"/>', '<mergeCell ref="A2:F2"/>', '<mergeCell ref="A3:F3"/>'):
        assert one in sheet.sheet
    assert 'paperSize="9"' in sheet.sheet and 'orientation="landscape"' in sheet.sheet
    assert 'fitToPage="1"' in sheet.sheet and 'fitToHeight="0"' in sheet.sheet
    assert "$1:$4</definedName>" in sheet.book  # title, lines and heading on every page
    assert "$A$1:$F$8</definedName>" in sheet.book  # with the line for signatures, without the mark
    assert "$1:$4</definedName>" in sheet.book  # headings on each page
    assert "下载人：李静" in sheet.sheet.partition("<oddFooter>")[2]


def test_a_period_without_a_row_is_a_sheet_too(cast: Cast, make: Make, sign_in: Open) -> None:
    sheet = taken(sign_in(cast.clerk), make(columns=COLUMNS[:1], lines=(), sums=True), "period=2026-01")
    assert [row[0] for row in sheet.rows[:2]] == ["矛盾纠纷登记表", "序号"]
    assert not body(sheet, 2)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "＝1", "_x0041_<b>&\"'"])
def test_what_a_spreadsheet_would_run_stays_a_text(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open, text: str
) -> None:
    log(actor=cast.clerk, title="x", now=NOW - timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disputes_dispute SET title = %s", [text])
    columns = (Column(text, "title"), Column("固定", FIXED, text), Column("状态", "state"))
    ledger = make(title=f"{text}表", columns=columns, lines=(text,), foot="填表人")
    sheet = taken(sign_in(cast.clerk), ledger)
    shown = text.replace("_x0041_", "_x005F_x0041_")  # as Excel spells those very letters
    assert sheet.rows[3][:2] == [shown, shown] and sheet.rows[2][0] == shown
    assert "<f>" not in sheet.sheet and "hyperlink" not in sheet.sheet
    if text[0] in "=+-@＝":
        assert sheet.styles["A4"] == sheet.styles["B4"] != sheet.styles["C4"]


def measured(ledger: Ledger, who: Any) -> tuple[int, int, int]:
    """Bytes, statements and the most memory of one download."""
    question = Question({}, user=who, layout=ledger.shape, today=NOW.date())
    sheet = asked(question, who)
    assert sheet is not None
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        made = download_ledger(ledger, sheet, actor=who, now=NOW)
        tracemalloc.start()
        size = sum(len(piece) for piece in made.pieces)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return size, len(asked_for), peak


@pytest.mark.perf
def test_twenty_thousand_rows_take_the_memory_and_the_queries_of_a_few(
    cast: Cast, town: Town, log: Log, make: Make
) -> None:
    rows.hazards(cast, town, log)
    picked = tuple(
        Column(key, key) for key in ("no", "title", "checklist", "community", "grid", "place", "found_at")
    )
    ledger = make("hazards", columns=picked, span="any")
    _, few_queries, few = measured(ledger, cast.manager)
    many_hazards(town, 19_990)
    size, queries, most = measured(ledger, cast.manager)
    assert size > 200_000
    assert queries == few_queries
    # A chunk of rows and what waits to be sent, whatever the number of rows.
    assert most < few + 6 * 1024 * 1024


def test_more_rows_than_the_cap_and_more_sheets_than_a_days_are_refused(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open, settings: Settings
) -> None:
    rows.hazards(cast, town, log)
    ledger, client = make("hazards"), sign_in(cast.manager)
    url = f"/ledgers/{ledger.pk}/sheet.xlsx?period=all"
    settings.LEDGER_MAX_ROWS = 3
    answer = client.get(url)
    assert answer.status_code == 422 and "有4行，一次最多3行" in answer.content.decode()
    assert not Entry.objects.filter(action="ledger.download").exists()
    settings.LEDGER_MAX_ROWS, settings.LEDGERS_A_DAY = 4, 2
    with time_machine.travel(NOW, tick=False):
        client = sign_in(cast.manager)
        assert [client.get(url).status_code for _ in range(3)] == [200, 200, 422]
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert sign_in(cast.manager).get(url).status_code == 200


def test_who_took_which_is_on_record_with_its_number_before_the_bytes(
    cast: Cast, town: Town, log: Log, make: Make, sign_in: Open
) -> None:
    rows.hazards(cast, town, log)
    ledger = make("hazards")
    place = town.tiebei.area.pk
    answer = sign_in(cast.clerk).get(f"/ledgers/{ledger.pk}/sheet.xlsx?period=2026-02&community={place}")
    entry = Entry.objects.get(action="ledger.download")
    assert (entry.actor, entry.subject_id) == (cast.clerk, ledger.pk)
    told = {key: entry.detail[key] for key in ("no", "rows", "period", "community", "sent_to", "version")}
    assert told == {
        "no": "雄表〔2026〕0001号", "rows": 2, "period": "2026-02", "community": place, "sent_to": "市委政法委", "version": 1,
    }  # fmt: skip
    assert told["no"] in opened(b"".join(answer.streaming_content)).rows[-1][0]
    assert answer.headers["Cache-Control"] == "no-store, private"
