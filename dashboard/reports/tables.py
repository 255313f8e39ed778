"""A report as tables of text and numbers: what the screen, Excel and Word all show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.glance.charts import FEWEST_FOR_A_RATE
from dashboard.reports.counting import Counted, counted
from dashboard.reports.period import Period
from disputes.choices import PARENT_CAUSE, Cause, Tier, Track

Value = str | int | Decimal
NO_RATE = "–"


@dataclass(frozen=True)
class Table:
    """`rows` begin with the name of what they are about; the last one may be the sum."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    note: str = ""


@dataclass(frozen=True)
class Report:
    """One period's report."""

    period: Period
    title: str
    tables: list[Table]
    notes: list[str]


def report_of(period: Period, office: str, only: Iterable[int] | None = None) -> Report:
    """The report; `only` keeps to some communities."""
    kept = None if only is None else list(only)
    found = counted(period, kept)
    tables = [_cases(found), _kinds(found), _closed(found), _whistles(found), _work(found)]
    if period.months > 1 and kept is None:
        tables.append(
            Table("items", "联席会议任务", ("事项", "新交办", "已销号"), [("会议任务", *found.items)])
        )
    if period.months > 1:
        tables.append(_trend(found))
    return Report(period, f"{office}{period.words}综治工作{period.name}", tables, _NOTES)


_NOTES = [
    "登记、受理、办结按办理那一天计入当月；以后重开的另计，不改过去的数。期末在办是最后一天24时还没有办结的。",
    f"调解成功率＝调解成功÷（调解成功＋调解不成），拒绝、撤回、导引不在内；分母不足{FEWEST_FOR_A_RATE}件的不给比率。",
    "期限内办结：达成协议、终止或撤回时还在调解期限内的。限制知悉的案件只计数。",
    "信访数按整年统计，见信访统计；帮扶人数不列入。",
]


def _rate(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}%" if whole >= FEWEST_FOR_A_RATE else NO_RATE


def _by_community(
    found: Counted, numbers: Mapping[int, Mapping[str, int | Decimal]], names: Sequence[str]
) -> list[tuple[str, list[Value]]]:
    """A row of numbers for each community, and their sum last."""
    rows: list[tuple[str, list[Value]]] = []
    sums: dict[str, int | Decimal] = dict.fromkeys(names, 0)
    for pk, name in found.communities:
        mine = numbers.get(pk, {})
        rows.append((name, [mine.get(one, 0) for one in names]))
        for one in names:
            sums[one] += mine.get(one, 0)
    return [*rows, ("合计", [sums[one] for one in names])]


_CASES = (
    "registered",
    "accepted",
    "closed",
    "settled",
    "failed",
    "limit_all",
    "limit_met",
    "reopened",
    "merged",
    "in_progress",
)


def _cases(found: Counted) -> Table:
    head = (
        "社区",
        "登记",
        "受理",
        "办结",
        "调解成功",
        "调解不成",
        "成功率",
        "有期限的",
        "期限内",
        "重开",
        "并案",
        "期末在办",
    )
    rows = []
    for name, numbers in _by_community(found, found.cases, _CASES):
        settled, failed = int(numbers[3]), int(numbers[4])
        rows.append((name, *numbers[:5], _rate(settled, settled + failed), *numbers[5:]))
    return Table("cases", "矛盾纠纷办理", head, rows)


def _kinds(found: Counted) -> Table:
    names = ("registered", "closed", "settled", "failed")
    kinds = [cause for cause in Cause if cause not in PARENT_CAUSE]
    rows: list[tuple[Value, ...]] = [
        (str(cause.label), *(found.kinds[cause][name] for name in names))
        for cause in kinds
        if any(found.kinds[cause][name] for name in names)
    ]
    total: Counter[str] = sum((found.kinds[cause] for cause in kinds), Counter())
    rows.append(("合计", *(total[name] for name in names)))
    return Table(
        "kinds", "按纠纷类型", ("类型", "登记", "办结", "调解成功", "调解不成"), rows, "子类计入所属的大类。"
    )


def _closed(found: Counted) -> Table:
    names = (*(f"tier{tier.value}" for tier in Tier), *(track.value for track in Track))
    head = ("社区", *(f"{tier.label}办结" for tier in Tier), *(track.label for track in Track))
    rows = [(name, *numbers) for name, numbers in _by_community(found, found.cases, names)]
    return Table("closed", "办结的层级和调解方式", head, rows)


def _whistles(found: Counted) -> Table:
    names = ("called", "arrivals", "in_time", "results", "solved", "rated", "satisfied")
    head = ("社区", "部门收到吹哨", "报到", "按时报到", "两方评价", "解决", "满意度评价", "满意")
    rows = [(name, *numbers) for name, numbers in _by_community(found, found.units, names)]
    return Table("whistles", "吹哨报到", head, rows, "一次吹哨叫了几个部门就计几次。")


def _work(found: Counted) -> Table:
    names = ("hazards_found", "hazards_closed", "visits", "opinions", "replies", "hours", "wishes")
    head = ("社区", "发现隐患", "隐患办结", "走访", "居民意见", "答复意见", "志愿服务小时", "实现微心愿")
    rows = [(name, *numbers) for name, numbers in _by_community(found, found.work, names)]
    return Table("work", "巡查走访和服务", head, rows)


def _trend(found: Counted) -> Table:
    names = ("registered", "accepted", "closed", "settled", "reopened")

    def words(month: date) -> str:
        return f"{month.month}月"

    rows: list[tuple[Value, ...]] = [
        (words(month), *(counts[name] for name in names)) for month, counts in sorted(found.months.items())
    ]
    return Table("trend", "各月对比", ("月份", "登记", "受理", "办结", "调解成功", "重开"), rows)
