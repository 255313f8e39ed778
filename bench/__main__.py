"""`make bench`: each page as a share of a light signed-in page (/me/) of the same run, so that the machine cancels out.

ARGS=--write keeps the table in bench/results.md, ARGS="--only register" measures the register alone.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiongguan.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from bench import county, register  # noqa: E402
from bench.fresh import fresh_database  # noqa: E402
from tests.cast import Cast, build_cast, build_town  # noqa: E402
from tests.disputes.many import make_many  # noqa: E402

CASES = 20_000
ROUNDS = 25
LIGHT = "/me/"
RESULTS = Path(__file__).with_name("results.md")


def pages() -> dict[str, str]:
    """What people open most, at the size of a full street."""
    return {
        "工作台": "/",
        "案件列表（待办）": "/cases/?tab=todo",
        "案件列表（全部，100行）": "/cases/?tab=all&size=100",
        "案件列表（搜索加筛选）": "/cases/?tab=all&q=铁路小区1号楼&light=red",
        "案件详情": "/cases/2025-00100/",
        "时间线": "/cases/2025-00100/?tab=timeline",
        "登记案件": "/cases/new/",
        "手机上报": "/m/new/",
        "全局搜索": "/search/?q=铁路",
        "消息": "/messages/",
        "网格": "/grids/",
    }


def measure(cast: Cast) -> dict[str, list[float]]:
    """Milliseconds of every page, round by round in turn, so that a slow minute falls on all alike."""
    client = Client()
    client.force_login(cast.manager)
    asked = {"light": LIGHT, **pages()}
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for round_no in range(ROUNDS + 2):
        for name, url in asked.items():
            started = time.perf_counter()
            answer = client.get(url)
            took = 1000 * (time.perf_counter() - started)
            if answer.status_code != 200:
                raise SystemExit(f"{url}: {answer.status_code}")
            if round_no >= 2:
                spent[name].append(took)
    return spent


def table(spent: dict[str, list[float]]) -> str:
    """Markdown: the median of the ratios, pair by pair, and the span of the middle half."""
    lines = [
        f"{CASES:,} 件案件，{ROUNDS} 轮交替测量；数字是耗时与同一轮「我的」页之比，机器快慢互相抵消。",
        "",
        "| 页面 | 中位数 | 中间一半 |",
        "| --- | ---: | ---: |",
    ]
    for name, times in spent.items():
        if name == "light":
            continue
        ratios = [mine / light for mine, light in zip(times, spent["light"], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        lines.append(f"| {name} | {middle:.1f} | {low:.1f}–{high:.1f} |")
    return "\n".join(lines) + "\n"


def cases() -> str:
    """The pages of cases at the size of a full street."""
    with fresh_database():
        town = build_town()
        cast = build_cast(town)
        make_many(town, cast, CASES)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return table(measure(cast))


PARTS = {"cases": cases, "register": register.run, "county": county.run}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--write", action="store_true", help="bench/results.md")
    parser.add_argument("--only", choices=list(PARTS), help="unsaid, all")
    options = parser.parse_args()
    setup_test_environment(debug=False)
    parts = [PARTS[options.only]] if options.only else list(PARTS.values())
    result = "\n".join(part() for part in parts)
    sys.stdout.write(result)
    if options.write:
        RESULTS.write_text(f"# 测速结果\n\n{result}", encoding="utf-8")


if __name__ == "__main__":
    main()
