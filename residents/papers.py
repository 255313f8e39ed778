"""What a visit answers for its sheet (domain.md L18): the record's own words, nothing typed again."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.papers.facts import paper_date
from core.papers.kinds import Owner
from grids.choices import WorkerDuty
from residents.choices_visits import VisitState
from residents.flows.visits import KIND, VISITS
from residents.models import Opinion, Visit


class VisitPapers(Owner):
    """Registered for kind "visit". Whoever sees the visit may print it."""

    subject_kind = KIND

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        visit: Visit = VISITS.queryset().get(pk=subject_id)
        return {
            "visit_no": visit.no,
            "visited_at": visit.visited_at,
            "community": visit.community.name,
            "grid": visit.grid.name if visit.grid else "没有落到网格",
            "place": visit.address,
            "visitors": "、".join(one.display_name for one in visit.workers.all()),
            "met": f"{visit.persons_met}人（{visit.get_outcome_display()}）" if visit.outcome else "",
            "kind": visit.get_kind_display(),
            "work": "、".join(topic_labels(visit)),
            "matters": _matters(visit),
            "help": visit.help_given,
            "follow_up": _follow_up(visit),
        }

    def codes(self, subject_id: int) -> Sequence[str]:
        return ("L18",)

    def pages(self, code: str, subject_id: int) -> Mapping[str, str]:
        """Of an appointment, what only the visit itself will tell."""
        visit = Visit.objects.get(pk=subject_id)
        if visit.state != VisitState.PLANNED:
            return {}
        return dict.fromkeys(("visited_at", "met", "visitors"), visit.act_url("record"))


def topic_labels(visit: Visit) -> list[str]:
    return [str(WorkerDuty(one).label) for one in visit.topics]


def _matters(visit: Visit) -> str:
    """What came up, the note, and each opinion that was raised at the door with its number."""
    opinions = Opinion.objects.numbered().filter(visit=visit).order_by("pk")
    told = ["、".join(visit.asked), visit.note]
    return "；".join(filter(None, [*told, *(f"{one.no} {one.title}：{one.text}" for one in opinions)]))


def _follow_up(visit: Visit) -> str:
    if visit.follow_up_on is None:
        return ""
    done = f"（{paper_date(visit.followed_up_at)}已办好）" if visit.followed_up_at else ""
    return f"{paper_date(visit.follow_up_on)}　{visit.follow_up_what}{done}"
