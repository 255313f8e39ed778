"""What a patrol and a hazard answer for their papers (domain.md L19, L20): the record's own words, nothing typed again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.papers.facts import paper_time
from core.papers.kinds import Owner, register_owner
from core.papers.models import Paper, PaperState
from grids import policies_field
from grids.engine import HAZARDS
from grids.engine import KIND as HAZARD
from grids.models import Hazard, HazardRound, Patrol
from grids.scope import Scope
from grids.selectors.patrols import LogLine, lines_of

ORDER, RECHECK = "L20", "L20-recheck"


class PatrolPapers(Owner):
    """Registered for kind "patrol". Whoever may read the log may print it, for as long as it is kept."""

    subject_kind = "patrol"

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        patrol = Patrol.objects.select_related("grid__community", "worker").get(pk=subject_id)
        return {
            "day": patrol.day,
            "weather": patrol.get_weather_display() if patrol.weather else "没有记",
            "community": patrol.grid.community.name,
            "grid": patrol.grid.name,
            "points": [_point(one) for one in lines_of([patrol]).get(patrol.pk, ())],
            "note": patrol.note,
            "reporter": patrol.worker.display_name,
        }


def _point(line: LogLine) -> dict[str, str]:
    check, hazard = line.check, line.check.hazard
    found = hazard.title if hazard else check.get_result_display()
    words = f"{found}：{check.note}" if check.note else found
    return {
        "time": f"{timezone.localtime(check.at):%H:%M}",
        "point": check.point.name,
        "finding": f"{words}（照片{line.photos}张）" if line.photos else words,
        "disposal": f"{hazard.official_no}　{hazard.get_state_display()}" if hazard else "",
    }


class HazardPapers(Owner):
    """Registered for kind "hazard"; a part is one round of putting it right."""

    subject_kind = HAZARD

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        one = HazardRound.objects.select_related("ordered_by", "rechecked_by").filter(
            hazard=subject_id, pk=part
        )
        current, hazard = one.first(), _hazard(subject_id)
        if current is None:
            return {}
        common = {
            "addressee": current.responsible,
            "place": f"{hazard.community.name}{hazard.address}",
            "found_on": timezone.localdate(hazard.found_at),
            "finding": f"{hazard.title}（{hazard.get_grade_display()}隐患）。{hazard.summary}".rstrip("。")
            + "。",
            "order": current.requirement,
        }
        return common | (_ordered(hazard, current) if code == ORDER else _rechecked(hazard, current))

    def parts(self, code: str, subject_id: int) -> Sequence[tuple[int, str]]:
        done = {"ordered_at__isnull": False} if code == ORDER else {"rechecked_at__isnull": False}
        rows = HazardRound.objects.filter(hazard=subject_id, **done).order_by("number")
        return [(one.pk, f"第{one.number}次") for one in rows]

    def codes(self, subject_id: int) -> Sequence[str]:
        return [code for code in (ORDER, RECHECK) if self.parts(code, subject_id)]

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        no = Hazard.objects.values_list("no", flat=True).get(pk=subject_id)
        asked = {"addressee": "order", "order": "order", "rechecked_at": "recheck", "checker": "recheck"}
        return {key: reverse("hazards:act", args=[no, act]) for key, act in asked.items()}

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        """B7: orders come from the grid's leader, the community or the street, and so do their papers."""
        if policies_field.orders(Scope.of(user), _hazard(subject_id)):
            return ""
        return "隐患文书由网格长、社区或街道出具"


def _hazard(subject_id: int) -> Hazard:
    found: Hazard = HAZARDS.queryset().get(pk=subject_id)
    return found


def _ordered(hazard: Hazard, current: HazardRound) -> dict[str, Any]:
    return {
        "basis": hazard.item.basis or "本街道工作安排",
        "due": paper_time(current.due_at) if current.due_at else "",
        "issuer": current.ordered_by.display_name if current.ordered_by else "",
    }


def _rechecked(hazard: Hazard, current: HazardRound) -> dict[str, Any]:
    return {
        "order_no": _order_number(hazard, current),
        "rechecked_at": current.rechecked_at,
        "result": current.recheck_note or current.what,
        "verdict": "整改合格" if current.passed else "整改不合格",
        "next_step": "" if current.passed else "继续整改，另发整改通知书",
        "checker": current.rechecked_by.display_name if current.rechecked_by else "",
    }


def _order_number(hazard: Hazard, current: HazardRound) -> str:
    """The number of this round's order in force; the hazard's own where it was put right without one."""
    issued = Paper.objects.filter(subject_kind=HAZARD, subject_id=hazard.pk, kind=ORDER, part=current.pk)
    found = issued.exclude(state=PaperState.VOID).first()
    return found.number if found else f"隐患 {hazard.official_no}"


def register_papers() -> None:
    """Called once by GridsConfig.ready."""
    for owner in (PatrolPapers(), HazardPapers()):
        register_owner(owner)
