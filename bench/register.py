"""The register at a tenth and at the whole of the source's 184,400 people: what people ask most, as grid, community and
street, each as a share of the light page, and how much the whole costs beside the tenth."""

import statistics
import sys
import time
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from bench.fresh import fresh_database
from core.accounts.models import User
from dashboard.demo.homes import fill_homes
from dashboard.demo.places import Places, build_places
from grids.choices import Role
from grids.models import Grid, Posting
from residents.models import Resident

TENTH, WHOLE = 10, 1
LIGHT = "/me/"
_ROWS = (b"data-row ", b"data-row>", b'class="plan-door', b'class="building"')
ROUNDS = 25


@dataclass
class Sums:
    """Milliseconds by who and what, at one size."""

    people: int
    spent: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    # How many rows, doors or buildings the page showed: what grows with them is no slower search.
    shown: dict[tuple[str, str], int] = field(default_factory=dict)

    def ratio(self, who: str, what: str) -> float:
        """Median of the page's time by the light page's of the same round."""
        pairs = zip(self.spent[who, what], self.spent[who, "light"], strict=True)
        return statistics.median(mine / light for mine, light in pairs)


def readers(places: Places) -> dict[str, User]:
    """A grid worker, a community clerk and the centre's manager, of the same place."""
    grid = Grid.objects.select_related("community").get(name="铁北3-07格")
    posts: dict[str, dict[str, Any]] = {
        "网格员": {"role": Role.GRID_WORKER, "grid": grid},
        "社区": {"role": Role.COMMUNITY_CLERK, "community": grid.community},
        "街道": {"role": Role.CENTRE_MANAGER, "street": True},
    }
    found: dict[str, User] = {}
    for name, post in posts.items():
        user = User.objects.create_user(f"bench{len(found)}", None, display_name=name)
        Posting.objects.create(user=user, valid_from=timezone.localdate() - timedelta(days=400), **post)
        found[name] = user
    return found


def questions() -> dict[str, tuple[str, dict[str, str] | None]]:
    """What is asked: a path, and what is sent in the body for numbers."""
    grid = Grid.objects.get(name="铁北3-07格")
    someone = Resident.objects.present().filter(grid=grid, id_index__isnull=False).order_by("pk").first()
    assert someone is not None
    home = someone.household
    return {
        "light": (LIGHT, None),
        "楼栋列表": (f"/homes/?community={home.community_id}", None),
        "楼栋平面": (f"/homes/buildings/{home.building_id}/", None),
        "住户": (home.get_absolute_url(), None),
        "该核对的户": (f"/homes/confirm/?community={home.community_id}", None),
        "两个字": (f"/homes/?q={someone.name[:2]}", None),
        "两个字（名）": ("/homes/?q=建军", None),
        "拼音": ("/homes/?q=wangjian", None),
        "姓的拼音": ("/homes/?q=wang", None),
        "首字母": ("/homes/?q=wjj", None),
        "门牌": ("/homes/?q=铁路小区1号楼201", None),
        "证件号": ("/homes/find/", {"q": someone.open_sealed("id_number")}),
        "后四位": ("/homes/find/", {"q": "0123"}),
    }


def _asked(who: str, path: str) -> str:
    """A grid's people have no community to choose."""
    return path.split("?community")[0] if who == "网格员" and "?community" in path else path


def measure(places: Places, people: int) -> Sums:
    """Round by round in turn, so that a slow minute falls on all alike."""
    asked, sums = questions(), Sums(people)
    clients = {}
    for name, user in readers(places).items():
        clients[name] = Client()
        clients[name].force_login(user)
    for round_no in range(ROUNDS + 2):
        for who, client in clients.items():
            for what, (path, said) in asked.items():
                if who == "网格员" and what == "证件号":
                    continue
                started = time.perf_counter()
                answer = client.post(path, said) if said else client.get(_asked(who, path))
                took = 1000 * (time.perf_counter() - started)
                if answer.status_code != 200:
                    raise SystemExit(f"{who} {what} {path}: {answer.status_code}")
                sums.shown[who, what] = sum(answer.content.count(mark) for mark in _ROWS)
                if round_no >= 2:
                    sums.spent.setdefault((who, what), []).append(took)
    return sums


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


def table(tenth: Sums, whole: Sums) -> str:
    lines = [
        f"居民登记 {whole.people:,} 人，和十分之一（{tenth.people:,} 人）比。倍数是与同一轮「我的」页之比，{ROUNDS} 轮的中位数。",
        "",
        "| 查什么 | 谁 | 全量 | 十分之一 | 增长 | 页上行数 |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for who, what in whole.spent:
        if what != "light":
            full, part = whole.ratio(who, what), tenth.ratio(who, what)
            rows = f"{whole.shown[who, what]} / {tenth.shown[who, what]}"
            lines.append(f"| {what} | {who} | {full:.2f} | {part:.2f} | {full / part:.2f} | {rows} |")
    return "\n".join(lines) + "\n"


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
            places, people = fill(of)
            sums.append(measure(places, people))
            index = index_table()
    return f"{table(*sums)}\n{index}"
