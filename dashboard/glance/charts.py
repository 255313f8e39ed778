"""Charts that are tables first: rows with a number or without (covered), a sentence above, and how a drawing reads them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dashboard.figures import terms
from dashboard.glance.ask import Asked, year_ago
from dashboard.glance.sums import AGES, Open, Sums, UnitSums
from dashboard.selectors.board import list_url
from dashboard.selectors.trends import ELSEWHERE, cover
from dashboard.selectors.trends import Place as Node
from disputes.choices import Result, Source, Tier

# Below this a cell says only that it is small; a rate of fewer is no rate (ux.md 2.2).
LEAST, FEWEST_FOR_A_RATE = 10, 30
SMALL = "<10"
_WEEK = "一二三四五六日"
TOO_FEW = f"数据不足，至少{FEWEST_FOR_A_RATE}件才给比率"


@dataclass(frozen=True)
class Row:
    """One row of a chart's table. `value` None is covered; `depth` says what it is part of."""

    name: str
    value: int | None
    depth: int = 0
    url: str = ""
    # A flow goes from `name` to `to`.
    to: str = ""
    more: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return SMALL if self.value is None else str(self.value)


@dataclass(frozen=True)
class Chart:
    """`kind` is what is drawn of the rows: treemap, calendar, funnel, sankey, bars; empty for a table alone."""

    key: str
    title: str
    kind: str
    sentence: str
    head: tuple[str, ...]
    rows: list[Row]
    note: str = ""

    @property
    def is_drawn(self) -> bool:
        return bool(self.kind) and any(row.value for row in self.rows)


def rate(part: int, whole: int) -> str:
    """Per cent with one decimal, or nothing of too few."""
    return f"{part * 100 / whole:.1f}%" if whole >= FEWEST_FOR_A_RATE else ""


def node(name: str, parts: Mapping[str, "Node"] | None = None, count: int = 0) -> Node:
    made = Node(name, count)
    for at, one in enumerate((parts or {}).values()):
        made.below[at] = one
        made.count += one.count
    return made


def place_tree(sums: Sums) -> Node:
    """Street > community > estate > grid, covered."""
    root = Node("全部")
    for (community, estate, grid), n in sums.places.items():
        home = root.below.setdefault(community[0], Node(community[1]))
        part = home.below.setdefault(estate[0], Node(estate[1] or ELSEWHERE))
        last = part.below.setdefault(grid[0], Node(grid[1] or "不在网格里的"))
        for one in (root, home, part, last):
            one.count += n
    return cover(root, LEAST)


def places(asked: Asked, sums: Sums) -> Chart:
    """矩形树图: registered cases by place."""
    root = place_tree(sums)
    rows: list[Row] = []

    def walk(one: Node, depth: int, key: int) -> None:
        url = list_url(tab="all", community=key, cause=asked.kind) if depth == 1 else ""
        rows.append(Row(one.name, one.count if one.shown else None, depth, url))
        if one.shown:
            for pk, below in sorted(one.below.items(), key=lambda pair: pair[1].name):
                walk(below, depth + 1, pk)

    for pk, home in sorted(root.below.items()):
        walk(home, 1, pk)
    shown = [row for row in rows if row.depth == 1 and row.value]
    most = max(shown, key=lambda row: row.value or 0, default=None)
    sentence = f"{asked.span.words}登记{sums.now['registered']}件"
    if most is not None and len(shown) > 1:
        sentence += f"，其中{most.name}{most.value}件，是各社区里最多的"
    return Chart("places", "案件在哪里", "treemap", f"{sentence}。", ("地方", "登记"), rows)


@dataclass(frozen=True)
class Day:
    """A day of the calendar: `shown` says its number, or that it is under ten; `level` is its shade from 0 to 4."""

    day: date
    shown: str
    level: int


@dataclass(frozen=True)
class Calendar:
    """登记日历 as weeks from Monday to Sunday; days to come are left out."""

    sentence: str
    weeks: list[list[Day]]


def calendar(asked: Asked, days: Mapping[date, int]) -> Calendar:
    """Each day of twelve months; a day under ten says only that there was something."""
    first, total = year_ago(asked.today), sum(days.values())
    weeks = []
    for ago in range(0, (asked.today - first).days + 1, 7):
        week = [first + timedelta(days=ago + at) for at in range(7)]
        weeks.append([_day(day, days.get(day, 0)) for day in week if day <= asked.today])
    busiest: Counter[int] = Counter()
    for day, n in days.items():
        busiest[day.weekday()] += n
    sentence = f"近12个月登记{total}件"
    if total >= FEWEST_FOR_A_RATE:
        sentence += f"，周{_WEEK[max(busiest, key=lambda at: (busiest[at], -at))]}最多"
    return Calendar(f"{sentence}。", weeks)


def _day(day: date, n: int) -> Day:
    if not n:
        return Day(day, "0", 0)
    return Day(day, SMALL if n < LEAST else str(n), 1 if n < LEAST else min(4, 1 + n // LEAST))


def tiers(sums: Sums) -> Chart:
    """分级化解: where closed cases were closed, and what was lawfully handed on."""
    parts: Counter[str] = Counter()
    handed = {one.value for one in terms.REFERRED}
    for (tier, result), n in sums.results.items():
        parts["依法导引、移送" if result in handed else f"{Tier(tier).label}化解"] += n
    names = [*(f"{tier.label}化解" for tier in Tier), "依法导引、移送"]
    root = cover(node("办结", {name: Node(name, parts[name]) for name in names}), LEAST)
    rows = [Row(one.name, one.count if one.shown else None) for one in root.below.values()]
    first = rows[0].value
    closed = sum(parts.values())
    sentence = f"办结{closed}件"
    if first is not None and (share := rate(first, closed)):
        sentence += f"，{share}在网格化解"
    return Chart("tiers", "在哪一级办结", "funnel", f"{sentence}。", ("层级", "办结"), rows)


_GROUPS = {
    **{one.value: "调解成功" for one in terms.SETTLED},
    **{one.value: "调解不成" for one in terms.FAILED},
    **{one.value: "导引、移送" for one in terms.REFERRED},
    Result.REFUSED.value: "一方拒绝",
    Result.WITHDRAWN.value: "撤回",
    Result.NOT_ACCEPTED.value: "不予受理",
}
_REST = "不足10件的合在一起"


def flow(sums: Sums) -> Chart:
    """流转: closed cases from their source through the tier that closed them to the result."""
    came: Counter[tuple[int, str]] = Counter()
    went: Counter[tuple[int, str]] = Counter()
    for (tier, source), n in sums.sources.items():
        came[tier, str(Source(source).label)] += n
    for (tier, result), n in sums.results.items():
        went[tier, _GROUPS.get(result, "其他")] += n
    rows = [Row(name, n, to=f"{tier}办结") for tier, name, n in _covered(came)]
    rows += [Row(f"{tier}办结", n, to=name) for tier, name, n in _covered(went)]
    up, back, again = (_few(sums.now[name]) for name in ("escalated", "returned", "reopened"))
    sentence = f"上报{up}件次，退回{back}件次，重开{again}件。"
    return Chart("flow", "从哪里来、怎么办结", "sankey", sentence, ("从", "到", "件"), rows)


def _few(n: int) -> str:
    return f"不足{LEAST}" if 0 < n < LEAST else str(n)


def _covered(cells: Mapping[tuple[int, str], int]) -> list[tuple[str, str, int | None]]:
    """Tier, name and number; what is covered in a tier stands there once as what is left."""
    root = Node("办结")
    for at, ((tier, name), n) in enumerate(sorted(cells.items())):
        level = root.below.setdefault(tier, Node(str(Tier(tier).label)))
        level.below[at] = Node(name, n)
        level.count += n
        root.count += n
    found: list[tuple[str, str, int | None]] = []
    for level in cover(root, LEAST).below.values():
        if not level.shown:
            continue
        told = [one for one in level.below.values() if one.shown]
        found += [(level.name, one.name, one.count) for one in told]
        if rest := level.count - sum(one.count for one in told):
            found.append((level.name, _REST, rest))
    return found


def ages(found: Open) -> Chart:
    """在办时长, a histogram."""
    root = cover(node("在办", {name: Node(name, found.ages[name]) for _, name in AGES}), LEAST)
    rows = [Row(one.name, one.count if one.shown else None) for one in root.below.values()]
    old = found.ages[AGES[-1][1]]
    sentence = f"在办{found.total}件" + (f"，其中{old}件超过30天" if old >= LEAST else "")
    return Chart("ages", "在办多久了", "bars", f"{sentence}。", ("在办时间", "件"), rows)


def load(found: Open) -> Chart:
    """未来五个工作日 the work that is due."""
    days = [Row(f"{day.month}月{day.day}日 周{_WEEK[day.weekday()]}", n) for day, n in found.load.items()]
    total = sum(found.load.values())
    return Chart("load", "五个工作日里到期的", "bars", f"共{total}件要办到下一步。", ("哪天", "件"), days)


@dataclass(frozen=True)
class UnitRow:
    """A department's three rates with their n."""

    name: str
    called: int
    cells: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Units:
    """吹哨 by department: a table alone, because rates of different n are not to be compared by bars."""

    sentence: str
    rows: list[UnitRow]


_RATES = (
    ("报到及时率", "in_time", "arrivals"),
    ("问题解决率", "solved", "results"),
    ("满意率", "satisfied", "rated"),
)


def whistles(found: list[UnitSums]) -> Units:
    """Each rate beside the number it is of; too few is said."""
    rows = []
    for one in found:
        cells = [
            (name, rate(one.counts[part], one.counts[whole]), f"{one.counts[part]}/{one.counts[whole]}")
            for name, part, whole in _RATES
        ]
        rows.append(UnitRow(one.name, one.counts["called"], cells))
    arrivals = sum(one.counts["arrivals"] for one in found)
    in_time = sum(one.counts["in_time"] for one in found)
    called = sum(one.counts["called"] for one in found)
    share = rate(in_time, arrivals)
    words = f"，按时报到{share}" if share else f"，报到{arrivals}次、按时{in_time}次"
    return Units(f"收到吹哨{called}次{words}。", rows)


@dataclass(frozen=True)
class Figure:
    """A number with what it means beside it."""

    label: str
    shown: str
    meaning: str
    note: str = ""
    url: str = ""
    mark: str = ""

    @property
    def on_the_wall(self) -> str:
        """A small number is told to nobody who just walks by."""
        return SMALL if self.shown.isdigit() and 0 < int(self.shown) < LEAST else self.shown


def figures(asked: Asked, sums: Sums, found: Open) -> list[Figure]:
    """The row of numbers on top."""
    now, before = sums.now, sums.before
    url = list_url(tab="open", community=asked.community, cause=asked.kind)
    settled, failed = (_of_results(sums, group) for group in (terms.SETTLED, terms.FAILED))
    return [
        Figure("在办", str(found.total), "现在登记了还没办结的案件。限制知悉的也计数", url=url),
        Figure(
            "登记", str(now["registered"]), "期间内登记编号的案件", _change(now["registered"], before["registered"])
        ),
        Figure(
            "办结", str(now["closed"]), "期间内结案的案件。后来重开的另计，不改过去的数",
            _change(now["closed"], before["closed"]),
        ),
        _rated("调解成功率", settled, settled + failed, "办结的案件里：调解成功 ÷（调解成功＋调解不成）。拒绝、撤回、导引不在内"),
        _rated("按期办结率", now["limit_met"], now["limit_all"], "达成协议、终止或撤回时还在调解期限内的 ÷ 有调解期限的"),
        _rated("首次联系及时率", now["contact_met"], now["contact_all"], "在时限内首次联系当事人的 ÷ 已经联系的"),
        _rated("群众满意率", now["satisfied"], now["rated"], "非常满意和满意 ÷ 给了评价的回访和居民评价"),
    ]  # fmt: skip


def lights(asked: Asked, found: Open) -> list[Figure]:
    """Red, yellow and grey, each with its list."""
    about = {"community": asked.community, "cause": asked.kind}
    return [
        Figure("超期", str(found.overdue), "最近的时限已过", url=list_url(tab="overdue", **about), mark="■"),
        Figure(
            "临期", str(found.due_soon), "最近的时限快到了", url=list_url(tab="due_soon", **about), mark="▲"
        ),
        Figure(
            "暂停", str(found.paused), "中止调解、等当事人的", url=list_url(tab="paused", **about), mark="‖"
        ),
    ]


def _of_results(sums: Sums, group: tuple[Result, ...]) -> int:
    wanted = {one.value for one in group}
    return sum(n for (_, result), n in sums.results.items() if result in wanted)


def _rated(label: str, part: int, whole: int, meaning: str) -> Figure:
    share = rate(part, whole)
    return Figure(label, share or "—", meaning, f"{part}/{whole}件" if share else TOO_FEW)


def _change(now: int, before: int) -> str:
    if not before:
        return ""
    if now == before:
        return "和上期一样"
    return f"比上期{'多' if now > before else '少'}{abs(now - before)}"
