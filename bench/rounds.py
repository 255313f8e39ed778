"""Pages asked in turn, each as a share of a light signed-in page of the same round: a slow minute falls on all alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.models import User
from grids.choices import Role
from grids.models import Grid, Posting

# Session, user and the person's own few rows.
LIGHT = "/me/"
ROUNDS = 25
# Filled caches and plans: not counted.
WARM_UP = 2
Key = tuple[str, str]


@dataclass
class Ask:
    """One request: a page, or a form that is sent. `seen` counts rows in the answer. A callable path is made anew each time."""

    path: str | Callable[[], str]
    said: Callable[[], dict[str, Any]] | dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass
class Sums:
    """Milliseconds by who and what at one size, how many rows each page showed, and its statements."""

    size: int
    spent: dict[Key, list[float]] = field(default_factory=dict)
    shown: dict[Key, int] = field(default_factory=dict)
    queries: dict[Key, int] = field(default_factory=dict)

    def ratio(self, who: str, what: str) -> float:
        """Median of the page's time by the light page's of the same round."""
        pairs = zip(self.spent[who, what], self.spent[who, "light"], strict=True)
        return statistics.median(mine / light for mine, light in pairs)

    def lines(self) -> list[str]:
        """Each ratio of this size alone, to be seen while the next size is filled."""
        return [
            f"{self.size:,} {who} {what}: {self.ratio(who, what):.2f}, {self.queries[who, what]} 条语句"
            for who, what in self.spent
            if what != "light"
        ]


def readers(grid: Grid) -> dict[str, User]:
    """A grid worker, a community clerk and the centre's manager, of the same place."""
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


def measure(
    size: int,
    people: Mapping[str, User],
    asked: Mapping[str, Mapping[str, Ask]],
    marks: tuple[bytes, ...],
    rounds: int = ROUNDS,
) -> Sums:
    """`asked` by who and what; "light" is added to each. `marks` are what one row of a page says."""
    sums, clients = Sums(size), {name: Client() for name in people}
    for name, client in clients.items():
        client.force_login(people[name])
    for round_no in range(rounds + WARM_UP):
        for who, client in clients.items():
            for what, ask in {"light": Ask(LIGHT), **asked[who]}.items():
                took, shown, queries = once(client, ask, marks, count=round_no == 0)
                if round_no == 0:
                    sums.shown[who, what], sums.queries[who, what] = shown, queries
                if round_no >= WARM_UP:
                    sums.spent.setdefault((who, what), []).append(took)
    return sums


def once(client: Client, ask: Ask, marks: tuple[bytes, ...], *, count: bool) -> tuple[float, int, int]:
    path = ask.path if isinstance(ask.path, str) else ask.path()
    said = ask.said() if callable(ask.said) else ask.said
    with CaptureQueriesContext(connection) as caught:
        if not count:
            connection.force_debug_cursor = False
        started = time.perf_counter()
        answer = (
            client.get(path, headers=ask.headers)
            if said is None
            else client.post(path, said, headers=ask.headers)
        )
        body = answer.getvalue()
        took = 1000 * (time.perf_counter() - started)
    if answer.status_code != ask.status:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took, sum(body.count(mark) for mark in marks), len(caught)


def table(small: Sums, large: Sums) -> list[str]:
    """Markdown: the ratio at both sizes, what the tenfold costs, statements and rows at the large one."""
    lines = [
        "| 做什么 | 谁 | 全量 | 十分之一 | 增长 | 语句 | 页上行数 |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for who, what in large.spent:
        if what != "light":
            full, part = large.ratio(who, what), small.ratio(who, what)
            rows = f"{large.shown[who, what]} / {small.shown[who, what]}"
            lines.append(
                f"| {what} | {who} | {full:.2f} | {part:.2f} | {full / part:.2f} "
                f"| {large.queries[who, what]} | {rows} |"
            )
    return lines
