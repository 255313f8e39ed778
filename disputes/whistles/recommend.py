"""Whom to summon, and why: the departments' duty lists, and who led the same kind of matter lately.

It proposes and says its reason in one sentence; it never sends, and what no list names it says plainly (D5, art. 17 of
the model law: what is not on the agreed list may not be pushed onto a department as its duty)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from disputes.choices import Cause
from disputes.models import DutyClause, WhistleUnit
from disputes.whistles.choices import HISTORY_DAYS, UnitState
from grids.models import Department

# What the matter is called says most (路灯 is 住建's whatever it was filed under), then the kind of case; words of the
# telling least, because they name everything that was tried (已报物业两次).
_TITLE, _CAUSE, _TOLD = 4, 2, 1


@dataclass(frozen=True)
class Suggestion:
    """One department with the clause that fits best and its history."""

    department: Department
    clause: DutyClause | None
    history: int
    score: int = field(default=0)

    @property
    def is_on_list(self) -> bool:
        return self.clause is not None

    @property
    def basis(self) -> str:
        """What the slip carries as its ground."""
        return str(self.clause) if self.clause else ""

    @property
    def words(self) -> str:
        """Why, in one sentence."""
        past = f"近{HISTORY_DAYS}天同类{self.history}件由它主办" if self.history else ""
        if self.clause is None:
            return f"不在它的职责清单里{f'，但{past}' if past else ''}"
        return f"{self.clause}：{self.clause.text}{f'；{past}' if past else ''}"


def suggestions(*, cause: str, title: str, told: str = "", now: datetime) -> list[Suggestion]:
    """Every department in use, the fitting ones first. Three queries at any size."""
    departments = list(Department.objects.active())
    clauses = list(DutyClause.objects.active())
    history = led_lately(cause, now)
    found = [
        _suggest(one, clauses, history.get(one.pk, 0), Telling(cause, title, told)) for one in departments
    ]
    return sorted(found, key=lambda one: (-one.score, -one.history, one.department.pk))


@dataclass(frozen=True)
class Telling:
    """What is known of a matter when a unit is looked for."""

    cause: str
    title: str
    told: str = ""


def _suggest(
    department: Department, clauses: Iterable[DutyClause], history: int, matter: Telling
) -> Suggestion:
    own = [one for one in clauses if one.department_code == department.code]
    rated = sorted(((_fit(one, matter), one) for one in own), key=lambda pair: (-pair[0], pair[1].number))
    best = rated[0] if rated and rated[0][0] else (0, None)
    return Suggestion(department, best[1], history, best[0])


def _fit(clause: DutyClause, matter: Telling) -> int:
    """How well a clause fits."""
    named = any(word in matter.title for word in clause.words)
    told = any(word in matter.told for word in clause.words)
    kind = bool(matter.cause) and matter.cause in clause.causes
    return _TITLE * named + _CAUSE * kind + _TOLD * told


def led_lately(cause: str, now: datetime) -> dict[int, int]:
    """How many whistles of the cause each department led in ninety days. By index whistle_cause_issued."""
    if not cause:
        return {}
    since = now - timedelta(days=HISTORY_DAYS)
    rows = (
        WhistleUnit.objects.filter(
            is_lead=True, whistle__cause=cause, whistle__issued_at__gte=since, whistle__issued_at__lte=now
        )
        .exclude(state=UnitState.RELEASED)
        .order_by()
        .values_list("department")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def advice(found: list[Suggestion], cause: str) -> str:
    """The sentence above the choice."""
    best = found[0] if found else None
    if best is None:
        return "还没有登记部门，请系统管理员先添加"
    if not best.is_on_list:
        kind = f"「{Cause(cause).label}」" if cause else "这件事"
        return f"{kind}不在任何部门的职责清单里，不能当作部门的职责压下去。要吹哨的，请写明法规依据"
    return f"推荐{best.department}主办。{best.words}"
