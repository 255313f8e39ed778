"""`python -m core.local exec python -m bench.sheets [ROWS] [people|residents]`: an import of a whole street against a bare
COPY of its rows.

Reading, checking and staging overlap with the reader in its own process; then the commit. All numbers of one run, so that
the machine cancels out. `people` is the example of tests/sheets/people.py, one small table; `residents` is the register:
doors, households and people of a built town, sealed, marked and indexed."""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import UploadedFile  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from bench.sheets_subjects import SUBJECTS, Subject  # noqa: E402
from core.sheets.actions import ask_commit, start_import  # noqa: E402
from core.sheets.child import limits, rows_of  # noqa: E402
from core.sheets.kinds import Column  # noqa: E402
from core.sheets.models import SheetImport  # noqa: E402
from core.sheets.work.run import work_once  # noqa: E402

ROWS = 184_400


class Spent:
    """Seconds by the clock on the wall, and of processor on the critical path: ours and the database's, one after the
    other. The second does not grow when somebody else uses the machine."""

    def __enter__(self) -> "Spent":
        self.wall, self.cpu = -time.perf_counter(), -time.process_time() - database_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += time.process_time() + database_seconds()


def database_seconds() -> float:
    """Processor time of the server process behind our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def held(process: int | str = "self") -> tuple[float, float]:
    """Most megabytes that a process has held, and what it holds now; nothing once it has ended."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    facts = {line.partition(":")[0]: line.split()[1] for line in told.splitlines() if "kB" in line}
    return int(facts.get("VmHWM", 0)) / 1024, int(facts.get("VmRSS", 0)) / 1024


def memory() -> tuple[float, float]:
    """The same of this process, the most counted anew from now on."""
    most = held()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return most


def make_file(path: Path, columns: Sequence[Column], rows: Iterator[Sequence[str]]) -> str:
    """The workbook; answers with the same cells as COPY reads them."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("表")
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.header)
    lines = io.StringIO()
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            if text:
                sheet.write_string(number, place, text)
        lines.write("\t".join(row) + "\n")
    book.close()
    return lines.getvalue()


def bare_copy(columns: Sequence[Column], lines: str, indexed: Sequence[str]) -> Spent:
    """The same cells, ready to be sent, into a plain table with a key and three indexes."""
    names = [f"c_{column.key}" for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_copy (id bigserial PRIMARY KEY, {', '.join(f'{c} text' for c in names)})"
        )
        for key in indexed:
            cursor.execute(f"CREATE INDEX ON bench_copy (c_{key})")
        buffer = io.StringIO(lines)
        with Spent() as spent:
            cursor.copy_expert(f"COPY bench_copy ({', '.join(names)}) FROM STDIN", buffer)
        cursor.execute("DROP TABLE bench_copy")
    return spent


def copy_of_the_result(tables: Sequence[str]) -> Spent:
    """The very rows that the import wrote, sealed and all, into tables with the same keys and indexes."""
    whole = Spent()
    whole.wall = whole.cpu = 0.0
    with connection.cursor() as cursor:
        for table in tables:
            buffer = io.StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", buffer)
            cursor.execute(f"CREATE TABLE bench_result (LIKE {table} INCLUDING ALL)")
            buffer.seek(0)
            with Spent() as spent:
                cursor.copy_expert("COPY bench_result FROM STDIN", buffer)
            cursor.execute("DROP TABLE bench_result")
            whole.wall, whole.cpu = whole.wall + spent.wall, whole.cpu + spent.cpu
    return whole


def reading_alone(path: Path) -> tuple[Spent, float]:
    """The reader's own processor time, for it runs beside the checking on another core, and the most megabytes it held.

    Asked on the way: what the system counts for ended children begins with the process that they were forked from."""
    before, most = resource.getrusage(resource.RUSAGE_CHILDREN), 0.0
    with Spent() as spent, rows_of(path, limits()) as stream:
        for row_no, _, _ in stream:
            if row_no % 1_000 == 0:
                most = max(most, held(stream.process.pid)[0])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, most


def stage(sheet_import: SheetImport) -> Spent:
    with Spent() as took:
        work_once(only=sheet_import.pk)
    sheet_import.refresh_from_db()
    if sheet_import.error or sheet_import.number("pending"):
        raise SystemExit(f"{sheet_import.state}: {sheet_import.error} {sheet_import.counts}")
    return took


def measure(subject: Subject, rows: int) -> tuple[dict[str, Spent], dict[str, float]]:
    user = subject.prepare()
    kind = subject.kind()
    spent: dict[str, Spent] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings.SHEETS_ROOT = Path(folder) / "sheets"
        path = Path(folder) / "wide.xlsx"
        lines = make_file(path, kind.columns, subject.rows(rows))
        facts = {"file MB": path.stat().st_size / 1e6}
        spent["copy"] = bare_copy(kind.columns, lines, subject.indexed)
        spent["read"], facts["MB of the reader"] = reading_alone(path)
        del lines
        for name in ("stage", "stage again"):
            _, idle = memory()
            with path.open("rb") as handle:
                sheet_import = start_import(kind.code, UploadedFile(handle, "wide.xlsx"), actor=user)
            spent[name] = stage(sheet_import)
            facts[f"MB above idle, {name}"] = memory()[0] - idle
            facts[f"new rows, {name}"] = sheet_import.number("new")
            if sheet_import.number("new"):
                ask_commit(sheet_import, mode="all", actor=user)
                spent["commit"] = stage(sheet_import)
                facts["MB above idle, commit"] = memory()[0] - idle
                spent["copy of the result"] = copy_of_the_result(subject.tables)
    return spent, facts


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    subject = SUBJECTS[sys.argv[2] if len(sys.argv) > 2 else "residents"]
    setup_test_environment(debug=False)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        spent, facts = measure(subject, rows)
    finally:
        teardown_databases(old, verbosity=0)
    for what, value in facts.items():
        sys.stdout.write(f"{what:28}{value:10.1f}\n")
    sys.stdout.write(f"{'':28}{'wall s':>10}{'path s':>10}{'µs/row':>10}\n")
    for name, one in spent.items():
        sys.stdout.write(f"{name:28}{one.wall:10.2f}{one.cpu:10.2f}{1e6 * one.cpu / rows:10.1f}\n")
    wall = spent["stage"].wall + spent["commit"].wall
    path = max(spent["stage"].cpu, spent["read"].cpu) + spent["commit"].cpu
    for name in ("copy", "copy of the result", "read"):
        ratios = f"{wall / spent[name].wall:10.1f}{path / spent[name].cpu:10.1f}"
        sys.stdout.write(f"{'all / ' + name:28}{ratios}\n")


if __name__ == "__main__":
    main()
