"""The report of a past month equals a count of its own, to the digit, on the screen, in Excel and in Word (domain.md L26-L28)."""

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from docx import Document
from lxml import etree

from core.accounts.models import User
from core.audit.models import Entry
from dashboard.figures.folding import fold
from dashboard.reports.files import word, workbook
from dashboard.reports.period import period_of, periods
from dashboard.reports.tables import Report, Table, report_of
from disputes.choices import OPEN_STATES, State
from tests.cast import Cast, Log
from tests.dashboard.wandering import wander
from tests.disputes import walk as road
from tests.disputes.walk import Walk

Open = Callable[[User], Client]
pytestmark = pytest.mark.django_db

# Another way to the same numbers: the state of each case when the month ended is that of its last move before.
RECOUNT = """
WITH moves AS (
    SELECT e.*, d.community_id AS home, row_number() OVER (PARTITION BY e.dispute_id ORDER BY e.version DESC) AS back
    FROM disputes_disputeevent e JOIN disputes_dispute d ON d.id = e.dispute_id
    WHERE e.at < %(end)s AND e.to_state <> ''
), stock AS (SELECT home, count(*) AS n FROM moves WHERE back = 1 AND to_state = ANY(%(open)s) GROUP BY 1)
SELECT a.name,
    (SELECT count(*) FROM disputes_dispute d WHERE d.community_id = a.id AND d.registered_at >= %(start)s
        AND d.registered_at < %(end)s AND d.no IS NOT NULL),
    (SELECT count(*) FROM moves m WHERE m.home = a.id AND m.act = 'accept' AND m.at >= %(start)s),
    (SELECT count(*) FROM moves m WHERE m.home = a.id AND m.to_state = 'closed' AND m.at >= %(start)s),
    (SELECT count(*) FROM moves m WHERE m.home = a.id AND m.act = 'reopen' AND m.at >= %(start)s),
    (SELECT count(*) FROM moves m WHERE m.home = a.id AND m.to_state = 'merged' AND m.at >= %(start)s),
    coalesce((SELECT n FROM stock WHERE home = a.id), 0)
FROM grids_area a WHERE a.level = 'community' ORDER BY a.code
"""
COLUMNS = ("登记", "受理", "办结", "重开", "并案", "期末在办")


@pytest.fixture
def months(cast: Cast, log: Log, monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Some months of chance, and one act of the other community."""
    walk = Walk(cast, log)
    chance = random.Random("reports")
    found, closed = [], None
    for _ in range(2):
        found.append(timezone.localdate(walk.now).replace(day=1))
        if closed is not None:  # closed in one month, taken up again in the next
            walk.step(closed, "reopen")
        wander(walk, chance, 25, monkeypatch)
        walk.now = (walk.now + timedelta(days=1)).replace(hour=1)
        monkeypatch.setattr(road, "DAY0", timezone.localdate(walk.now))
        closed = walk.to(State.CLOSED)
        log(actor=cast.outsider, place=cast.outsider.postings.get().community, now=walk.now)
        walk.now = (walk.now + timedelta(days=31)).replace(day=2, hour=1)
    return found


@pytest.fixture
def march(cast: Cast, log: Log) -> list[date]:
    """One case closed and one begun in one community, one begun in the other."""
    walk = Walk(cast, log)
    walk.to(State.CLOSED)
    walk.to(State.MEDIATING)
    log(actor=cast.outsider, place=cast.outsider.postings.get().community, now=walk.now)
    return [date(2026, 3, 1)]


def of(month: date) -> Any:
    period = period_of(f"{month:%Y-%m}")
    assert period is not None
    return period


def recount(month: date) -> list[list[Any]]:
    start, end = of(month).moments
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, {"start": start, "end": end, "open": [one.value for one in OPEN_STATES]})
        return [list(row) for row in cursor.fetchall()]


def first_sheet(data: bytes) -> list[list[str]]:
    """The cells of a workbook's first sheet, as texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = [si.text for si in etree.fromstring(book.read("xl/sharedStrings.xml")).iter("{*}t")]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter("{*}row"):
        values = [(cell.get("t"), cell.findtext("{*}v")) for cell in row.iter("{*}c")]
        rows.append(
            [shared[int(value)] if kind == "s" else value for kind, value in values if value is not None]
        )
    return rows


def check_print_setup(data: bytes) -> list[float]:
    """Each sheet A4 turned, one page wide and in its middle, its heading on every page; the widths of the first one."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name}
        names = book.read("xl/workbook.xml").decode()
    for sheet in texts.values():
        assert 'paperSize="9"' in sheet and 'orientation="landscape"' in sheet
        assert 'fitToPage="1"' in sheet and 'fitToHeight="0"' in sheet and 'horizontalCentered="1"' in sheet
        assert "第 &amp;P 页" in sheet
    assert names.count("_xlnm.Print_Titles") == len(texts) - 1  # the notes have no heading
    first = etree.fromstring(texts["xl/worksheets/sheet1.xml"].encode())
    columns = [
        (float(one.get("width")), int(one.get("max")) - int(one.get("min")) + 1)
        for one in first.iter("{*}col")
    ]
    return [width for width, times in columns for _ in range(times)]


def test_printed_pages_are_full_and_no_table_is_torn_apart(march: list[date]) -> None:
    month = of(march[0])
    report = report_of(month, "雄关街道")
    widths = check_print_setup(workbook(report))
    assert len(widths) == len(report.tables[0].head) and 120 <= sum(widths) <= 140
    long = [(f"社区{at}", *[0] * 5) for at in range(18)]
    head = ("社区", "登记", "受理", "办结", "重开", "并案")
    tables = [Table("a", "一", head, long), Table("b", "二", head, long[:4]), Table("c", "三", head, long)]
    paper = Document(
        io.BytesIO(word(Report(month, "月报", tables, []), now=datetime(2027, 1, 4, tzinfo=UTC)))
    )
    section = paper.sections[0]
    assert section.page_width > section.page_height
    # The small one does not fit under the first, and the third not under the small one.
    assert [bool(one.paragraph_format.page_break_before) for one in paper.paragraphs].count(True) == 2
    for table in paper.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblHeader" not in table.rows[1]._tr.xml


def test_a_past_months_report_equals_another_count_to_the_digit_folded_or_not(months: list[date]) -> None:
    seen: Counter[str] = Counter()
    for _ in range(2):
        for month in months:
            table = report_of(of(month), "雄关街道").tables[0]
            told = [[row[0], *(row[table.head.index(name)] for name in COLUMNS)] for row in table.rows]
            counted = recount(month)
            assert told[:-1] == counted
            assert told[-1] == ["合计", *(sum(row[at] for row in counted) for at in range(1, 7))]
            seen.update(dict(zip(COLUMNS, told[-1][1:], strict=True)))
        fold()
    assert all(seen[name] for name in ("登记", "受理", "办结", "重开", "期末在办")), seen


def test_the_files_hold_the_numbers_of_the_page_and_who_took_them_is_on_record(
    march: list[date], cast: Cast, sign_in: Open
) -> None:
    with time_machine.travel(datetime(2027, 1, 4, 2, 0, tzinfo=UTC), tick=False):
        client, month = sign_in(cast.manager), f"{march[0]:%Y-%m}"
        page = client.get(f"/reports/monthly/?period={month}").content.decode()
        table = report_of(of(march[0]), "雄关街道").tables[0]
        assert f"{march[0].year}年{march[0].month}月月报" in page
        cells = first_sheet(client.get(f"/reports/monthly/{month}.xlsx").content)
        assert cells[1] == list(table.head)
        last = [int(one) for one, name in zip(cells[-1][1:], table.head[1:], strict=True) if name != "成功率"]
        assert last == [one for one in table.rows[-1][1:] if isinstance(one, int)]
        papers = {
            key: Document(io.BytesIO(client.get(f"/reports/monthly/{key}.docx").content))
            for key in (month, f"{march[0].year}-Q1", f"{march[0].year}")
        }
        for paper in papers.values():
            first = paper.tables[0]
            assert [cell.text for cell in first.rows[0].cells] == list(table.head)
            assert [cell.text for cell in first.rows[-1].cells] == [str(one) for one in table.rows[-1]]
            assert not any("{{" in one.text for one in paper.paragraphs)
        ends = ["明年打算" in [one.text for one in paper.paragraphs] for paper in papers.values()]
        assert ends == [False, False, True]
        assert Entry.objects.filter(action="report.download", actor=cast.manager).count() == 4


def test_reports_are_the_streets_and_a_community_reads_its_own_rows(
    march: list[date], cast: Cast, sign_in: Open
) -> None:
    url = f"/reports/monthly/?period={march[0]:%Y-%m}"
    street = sign_in(cast.street_lead).get(url).content.decode()
    assert "铁北社区" in street and "东苑社区" in street
    own = sign_in(cast.clerk).get(url).content.decode()
    assert "铁北社区" in own and "东苑社区" not in own and "只有你的社区" in own
    for name in ("worker", "liaison", "mediator", "auditor", "sysadmin", "support_worker", "nobody"):
        assert sign_in(cast.all[name]).get(url).status_code == 403
    client = sign_in(cast.manager)
    for bad in ("2026-13", "2026-Q5", "1999", "abc", "2999-01"):
        assert client.get(f"/reports/monthly/?period={bad}").status_code == 404
        assert client.get(f"/reports/monthly/{bad}.xlsx").status_code == 404


def test_a_period_names_itself_and_ends_where_the_next_begins() -> None:
    told = {
        key: (one.words, one.since, one.until)
        for key in ("2026-12", "2026-Q4", "2026")
        if (one := period_of(key))
    }
    assert told == {
        "2026-12": ("2026年12月", date(2026, 12, 1), date(2027, 1, 1)),
        "2026-Q4": ("2026年第4季度", date(2026, 10, 1), date(2027, 1, 1)),
        "2026": ("2026年", date(2026, 1, 1), date(2027, 1, 1)),
    }
    offered = [one.key for one in periods(date(2026, 2, 10), date(2026, 4, 3))]
    assert offered == ["2026-04", "2026-03", "2026-02", "2026-Q2", "2026-Q1", "2026"]
