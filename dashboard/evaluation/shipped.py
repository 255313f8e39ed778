"""The indicators that come with the product (domain.md I2, I5, I6): the office's own proposal, the administrator's to change.

Weights, targets and least numbers are not law; the town's own 考评办法 replaces them. E6 stands with the worker alone,
whose contacts it counts: no place is told how many are helped there, so its weight goes to E4, E5 of a grid."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from dashboard.evaluation.choices import Kind
from dashboard.evaluation.models import Indicator

_Row = tuple[str, str, str, int, int, int]  # code, formula, name, weight, target, min_n

_WORKER: tuple[_Row, ...] = (
    ("E1", "patrol_days", "巡查完成率", 15, 95, 10),
    ("E2", "homes_visited", "走访覆盖率", 15, 95, 20),
    ("E3", "records_right", "信息准确率", 15, 95, 20),
    ("E4", "closed_in_time", "按期办结率", 20, 95, 3),
    ("E5", "settled_in_grid", "网格化解率", 10, 70, 3),
    ("E6", "contacts_made", "帮扶联系完成率", 10, 95, 5),
    ("E7", "hazards_put_right", "隐患整改率", 5, 95, 3),
    ("E8", "satisfied", "群众满意率", 10, 90, 10),
)
_GRID: tuple[_Row, ...] = (
    ("E1", "patrol_days", "巡查完成率", 15, 95, 10),
    ("E2", "homes_visited", "走访覆盖率", 15, 95, 20),
    ("E3", "records_right", "信息准确率", 15, 95, 20),
    ("E4", "closed_in_time", "按期办结率", 25, 95, 3),
    ("E5", "settled_in_grid", "网格化解率", 15, 70, 3),
    ("E7", "hazards_put_right", "隐患整改率", 5, 95, 3),
    ("E8", "satisfied", "群众满意率", 10, 90, 10),
)
_COMMUNITY: tuple[_Row, ...] = (
    ("C1", "mean_of_grids", "网格平均得分", 40, 100, 1),
    ("C2", "small_in_time", "小事按期办结率", 20, 95, 3),
    ("C3", "items_cleared", "会议任务销号率", 15, 95, 3),
    ("C4", "affairs_held", "居务公开和议事", 10, 95, 1),
    ("C5", "served", "志愿服务和微心愿", 5, 95, 3),
    ("C6", "satisfied", "群众满意率", 10, 90, 10),
)
_DEPARTMENT: tuple[_Row, ...] = (
    ("D1", "arrived_in_time", "响应率", 30, 100, 3),
    ("D2", "judged_solved", "解决率", 40, 100, 3),
    ("D3", "rated_satisfied", "满意率", 30, 100, 3),
)
_ALL = {Kind.WORKER: _WORKER, Kind.GRID: _GRID, Kind.COMMUNITY: _COMMUNITY, Kind.DEPARTMENT: _DEPARTMENT}


def _rows() -> Iterator[dict[str, Any]]:
    for kind, rows in _ALL.items():
        for order, (code, formula, name, weight, target, min_n) in enumerate(rows):
            yield {
                "kind": kind.value,
                "code": code,
                "formula": formula,
                "name": name,
                "weight": weight,
                "target": target,
                "min_n": min_n,
                "order": order,
            }


INDICATORS: tuple[dict[str, Any], ...] = tuple(_rows())


@transaction.atomic
def ship_indicators() -> int:
    """Add the shipped indicators of kinds that have none, and return how many were added.

    A kind that has its own stays as it is: weights sum 100 only together."""
    present = set(Indicator.objects.values_list("kind", flat=True))
    missing = [Indicator(**fields) for fields in INDICATORS if fields["kind"] not in present]
    return len(Indicator.objects.bulk_create(missing))
