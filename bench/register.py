"""The register at a tenth and at the whole of the source's 184,400 people: what people ask most, as grid, community and
street, each as a share of the light page, and how much the whole costs beside the tenth."""

import statistics
import sys
import time
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench.fresh import fresh_database
from bench.rounds import ROUNDS, Ask, Sums, measure, readers, table
from dashboard.demo.homes import fill_homes
from dashboard.demo.places import Places, build_places
from grids.models import Grid
from residents.models import Resident

TENTH, WHOLE = 10, 1
_ROWS = (b"data-row ", b"data-row>", b'class="plan-door', b'class="building"')


def questions(grid: Grid) -> dict[str, Ask]:
    """What is asked: a path, and what is sent in the body for numbers."""
    someone = Resident.objects.present().filter(grid=grid, id_index__isnull=False).order_by("pk").first()
    assert someone is not None
    home = someone.household
    return {
        "楼栋列表": Ask(f"/homes/?community={home.community_id}"),
        "楼栋平面": Ask(f"/homes/buildings/{home.building_id}/"),
        "住户": Ask(home.get_absolute_url()),
        "该核对的户": Ask(f"/homes/confirm/?community={home.community_id}"),
        "两个字": Ask(f"/homes/?q={someone.name[:2]}"),
        "两个字（名）": Ask("/homes/?q=建军"),
        "拼音": Ask("/homes/?q=wangjian"),
        "姓的拼音": Ask("/homes/?q=wang"),
        "首字母": Ask("/homes/?q=wjj"),
        "门牌": Ask("/homes/?q=铁路小区1号楼201"),
        "证件号": Ask("/homes/find/", {"q": someone.open_sealed("id_number")}),
        "后四位": Ask("/homes/find/", {"q": "0123"}),
    }


def asked(grid: Grid) -> dict[str, dict[str, Ask]]:
    """A grid's people have no community to choose, and look nobody up by number."""
    usual = questions(grid)
    grid_own = {what: Ask(str(ask.path).split("?community")[0], ask.said) for what, ask in usual.items()}
    del grid_own["证件号"]
    return {"网格员": grid_own, "社区": usual, "街道": usual}


def fill(of: int) -> tuple[Places, int]:
    """The town's places and one in `of` of its people."""
    now = timezone.localtime()
    with transaction.atomic():
        places = build_places(Random(1), since=(now - timedelta(days=700)).date(), now=now)
        started = time.process_time()
        done = fill_homes(places, Random("bench"), scale="full", now=now, of=of)
        spent = 1_000_000 * (time.process_time() - started) / done.people
    sys.stderr.write(f"{done.people:,} 人写入，每人 {spent:.0f} 微秒处理器时间（含编造）\n")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return places, done.people


def head(tenth: Sums, whole: Sums) -> list[str]:
    return [
        f"居民登记 {whole.size:,} 人，和十分之一（{tenth.size:,} 人）比。倍数是与同一轮「我的」页之比，{ROUNDS} 轮的中位数。",
        "",
    ]


def index_table() -> str:
    """Two characters among everybody, by the index of character pairs and without it, in PostgreSQL alone."""
    asked = {"两个字（37人左右）": "建军", "姓加一个字（50人以上）": "王建", "没有人": "龘龘"}
    lines = ["| 两个字查全部人 | 有二元索引，毫秒 | 没有，毫秒 |", "| --- | ---: | ---: |"]
    for name, text in asked.items():
        rows = Resident.objects.present().named_like(text).order_by("pinyin", "pk").values_list("pk")[:51]
        lines.append(f"| {name} | {_median(rows, True):.2f} | {_median(rows, False):.1f} |")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_relation_size('resident_name_bigrams'))")
        (size,) = cursor.fetchone()
    return "\n".join([*lines, "", f"索引 {size}。"]) + "\n"


def _median(rows: Any, with_index: bool) -> float:
    """Milliseconds of the query; without bitmaps the planner cannot use a GIN index."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET enable_bitmapscan = {'on' if with_index else 'off'}")
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        list(rows.all())
        times.append(1000 * (time.perf_counter() - started))
    with connection.cursor() as cursor:
        cursor.execute("RESET enable_bitmapscan")
    return statistics.median(times)


def run() -> str:
    """Each size in a database of its own."""
    sums, index = [], ""
    for of in (TENTH, WHOLE):
        with fresh_database():
            _, people = fill(of)
            grid = Grid.objects.select_related("community").get(name="铁北3-07格")
            sums.append(measure(people, readers(grid), asked(grid), _ROWS))
            index = index_table()
    lines = [*head(*sums), *table(*sums), "", index]
    return "\n".join(lines)
