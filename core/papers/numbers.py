"""Numbers without gaps: one counter per series and year (domain.md N7)."""

import re

from django.db import connection

_TAKE = """
INSERT INTO papers_counter (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT (series, year) DO UPDATE SET last = papers_counter.last + 1
RETURNING last
"""


class OutsideTransaction(RuntimeError):
    """A number taken outside the transaction that uses it would leave a gap when that one fails."""


def take_number(series: str, *, year: int) -> int:
    """The next number of the series. The counter's row stays locked until the caller commits, so a
    rolled-back number is given out again and no two papers share one."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"take_number({series!r}) needs the transaction of the paper")
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, year])
        return int(cursor.fetchone()[0])


def format_number(series: str, year: int, number: int) -> str:
    """雄纠〔2026〕0001号, the brackets of GB/T 9704."""
    return f"{series}〔{year}〕{number:04d}号"


def format_committee_number(series: str, year: int, number: int) -> str:
    """〔2026〕铁北人调字第1号: a committee's own number (domain.md L5)."""
    return f"〔{year}〕{series}第{number}号"


def read_number(text: str, *series: str) -> tuple[int, int] | None:
    """Year and number of 雄纠〔2026〕0001号, 2026-00001 or 20261, with one of the series before them or none; None for
    other words. Any brackets and spaces will do: people type what they read on paper."""
    marks = "|".join(map(re.escape, series))
    form = rf"(?:{marks})?-?[〔(（\[]?(20\d{{2}})[〕)）\]\-]?0*(\d{{1,6}})号?"
    found = re.fullmatch(form, text.replace(" ", ""), re.IGNORECASE)
    return (int(found[1]), int(found[2])) if found else None
