"""`python -m core.local exec python -m bench.sheets [ROWS]`: an import of a whole street against a bare COPY of its rows.

Reading, checking and staging overlap with the reader in its own process; then the commit. All numbers of one run, so that
the machine cancels out. The kind is the example of tests/sheets/people.py: sealed numbers, blind index, versions."""

import io
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

import xlsxwriter  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.base import File  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402

from core.accounts.models import User  # noqa: E402
from core.sheets import kinds  # noqa: E402
from core.sheets.actions import ask_commit, start_import  # noqa: E402
from core.sheets.child import limits, rows_of  # noqa: E402
from core.sheets.models import SheetImport  # noqa: E402
from core.sheets.work.run import work_once  # noqa: E402
from tests.sheets import people  # noqa: E402
from tests.sheets.conftest import id_number, phone  # noqa: E402

ROWS = 184_400
COLUMNS = 16
_WIDE = [f"column_{place}" for place in range(COLUMNS)]


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


def wide_row(number: int) -> list[str]:
    """Sixteen cells: the eight of the kind, and eight that the file has beside them."""
    own = ["", "铁北社区", f"王{'秀建国兰英'[number % 5]}{'甲乙丙丁戊'[number // 5 % 5]}"]
    own += [_id(number), phone(number), "1990-05-01", str(number % 6 + 1), ""]
    more = [f"铁路小区{number % 150}", f"{number % 20}号楼", f"{number % 5}单元", str(number % 600)]
    return [*own, *more, "户主", "常住", "甘肃省嘉峪关市", "走访"]


def _id(number: int) -> str:
    """Different for each row: the example's own numbers repeat after a while."""
    day = number % 28 + 1 + 100 * (number // 28 % 12 + 1) + 10_000 * (1950 + number // 336 % 70)
    first = f"620299{day:08}{number // 23_520 % 1000:03}"
    return first + id_check(first)


def id_check(first: str) -> str:
    return id_number.__globals__["check_digit"](first)  # type: ignore[no-any-return]


class Wide(people.People):
    """The example with eight columns more."""

    columns = (
        *people.People.columns,
        *(kinds.Column(f"more_{place}", f"另{place}") for place in range(8)),
    )


def make_file(path: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("住户")
    for place, column in enumerate(Wide.columns):
        sheet.write_string(0, place, column.header)
    for number in range(rows):
        for place, text in enumerate(wide_row(number)):
            sheet.write_string(number + 1, place, text)
    book.close()


def bare_copy(rows: int) -> Spent:
    """The same cells into a plain table with a key and three indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bench_copy (id bigserial PRIMARY KEY, {', '.join(f'{c} text' for c in _WIDE)})"
        )
        for place in (1, 3, 4):
            cursor.execute(f"CREATE INDEX ON bench_copy ({_WIDE[place]})")
        with Spent() as spent:
            buffer = io.StringIO("".join("\t".join(wide_row(number)) + "\n" for number in range(rows)))
            cursor.copy_expert(f"COPY bench_copy ({', '.join(_WIDE)}) FROM STDIN", buffer)
        cursor.execute("DROP TABLE bench_copy")
    return spent


def copy_of_the_result() -> Spent:
    """The very rows that the import wrote, sealed and all, into a table with the same key and indexes."""
    buffer = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert("COPY test_person TO STDOUT", buffer)
        cursor.execute("CREATE TABLE bench_result (LIKE test_person INCLUDING ALL)")
        buffer.seek(0)
        with Spent() as spent:
            cursor.copy_expert("COPY bench_result FROM STDIN", buffer)
        cursor.execute("DROP TABLE bench_result")
    return spent


def reading_alone(path: Path) -> Spent:
    """The reader's own processor time: it runs beside the checking, on another core."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Spent() as spent, rows_of(path, limits()) as stream:
        for _ in stream:
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent


def stage(sheet_import: SheetImport) -> Spent:
    with Spent() as took:
        work_once(only=sheet_import.pk)
    sheet_import.refresh_from_db()
    if sheet_import.error or sheet_import.number("pending"):
        raise SystemExit(f"{sheet_import.state}: {sheet_import.error} {sheet_import.counts}")
    return took


def measure(rows: int) -> tuple[dict[str, Spent], dict[str, float]]:
    people.make_table()
    people.CHANGERS.add("bench")
    kinds.register(Wide())
    user = User.objects.create_user("bench", None, display_name="测")
    spent: dict[str, Spent] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings.SHEETS_ROOT = Path(folder) / "sheets"
        path = Path(folder) / "wide.xlsx"
        make_file(path, rows)
        facts = {"file MB": path.stat().st_size / 1e6}
        spent["copy"], spent["read"] = bare_copy(rows), reading_alone(path)
        for name in ("stage", "stage again"):
            with path.open("rb") as handle:
                sheet_import = start_import(Wide.code, File(handle, "wide.xlsx"), actor=user)
            spent[name] = stage(sheet_import)
            facts[f"new rows, {name}"] = sheet_import.number("new")
            if sheet_import.number("new"):
                ask_commit(sheet_import, mode="all", actor=user)
                spent["commit"] = stage(sheet_import)
                spent["copy of the result"] = copy_of_the_result()
    return spent, facts


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    setup_test_environment(debug=False)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        spent, facts = measure(rows)
    finally:
        teardown_databases(old, verbosity=0)
    for what, value in facts.items():
        sys.stdout.write(f"{what:24}{value:10.1f}\n")
    sys.stdout.write(f"{'':24}{'wall s':>10}{'path s':>10}{'µs/row':>10}\n")
    for name, one in spent.items():
        sys.stdout.write(f"{name:24}{one.wall:10.2f}{one.cpu:10.2f}{1e6 * one.cpu / rows:10.1f}\n")
    wall = spent["stage"].wall + spent["commit"].wall
    path = max(spent["stage"].cpu, spent["read"].cpu) + spent["commit"].cpu
    for name in ("copy", "copy of the result", "read"):
        ratios = f"{wall / spent[name].wall:10.1f}{path / spent[name].cpu:10.1f}"
        sys.stdout.write(f"{'all / ' + name:24}{ratios}\n")


if __name__ == "__main__":
    main()
