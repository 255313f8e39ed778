"""Brings a hazard into any state, and knows one good call of every act: what the generated tests walk with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.accounts.models import User
from core.files.photos import Photo
from grids.actions.hazard_acts import ACTIONS
from grids.actions.hazards import Finding, report_hazard
from grids.choices_field import HazardState
from grids.models import ChecklistItem, Department, Hazard
from tests.cast import Cast, Town

# A Monday morning in Shanghai, no holiday near.
T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY0 = date(2026, 3, 2)
HOUR = timedelta(hours=1)
PHOTO = Photo("现场.jpg", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xd9", 8, 6)


def item(code: str = "fire.clutter") -> ChecklistItem:
    return ChecklistItem.objects.select_related("checklist").get(code=code)


@dataclass
class Walk:
    """Steps forward in time with each act, as people would."""

    town: Town
    cast: Cast
    now: datetime = T0

    def report(self, *, by: str = "worker", code: str = "fire.clutter", **facts: Any) -> Hazard:
        self.now += HOUR
        told = {
            "place": self.town.building,
            "item": item(code),
            "summary": "三楼平台堆了纸箱",
            "called": True,
        }
        photos = facts.pop("photos", ())
        actor: User = getattr(self.cast, by)
        return report_hazard(Finding(**{**told, **facts}), actor=actor, photos=photos, now=self.now)

    def do(self, hazard: Hazard, act: str, by: str, **data: Any) -> Hazard:
        self.now += HOUR
        ACTIONS[act](hazard, actor=getattr(self.cast, by), now=self.now, **data)
        hazard.refresh_from_db()
        return hazard

    def step(self, hazard: Hazard, act: str, by: str | None = None, **changes: Any) -> Hazard:
        """The example call of the act."""
        return self.do(hazard, act, by or WHO[act], **{**DATA[act](hazard, self), **changes})

    def to(self, state: str) -> Hazard:
        """A fresh hazard in that state."""
        return _ROADS[HazardState(state)](self)

    def major(self, state: str = HazardState.ORDERED) -> Hazard:
        """A major hazard (房屋开裂) under way."""
        hazard = self.step(self.report(code="house.cracks"), "grade", grade="major", limit="major")
        for act in {"graded": (), "ordered": ("order",), "rectified": ("order", "rectify")}[str(state)]:
            hazard = self.step(hazard, act)
        return hazard


WHO: dict[str, str] = {
    "answer": "clerk",
    "chase": "leader",
    "close": "secretary",
    "dismiss": "clerk",
    "grade": "leader",
    "note": "worker",
    "order": "clerk",
    "recheck": "leader",
    "rectify": "worker",
    "refer": "clerk",
    "regrade": "clerk",
    "settle": "worker",
}
Data = Callable[[Hazard, Walk], dict[str, Any]]
DATA: dict[str, Data] = {
    "answer": lambda h, w: {"outcome": "done", "text": "已派人加固"},
    "chase": lambda h, w: {"text": "请今天下班前清走"},
    "close": lambda h, w: {"text": "同意办结"},
    "dismiss": lambda h, w: {"reason": "现场看过，是正在搬家，已搬走"},
    "grade": lambda h, w: {"grade": h.grade, "limit": h.limit},
    "note": lambda h, w: {"text": "和住户说过了"},
    "order": lambda h, w: {"responsible": "铁北物业", "requirement": "清走三楼平台杂物"},
    "recheck": lambda h, w: {"passed": True},
    "rectify": lambda h, w: {"what": "杂物已清走", "after": [PHOTO]},
    "refer": lambda h, w: {
        "department": Department.objects.get(code="housing"),
        "reason": "major" if h.grade == "major" else "refused",
        "text": "请依法处理",
        "referred_on": timezone.localdate(w.now),
        "referral_no": "雄街函〔2026〕3号",
    },
    "regrade": lambda h, w: {"grade": h.grade, "limit": "medium", "reason": "要等备件"},
    "settle": lambda h, w: {"what": "当场搬走", "before": [PHOTO], "after": [PHOTO]},
}


def _after(state: HazardState, *acts: str) -> Callable[[Walk], Hazard]:
    def road(walk: Walk) -> Hazard:
        hazard = walk.to(state)
        for act in acts:
            hazard = walk.step(hazard, act)
        return hazard

    return road


def _rechecked(walk: Walk) -> Hazard:
    return walk.step(walk.major(HazardState.RECTIFIED), "recheck", "clerk")


_ROADS: dict[HazardState, Callable[[Walk], Hazard]] = {
    HazardState.FOUND: lambda walk: walk.report(code="house.cracks"),
    HazardState.GRADED: lambda walk: walk.report(),
    HazardState.ORDERED: _after(HazardState.GRADED, "order"),
    HazardState.RECTIFIED: _after(HazardState.ORDERED, "rectify"),
    HazardState.RECHECKED: _rechecked,
    HazardState.REFERRED: _after(HazardState.ORDERED, "refer"),
    HazardState.CLOSED: _after(HazardState.RECTIFIED, "recheck"),
    HazardState.DISMISSED: _after(HazardState.GRADED, "dismiss"),
}


def ready_for(walk: Walk, act: str, state: str) -> Hazard:
    """A hazard in the state on which the act's guards hold too: major where it must be, general where it must be."""
    if act == "settle" and state == HazardState.FOUND:
        # The list says major, the finder says general with a reason: somebody has to confirm it.
        return walk.report(code="house.cracks", grade="general", limit="minor", grade_reason="只是墙皮裂")
    if act == "refer" and state == HazardState.GRADED:
        return walk.major(HazardState.GRADED)
    return walk.to(state)
