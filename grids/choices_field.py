"""Code words of patrols, checklists and hazards, with the words people read (domain.md H6, J16, K17)."""

from django.db import models


class HazardState(models.TextChoices):
    """Where a hazard is on its way to being gone (domain.md J16)."""

    FOUND = "found", "待定级"
    GRADED = "graded", "待责令"
    ORDERED = "ordered", "整改中"
    RECTIFIED = "rectified", "待复查"
    RECHECKED = "rechecked", "待办结"
    REFERRED = "referred", "已移送"
    CLOSED = "closed", "已办结"
    DISMISSED = "dismissed", "不属隐患"


# Somebody still owes work on these.
OPEN_HAZARDS = frozenset(set(HazardState) - {HazardState.CLOSED, HazardState.DISMISSED})


class Grade(models.TextChoices):
    GENERAL = "general", "一般"
    MAJOR = "major", "重大"


class Limit(models.TextChoices):
    """By when it is put right: the last word of a rule's code (hazard.minor). How long that is stands in the rule."""

    SPOT = "spot", "当场"
    MINOR = "minor", "较短"
    MEDIUM = "medium", "较长"
    MAJOR = "major", "最长"

    @property
    def code(self) -> str:
        """The rule of core.clocks that counts it."""
        return f"hazard.{self.value}"


class HazardSource(models.TextChoices):
    PATROL = "patrol", "网格巡查"
    CHECK = "check", "清单检查"
    RESIDENT = "resident", "居民反映"
    VISIT = "visit", "走访"
    ASSIGNED = "assigned", "上级交办"
    OTHER = "other", "其他"


class HazardDanger(models.TextChoices):
    """What makes the page say whom to call first."""

    NONE = "", "没有"
    GAS = "gas", "燃气泄漏"
    FIRE = "fire", "起火冒烟"
    COLLAPSE = "collapse", "要塌要掉"


class ReferReason(models.TextChoices):
    """Why a hazard goes to a department (domain.md J16): nothing else is a reason."""

    REFUSED = "refused", "责任方拒不整改"
    MAJOR = "major", "重大隐患，要部门处理"


class DepartmentAnswer(models.TextChoices):
    DONE = "done", "部门已处理"
    RETURNED = "returned", "部门退回"


class CheckAnswer(models.TextChoices):
    """What an inspection says of one item of its checklist."""

    RIGHT = "right", "合格"
    WRONG = "wrong", "不合格"
    NONE = "none", "不涉及"


class PointResult(models.TextChoices):
    """What a patrol says of one point."""

    FINE = "fine", "正常"
    FOUND = "found", "有问题"


class Weather(models.TextChoices):
    """For the day's log (domain.md L19)."""

    SUNNY = "sunny", "晴"
    CLOUDY = "cloudy", "多云"
    OVERCAST = "overcast", "阴"
    RAIN = "rain", "雨"
    SNOW = "snow", "雪"
    WIND = "wind", "大风"
    DUST = "dust", "沙尘"


# domain.md B7: outside the agreed list, whoever asks for it.
FORBIDDEN_TASKS = (
    "不执法、不罚款、不查封，发现问题上报，由有权的单位处理",
    "不调查、不跟踪、不打听个人",
    "不做约定清单以外的事，不代部门签字担责",
)
