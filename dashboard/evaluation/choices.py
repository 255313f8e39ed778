"""Code words of evaluation, with the words people read (domain.md I)."""

from decimal import Decimal

from django.db.models import TextChoices


class Kind(TextChoices):
    """Who or what is evaluated (I1)."""

    WORKER = "worker", "网格员"
    GRID = "grid", "网格"
    COMMUNITY = "community", "社区"
    DEPARTMENT = "department", "部门"


# A month of a grid worker, a quarter of the others (I1).
MONTHS: dict[str, int] = {Kind.WORKER: 1, Kind.GRID: 3, Kind.COMMUNITY: 3, Kind.DEPARTMENT: 3}


class PeriodState(TextChoices):
    OPEN = "open", "待计算"
    DRAFTED = "drafted", "初评待公布"
    ANNOUNCED = "announced", "异议期"
    PUBLISHED = "published", "已发布"


# Before this nobody but the scorers sees a figure.
KNOWN_STATES = frozenset({PeriodState.ANNOUNCED, PeriodState.PUBLISHED})


class ResultState(TextChoices):
    STANDING = "standing", "没有异议"
    APPEALED = "appealed", "异议待答复"
    DECIDED = "decided", "异议已答复"


class AdjustKind(TextChoices):
    """What adds and what takes away (I4)."""

    HAZARD = "hazard", "查实有危险的隐患"
    PRAISE = "praise", "受到表扬"
    INNOVATION = "innovation", "做法被采用"
    LATE_RED = "late_red", "紧急情况迟报"
    FALSE_RECORD = "false_record", "虚假记录"
    LEAK = "leak", "泄露个人信息"


BONUSES = frozenset({AdjustKind.HAZARD, AdjustKind.PRAISE, AdjustKind.INNOVATION})
# Fixed by I4; a leak takes no points but caps the grade.
TAKEN: dict[str, Decimal] = {
    AdjustKind.LATE_RED: Decimal(5),
    AdjustKind.FALSE_RECORD: Decimal(10),
    AdjustKind.LEAK: Decimal(0),
}
MOST_BONUS, MOST_FOR_HAZARDS = Decimal(5), Decimal(3)


class Grade(TextChoices):
    """I7."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    NONE = "none", "不评"


GRADES_FROM: tuple[tuple[int, Grade], ...] = ((90, Grade.EXCELLENT), (80, Grade.GOOD), (60, Grade.PASSED))


class Outcome(TextChoices):
    """What a second person says to an objection."""

    UPHELD = "upheld", "维持初评结果"
    CORRECTED = "corrected", "更正"


class Verdict(TextChoices):
    """Of one sampled record of the register (E3)."""

    WAITING = "waiting", "待核对"
    RIGHT = "right", "一致"
    WRONG = "wrong", "有误"
    UNREACHED = "unreached", "没有核对到"


class WrongField(TextChoices):
    """What a sampled record says wrongly: of the home, never of what people do."""

    ADDRESS = "address", "门牌"
    TENURE = "tenure", "居住方式"
    MEMBERS = "members", "人口数"
    HEAD = "head", "户主"
    MOVED = "moved", "已经搬走"
