"""What a person types into the form of each act: the walk's example call, as a browser would send it."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grids.choices_field import HazardState
from grids.models import Department, Hazard
from grids.workflow import TRANSITIONS
from tests.files.nasty import jpeg_of

Typed = dict[str, Any]


def picture(name: str = "现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg_of(80, 60), content_type="image/jpeg")


SAID: dict[str, Callable[[Hazard], Typed]] = {
    "answer": lambda h: {"outcome": "done", "text": "已派人加固"},
    "chase": lambda h: {"text": "请今天下班前清走"},
    "close": lambda h: {"text": "同意办结"},
    "dismiss": lambda h: {"reason": "现场看过，已搬走"},
    "grade": lambda h: {"grade": h.grade, "limit": h.limit, "reason": "看过现场"},
    "note": lambda h: {"text": "和住户说过了"},
    "order": lambda h: {"responsible": "铁北物业", "requirement": "清走三楼平台杂物"},
    "recheck": lambda h: {"passed": "yes", "text": "楼道畅通"},
    "rectify": lambda h: {"what": "杂物已清走", "after": [picture()]},
    "refer": lambda h: {
        "department": str(Department.objects.get(code="housing").pk),
        "reason": "major" if h.grade == "major" else "refused",
        "text": "请依法处理",
        "referred_on": "2026-03-02",
        "referral_no": "雄街函〔2026〕3号",
    },
    "regrade": lambda h: {"grade": h.grade, "limit": "medium", "reason": "要等备件"},
    "settle": lambda h: {"what": "当场搬走", "before": [picture("前.jpg")], "after": [picture("后.jpg")]},
}


def before(act: str) -> HazardState:
    """A state from which the act is usual."""
    usual = {"grade": HazardState.FOUND, "settle": HazardState.GRADED, "refer": HazardState.ORDERED}
    return usual.get(act) or next(s for s in HazardState if s in TRANSITIONS[act].from_states)
