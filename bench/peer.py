"""The same jobs here and in django-helpdesk, at the same size, turn by turn: a community clerk with years of cases.

It is fetched by pip into an environment of its own under var/, has its own database on the same server, and is asked
through a pipe (bench/peer_helpdesk.py). Both run in process, without a web server between."""

import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.test import Client

from bench import cases
from bench.fresh import fresh_database
from bench.rounds import LIGHT, ROUNDS, WARM_UP, Ask, once
from core.accounts.models import User
from core.local import places, setup

PACKAGES = ("django-helpdesk==2.6.1", "django>=5.2,<5.3", "psycopg2-binary")
SIZE = 200_000
# Their job, ours, and how many times faster we want to be.
JOBS: tuple[tuple[str, str, str, float], ...] = (
    ("list", "案件列表（待办，50行）", "列表 50 件", 15),
    ("detail", "案件详情", "详情", 3),
    ("create", "登记一件", "登记", 1.5),
    ("update", "记一笔", "记一笔", 1.5),
    ("search", "案件列表（查两个字）", "查字", 10),
    ("dashboard", "社区数据", "数据页", 20),
    ("api", "接口列表（50件）", "接口列表 50 件", 50),
)


class Peer:
    """The other program, already filled; answers milliseconds and statements of one job."""

    def __init__(self, python: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [python, Path(__file__).with_name("peer_helpdesk.py"), "serve"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def once(self, job: str) -> tuple[float, int]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{job}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"django-helpdesk：{job} 没有回答")
        took, statements = json.loads(answer)
        return float(took), int(statements)

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()


@contextmanager
def peer_of(size: int) -> Iterator[Peer]:
    """Installed, its database made, filled and dropped again."""
    home = places.ready_var() / "peer"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        command = [str(python), "-m", "pip", "install", "-q", *PACKAGES]
        subprocess.run(command, env=setup.installer_environment(), check=True)
    files = home / "files"
    files.mkdir(exist_ok=True)
    routes = 'from django.urls import include, path\nurlpatterns = [path("", include("helpdesk.urls"))]\n'
    (files / "peer_urls.py").write_text(routes, encoding="utf-8")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/bench_peer").geturl()
    environment = {**os.environ, "PEER_DATABASE": address, "PEER_FILES": str(files), "PYTHONPATH": str(files)}
    _database("DROP DATABASE IF EXISTS bench_peer", "CREATE DATABASE bench_peer")
    try:
        fill = [str(python), str(Path(__file__).with_name("peer_helpdesk.py")), "fill", str(size)]
        subprocess.run(fill, env=environment, check=True)
        sys.stderr.write(f"django-helpdesk：{size:,} 件写入\n")
        peer = Peer(python, environment)
        try:
            yield peer
        finally:
            peer.end()
    finally:
        _database("DROP DATABASE IF EXISTS bench_peer")


def _database(*statements: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def compare(asked: dict[str, Ask], clerk: User, peer: Peer) -> list[str]:
    """Markdown: by job, the ratio to the light page, statements of both, and how many times faster in the same round."""
    client = Client()
    client.force_login(clerk)
    mine: dict[str, list[float]] = {job: [] for job, *_ in JOBS}
    faster: dict[str, list[float]] = {job: [] for job, *_ in JOBS}
    statements: dict[str, tuple[int, int]] = {}
    for round_no in range(ROUNDS + WARM_UP):
        light, _, _ = once(client, Ask(LIGHT), (), count=False)
        for job, name, _, _ in JOBS:
            ours, _, queries = once(client, asked[name], (), count=round_no == 0)
            theirs, their_queries = peer.once(job)
            if round_no == 0:
                statements[job] = queries, their_queries
            if round_no >= WARM_UP:
                mine[job].append(ours / light)
                faster[job].append(theirs / ours)
    lines = [
        "| 做什么 | 是「我的」页的几倍 | 语句 | 对方语句 | 快几倍 | 要快 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for job, _, words, goal in JOBS:
        queries, theirs_count = statements[job]
        lines.append(
            f"| {words} | {statistics.median(mine[job]):.2f} | {queries} | {theirs_count} "
            f"| {statistics.median(faster[job]):.1f} | {goal:g} |"
        )
    return lines


def run() -> str:
    with fresh_database(), peer_of(SIZE) as peer:
        grid, people = cases.fill(SIZE)
        asked = cases.asked(grid, people)["社区"]
        asked |= {"案件列表（查两个字）": Ask("/cases/?tab=all&q=漏水&size=50"), "社区数据": Ask("/reports/")}
        lines = compare(asked, people["社区"], peer)
    head = f"社区社工，{SIZE:,} 件，和 {PACKAGES[0]} 比：同一台机器、同一个数据库服务器，{ROUNDS} 轮交替，中位数。"
    return "\n".join([head, "", *lines]) + "\n"
