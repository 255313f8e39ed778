"""What a notice of open affairs answers for its paper (domain.md L31)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from civics.talks.affairs import AFFAIRS, least_end
from civics.talks.choices import AffairState
from core.papers.kinds import Owner


class AffairPapers(Owner):
    """Registered for kind "open_affair". A draft may be printed to be read over: it bears the days it would hang."""

    subject_kind = AFFAIRS.kind

    def codes(self, subject_id: int) -> Sequence[str]:
        return ("L31",)

    def facts(self, code: str, subject_id: int, part: int) -> Mapping[str, Any]:
        affair = AFFAIRS.queryset().get(pk=subject_id)
        start = affair.shown_from or timezone.localdate()
        return {
            "community": affair.community.name,
            "kind": affair.get_kind_display(),
            "title": affair.name,
            "text": affair.text,
            "shown_from": start,
            "shown_to": affair.shown_to or least_end(start),
            "contact": affair.phone,
        }

    def why_not(self, user: Any, act: str, code: str, subject_id: int) -> str:
        affair = AFFAIRS.queryset().get(pk=subject_id)
        if affair.state == AffairState.WITHDRAWN:
            return "已经撤下的不再张贴"
        return "" if AFFAIRS.holds(user, "keeper", affair) else "居务公开由本社区或街道张贴"
